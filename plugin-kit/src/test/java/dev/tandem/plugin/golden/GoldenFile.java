/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file under version control that holds what the code is expected to produce. Run the test with {@code
 * -Dtandem.update.golden} to write what the code produces now, and read the difference before you commit it.
 */
public final class GoldenFile {
    private static final String UPDATE = "tandem.update.golden";

    private final Path file;

    private GoldenFile(Path file) {
        this.file = file;
    }

    /** @param file relative to the module's directory */
    public static GoldenFile at(String file) {
        return new GoldenFile(Path.of(file));
    }

    /** Asserts that the file holds exactly this text. */
    public void assertHolds(String actual) {
        try {
            if (System.getProperty(UPDATE) != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, actual);
            }
            assertThat(file)
                    .as("golden file; write it with -D" + UPDATE)
                    .exists()
                    .content()
                    .isEqualTo(actual);
        } catch (IOException failure) {
            throw new UncheckedIOException("Failed to write golden file " + file, failure);
        }
    }
}
