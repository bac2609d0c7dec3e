/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * A choice that can differ by object, written as {@code default,Object:other,Obj*:another}. The first pattern that matches
 * decides; if none does, the entry without a pattern.
 */
public final class PerObject<E extends Enum<E>> {
    private final E fallback;
    private final List<Entry<E>> entries;

    private record Entry<E>(ObjectPattern object, E value) {}

    private PerObject(E fallback, List<Entry<E>> entries) {
        this.fallback = fallback;
        this.entries = entries;
    }

    /** Returns the choice for the object of a topic. */
    public E of(String topic) {
        for (Entry<E> entry : entries) {
            if (entry.object().matches(topic)) {
                return entry.value();
            }
        }
        return fallback;
    }

    /** @param fallback the choice if every entry has a pattern */
    public static <E extends Enum<E>> PerObject<E> parse(List<String> entries, E fallback) {
        Class<E> type = fallback.getDeclaringClass();
        Map<String, E> byPattern = new LinkedHashMap<>();
        for (String entry : entries) {
            int colon = entry.lastIndexOf(':');
            E value = option(type, entry.substring(colon + 1).trim());
            String pattern = colon < 0 ? "" : entry.substring(0, colon).trim();
            if (colon >= 0 && pattern.isEmpty()) {
                throw new ConfigException("'" + entry + "' has no object before the colon. Use Object:value.");
            }
            if (byPattern.put(pattern, value) != null) {
                throw new ConfigException(
                        pattern.isEmpty()
                                ? "More than one entry has no object. Keep one as the default, and write the others as"
                                        + " Object:value."
                                : "Object " + pattern + " has more than one entry. Keep one of them.");
            }
        }
        E general = byPattern.getOrDefault("", fallback);
        byPattern.remove("");
        return new PerObject<>(
                general,
                byPattern.entrySet().stream()
                        .map(entry -> new Entry<>(new ObjectPattern(entry.getKey()), entry.getValue()))
                        .toList());
    }

    /** Returns a validator that rejects lists which {@link #parse} cannot read. */
    public static <E extends Enum<E>> ConfigDef.Validator validator(E fallback) {
        String form = Choice.names(fallback.getDeclaringClass()) + "; optionally followed by Object:value entries";
        return Rule.of(form, (name, value) -> {
            try {
                parse(asStrings(value), fallback);
            } catch (ConfigException e) {
                throw new ConfigException(name, value, e.getMessage());
            }
        });
    }

    private static <E extends Enum<E>> E option(Class<E> type, String text) {
        try {
            return Choice.parse(type, text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("'" + text + "' is not valid. " + e.getMessage());
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> asStrings(Object value) {
        return (List<String>) value;
    }
}
