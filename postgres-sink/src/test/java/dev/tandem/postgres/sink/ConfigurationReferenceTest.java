/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** Keeps the configuration reference equal to the options. {@code -Dupdate.reference} writes it. */
class ConfigurationReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "configuration", "postgres-sink.md");

    @Test
    void theReferenceSaysWhatTheConnectorTakes() throws IOException {
        String rendered = render(PostgresSinkConfig.DEFINITION);
        if (System.getProperty("update.reference") != null) {
            Files.createDirectories(REFERENCE.getParent());
            Files.writeString(REFERENCE, rendered);
        }

        assertThat(Files.readString(REFERENCE))
                .as("run: mvn -pl postgres-sink test -Dtest=ConfigurationReferenceTest -Dupdate.reference")
                .isEqualTo(rendered);
    }

    private static String render(ConfigDef definition) {
        StringBuilder page =
                new StringBuilder("# Configuration of the Postgres sink connector\n\n`connector.class` is `"
                        + PostgresSinkConnector.class.getName()
                        + "`. This page is made from the connector's own definitions.\n");
        for (String group : definition.groups()) {
            page.append("\n## ")
                    .append(group)
                    .append("\n\n| option | type | default | importance | meaning |\n|---|---|---|---|---|\n");
            definition.configKeys().values().stream()
                    .filter(key -> key.group.equals(group))
                    .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                    .forEach(key -> page.append(row(key)));
        }
        return page.toString();
    }

    private static String row(ConfigKey key) {
        String valid = key.validator instanceof ConfigDef.Range ? " Valid: " + key.validator + "." : "";
        List<String> cells = List.of(
                "`" + key.name + "`",
                key.type.name().toLowerCase(Locale.ROOT),
                defaultOf(key),
                key.importance.name().toLowerCase(Locale.ROOT),
                key.documentation + valid);
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String defaultOf(ConfigKey key) {
        if (!key.hasDefault()) {
            return "required";
        }
        Object value = key.defaultValue instanceof List<?> list && list.isEmpty() ? null : key.defaultValue;
        return value == null || value.toString().isEmpty() ? "" : "`" + value + "`";
    }
}
