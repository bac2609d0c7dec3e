/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.config.Config;

/** Values that people write by mistake. A plugin must either accept one and start with it, or reject it and say why. */
public final class StrangeValues {
    /** A part of some of the values, which no message may show. */
    public static final String SECRET = "Tr0ub4dor";

    private static final List<String> ALL = List.of(
            "",
            "   ",
            ",",
            "a,,b",
            "a,a",
            "x",
            "-1",
            "0",
            "1",
            "1.5",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "99999999999999999999",
            "true",
            "YES",
            "null",
            "None",
            "*",
            "(",
            "[a-",
            ".",
            "a.b",
            "a.b.c",
            "a:b",
            "a.b:c",
            ":",
            "a:",
            ":b",
            "a:b,a:c",
            "a b:c d",
            "${topic}",
            "${file:/etc/none.properties:key}",
            "/nowhere/file",
            "host",
            "host:99999",
            "http://host:99999",
            "HTTPS://Example.My.Salesforce.com",
            "jdbc:postgresql://h/db?preferQueryMode=simple",
            "line\nbreak",
            "\u0000",
            "grün");

    private static final List<String> WITH_SECRETS = List.of(
            "https://user:" + SECRET + "@example.my.salesforce.com",
            "user:" + SECRET + "@host:3128",
            "jdbc:postgresql://user:" + SECRET + "@host/db",
            "jdbc:postgresql://host/db?user=me&password=" + SECRET,
            "postgres://user:" + SECRET + "@host/db");

    private StrangeValues() {}

    /**
     * Gives each option each of the values, and each null. What validation accepts must start, and no message may show a secret.
     *
     * @param right a configuration without mistakes
     * @param keys the options to try
     */
    public static void tryAll(
            Map<String, String> right,
            Collection<String> keys,
            Function<Map<String, String>, Config> validation,
            Consumer<Map<String, String>> start) {
        List<String> values = new ArrayList<>(ALL);
        values.addAll(WITH_SECRETS);
        values.add(null);
        for (String key : keys) {
            for (String value : values) {
                Map<String, String> properties = new HashMap<>(right);
                properties.put(key, value);
                List<String> errors = validation.apply(properties).configValues().stream()
                        .flatMap(each -> each.errorMessages().stream())
                        .toList();
                if (errors.isEmpty()) {
                    assertThatCode(() -> start.accept(properties))
                            .as("start with %s=%s", key, value)
                            .doesNotThrowAnyException();
                }
                if (value != null
                        && WITH_SECRETS.contains(value)
                        && (key.endsWith("url") || key.endsWith("instance"))) {
                    assertThat(errors).as("errors of %s", key).isNotEmpty().noneMatch(error -> error.contains(SECRET));
                }
            }
        }
    }
}
