/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.salesforce.client.http.UrlText;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * The conditions that records must meet to be copied. An object without a condition is copied whole.
 *
 * @param conditions in SOQL, by the object's name in lower case
 */
public record RowFilters(Map<String, String> conditions) {
    /** The option of an object is this, followed by its name. */
    public static final String PREFIX = "row.filter.";

    /** Half of what Salesforce accepts. */
    public static final int MAX_ENCODED = 8_000;

    public RowFilters {
        conditions = Map.copyOf(conditions);
    }

    public static RowFilters from(AbstractConfig config) {
        Map<String, String> conditions = new TreeMap<>();
        config.originalsWithPrefix(PREFIX)
                .forEach((object, condition) -> conditions.put(
                        object.toLowerCase(Locale.ROOT), condition.toString().strip()));
        return new RowFilters(conditions);
    }

    /** Returns whether a condition is too long for the URLs of queries, which also need room for ids. */
    public static boolean isTooLong(String condition) {
        return UrlText.encode(condition).length() > MAX_ENCODED;
    }

    /** Returns whether a text may be a condition: it does not end the condition that it becomes part of. */
    public static boolean isCondition(String text) {
        int open = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted) {
                open += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
            if (open < 0) {
                return false;
            }
        }
        return open == 0
                && !quoted
                && !text.isBlank()
                && !text.strip().toUpperCase(Locale.ROOT).startsWith("WHERE ");
    }

    /** Returns the condition of an object. */
    public Optional<String> of(String object) {
        return Optional.ofNullable(conditions.get(object.toLowerCase(Locale.ROOT)));
    }
}
