/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * A closed set of values for an option: the constants of an enum, written in lower case with hyphens. Any case is accepted, and
 * so is an underscore for a hyphen.
 */
public final class Choice {
    private Choice() {}

    /** Returns the value as users write it. */
    public static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Lists all values as users write them. */
    public static String names(Class<? extends Enum<?>> choices) {
        return Stream.of(choices.getEnumConstants()).map(Choice::text).collect(Collectors.joining(", "));
    }

    /**
     * Parses a value.
     *
     * @throws IllegalArgumentException if it is not one of the set
     */
    public static <E extends Enum<E>> E parse(Class<E> choices, String text) {
        return Stream.of(choices.getEnumConstants())
                .filter(choice -> text(choice).equalsIgnoreCase(text.strip().replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Use one of " + names(choices) + "."));
    }

    /** Reads the value of an option that {@link Option#choice} defined. */
    public static <E extends Enum<E>> E read(AbstractConfig config, String key, Class<E> choices) {
        return parse(choices, config.getString(key));
    }

    /** Returns a validator whose text is the list of values. */
    public static <E extends Enum<E>> Validator validator(Class<E> choices) {
        return Rule.of("one of " + names(choices), (key, value) -> {
            if (value != null) {
                try {
                    parse(choices, value.toString());
                } catch (IllegalArgumentException unknown) {
                    throw new ConfigException(key, value, unknown.getMessage());
                }
            }
        });
    }
}
