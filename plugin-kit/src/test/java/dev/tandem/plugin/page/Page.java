/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The blocks of one language in a page of {@code docs}, as its readers would copy them. A test class that runs them takes all of them, and
 * asserts that there is no {@link #rest}: a block that is added to the page is run, or listed in {@link NotRun}.
 */
public final class Page {
    private final String name;
    private final List<Block> blocks;
    private final Set<Block> taken = new HashSet<>();

    private Page(String name, List<Block> blocks) {
        this.name = name;
        this.blocks = blocks;
    }

    public static Page of(String name, String language) {
        try {
            return new Page(
                    name,
                    Block.of(Files.readString(Path.of("../docs", name))).stream()
                            .filter(block -> block.language().equals(language))
                            .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Takes the blocks below a heading, up to the next one of any level. */
    public List<String> under(String heading) {
        List<Block> found =
                blocks.stream().filter(block -> block.heading().equals(heading)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("No block under '" + heading + "' in " + name);
        }
        taken.addAll(found);
        return found.stream().map(Block::text).toList();
    }

    /** Returns the blocks that are neither taken nor listed in {@link NotRun}. */
    public List<Block> rest() {
        Set<String> listed = NotRun.reasons().keySet();
        return blocks.stream()
                .filter(block -> !taken.contains(block) && !listed.contains(block.firstLine()))
                .toList();
    }
}
