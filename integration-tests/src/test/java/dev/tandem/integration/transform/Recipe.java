/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import dev.tandem.plugin.page.Block;
import dev.tandem.plugin.page.Page;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The configurations that the page on the transform gives, as its readers would copy them. */
final class Recipe {
    private static final Page PAGE = Page.of("transform.md", "properties");

    private Recipe() {}

    /** Returns the configuration below a heading. */
    static Map<String, String> under(String heading) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(PAGE.under(heading).get(0)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Map<String, String> config = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> config.put(key, properties.getProperty(key)));
        return config;
    }

    /** Returns the blocks of the page that no test has taken. */
    static List<Block> rest() {
        return PAGE.rest();
    }
}
