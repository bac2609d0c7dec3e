/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.golden;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** Renders the page of the configuration reference that documents one plugin. */
public final class ConfigurationReference {
    private static final Pattern EXAMPLE = Pattern.compile("Example: (.*)\\.$");

    private ConfigurationReference() {}

    /**
     * Renders the page: a heading, and one table for each group of options.
     *
     * @param introduction Markdown, such as the class to name in the configuration
     * @throws ConfigException if an option does not accept its own example
     */
    public static String render(String title, String introduction, ConfigDef definition) {
        StringBuilder page = new StringBuilder("# Configuration of ")
                .append(title)
                .append("\n\n")
                .append(introduction)
                .append("\nThis page is generated from the plugin's own definitions.\n");
        for (String group : definition.groups()) {
            page.append("\n## ").append(group).append("\n\n");
            page.append("| option | type | default | importance | meaning |\n|---|---|---|---|---|\n");
            definition.configKeys().values().stream()
                    .filter(key -> key.group.equals(group))
                    .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                    .forEach(key -> page.append(row(key)));
        }
        return page.toString();
    }

    private static String row(ConfigKey key) {
        Matcher example = EXAMPLE.matcher(key.documentation);
        if (example.find()) {
            Object value = ConfigDef.parseType(key.name, example.group(1), key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, value);
            }
        }
        String valid = key.validator == null ? "" : " Valid: " + key.validator + ".";
        List<String> cells = List.of(
                "`" + key.name + "`",
                key.type.name().toLowerCase(Locale.ROOT),
                defaultOf(key),
                key.importance.name().toLowerCase(Locale.ROOT),
                (key.documentation + valid).replace("|", "\\|"));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String defaultOf(ConfigKey key) {
        if (!key.hasDefault()) {
            return "required";
        }
        String value = key.type == Type.PASSWORD ? null : ConfigDef.convertToString(key.defaultValue, key.type);
        return value == null || value.isEmpty() ? "" : "`" + value + "`";
    }
}
