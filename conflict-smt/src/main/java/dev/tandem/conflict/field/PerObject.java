/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * A choice that can differ by object, written as {@code default,Object:other,Obj*:another}: the first pattern that matches
 * decides, else the entry without one.
 */
public final class PerObject<E extends Enum<E>> {
    private final E fallback;
    private final List<Choice<E>> choices;

    private record Choice<E>(ObjectPattern object, E value) {}

    private PerObject(E fallback, List<Choice<E>> choices) {
        this.fallback = fallback;
        this.choices = choices;
    }

    public E of(String topic) {
        for (Choice<E> choice : choices) {
            if (choice.object().matches(topic)) {
                return choice.value();
            }
        }
        return fallback;
    }

    /** @param fallback what holds when no entry is without a pattern */
    public static <E extends Enum<E>> PerObject<E> parse(List<String> entries, E fallback) {
        Class<E> type = fallback.getDeclaringClass();
        E general = fallback;
        Stream.Builder<Choice<E>> choices = Stream.builder();
        for (String entry : entries) {
            int colon = entry.lastIndexOf(':');
            E value = option(type, entry.substring(colon + 1).trim());
            if (colon < 0) {
                general = value;
            } else {
                choices.add(
                        new Choice<>(new ObjectPattern(entry.substring(0, colon).trim()), value));
            }
        }
        return new PerObject<>(general, choices.build().collect(Collectors.toList()));
    }

    /** Refuses lists that {@link #parse} cannot read. */
    public static <E extends Enum<E>> ConfigDef.Validator validator(E fallback) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    try {
                        parse(asStrings(value), fallback);
                    } catch (ConfigException e) {
                        throw new ConfigException(name, value, e.getMessage());
                    }
                },
                () -> Option.names(fallback.getDeclaringClass())
                        + ", or a list of them as Object:value beside a default");
    }

    private static <E extends Enum<E>> E option(Class<E> type, String text) {
        return Stream.of(type.getEnumConstants())
                .filter(option -> Option.text(option).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ConfigException("'" + text + "' is none of " + Option.names(type)));
    }

    @SuppressWarnings("unchecked")
    private static List<String> asStrings(Object value) {
        return (List<String>) value;
    }
}
