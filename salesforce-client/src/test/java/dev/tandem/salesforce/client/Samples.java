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

    /** @param path as {@code errors/404_not_found.json} */
    public static String read(String path) {
        try (InputStream sample = Samples.class.getResourceAsStream("/samples/" + path)) {
            return new String(sample.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
