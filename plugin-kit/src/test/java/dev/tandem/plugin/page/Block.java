/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.page;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A fenced block of a page, without the indentation of the list that it is in.
 *
 * @param heading the nearest one above it
 * @param language as named behind the fence, or empty
 */
public record Block(String heading, String language, String text) {
    private static final Pattern HEADING_OR_BLOCK =
            Pattern.compile("(?ms)^#+ ([^\\n]*)$|^ *```([^\\n]*)\\n(.*?)^ *```$");

    /** Returns the blocks of a page in Markdown, in their order. */
    public static List<Block> of(String page) {
        String[] heading = {""};
        return HEADING_OR_BLOCK
                .matcher(page)
                .results()
                .filter(found -> {
                    heading[0] = found.group(1) == null ? heading[0] : found.group(1);
                    return found.group(3) != null;
                })
                .map(found -> new Block(
                        heading[0], found.group(2).strip(), found.group(3).stripIndent()))
                .toList();
    }

    /** Returns the first line, by which a block is known. */
    public String firstLine() {
        return text.lines().findFirst().orElse("").strip();
    }
}
