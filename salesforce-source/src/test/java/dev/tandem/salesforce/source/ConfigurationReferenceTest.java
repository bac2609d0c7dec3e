/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** Keeps the configuration reference equal to the options. {@code -Dupdate.reference} writes it. */
class ConfigurationReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "configuration", "salesforce-source.md");

    @Test
    void theReferenceSaysWhatTheConnectorTakes() throws IOException {
        String rendered = render(SalesforceSourceConfig.DEFINITION);
        if (System.getProperty("update.reference") != null) {
            Files.createDirectories(REFERENCE.getParent());
            Files.writeString(REFERENCE, rendered);
        }

        assertThat(Files.readString(REFERENCE))
                .as("run: mvn -pl salesforce-source test -Dtest=ConfigurationReferenceTest -Dupdate.reference")
                .isEqualTo(rendered);
    }

    private static String render(ConfigDef definition) {
        StringBuilder page = new StringBuilder("# Configuration of the Salesforce source connector\n\n"
                + "`connector.class` is `" + SalesforceSourceConnector.class.getName()
                + "`. This page is made from the connector's own definitions.\n");
        for (String group : definition.groups()) {
            page.append("\n## ")
                    .append(group)
                    .append("\n\n| option | type | default | importance | meaning |\n" + "|---|---|---|---|---|\n");
            definition.configKeys().values().stream()
                    .filter(key -> key.group.equals(group))
                    .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                    .forEach(key -> page.append(row(key)));
        }
        return page.toString();
    }

    private static String row(ConfigKey key) {
        return "| `" + key.name + "` | " + key.type.name().toLowerCase(java.util.Locale.ROOT) + " | "
                + defaultOf(key) + " | " + key.importance.name().toLowerCase(java.util.Locale.ROOT) + " | "
                + key.documentation + (key.validator instanceof ConfigDef.Range ? " Valid: " + key.validator + "." : "")
                + " |\n";
    }

    private static String defaultOf(ConfigKey key) {
        Object value = key.defaultValue instanceof List<?> list
                ? String.join(",", list.toArray(String[]::new))
                : key.defaultValue;
        return value == null || value.toString().isEmpty() ? "" : "`" + value + "`";
    }
}
