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
import java.util.LinkedHashMap;
import java.util.Map;

/** The commands of pages that nothing runs, each with the reason. A block of several lines is listed by its first. */
public final class NotRun {
    private static final Path FILE = Path.of("../house-rules/src/test/resources/commands-not-run.txt");

    private NotRun() {}

    /** Returns the reason of each command. In the file, it is in the indented line below the command. */
    public static Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        String command = null;
        try {
            for (String line : Files.readAllLines(FILE)) {
                if (line.startsWith("    ")) {
                    reasons.put(command, line.strip());
                } else if (!line.startsWith("#")) {
                    command = line.strip();
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return reasons;
    }
}
