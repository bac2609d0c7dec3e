/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configurations that the documentation gives, as its readers would copy them. */
final class Recipe {
    private static final Path PAGE = Path.of("../docs/transform.md");

    private Recipe() {}

    /** The first configuration below a heading. */
    static Map<String, String> under(String heading) throws IOException {
        Matcher block = Pattern.compile(
                        "### " + Pattern.quote(heading) + "\n.*?```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        if (!block.find()) {
            throw new IOException("No recipe '" + heading + "' in " + PAGE);
        }
        Properties properties = new Properties();
        properties.load(new StringReader(block.group(1)));
        Map<String, String> config = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> config.put(key, properties.getProperty(key)));
        return config;
    }
}
