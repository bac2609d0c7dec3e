/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Captures and documentation samples of Salesforce's answers. */
public final class Samples {
    private Samples() {}

    /**
     * Returns a sample with some of its text replaced.
     *
     * @param replacements texts in turn: one that the sample must contain, and the one in its place
     */
    public static String edited(String path, String... replacements) {
        String sample = read(path);
        for (int i = 0; i < replacements.length; i += 2) {
            if (!sample.contains(replacements[i])) {
                throw new AssertionError(path + " does not contain " + replacements[i]);
            }
            sample = sample.replace(replacements[i], replacements[i + 1]);
        }
        return sample;
    }

    /** @param path as {@code errors/404_not_found.json} */
    public static String read(String path) {
        try (InputStream sample = Samples.class.getResourceAsStream("/samples/" + path)) {
            return new String(sample.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
