/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** A setting whose values are the constants of an enum, written in lower case and accepted in any case. */
public final class Option {
    private Option() {}

    public static <E extends Enum<E>> ConfigDef.Validator oneOf(Class<E> type) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (Stream.of(type.getEnumConstants())
                            .map(Option::text)
                            .noneMatch(((String) value)::equalsIgnoreCase)) {
                        throw new ConfigException(name, value, "Use one of " + names(type) + ".");
                    }
                },
                () -> names(type));
    }

    static String names(Class<? extends Enum<?>> type) {
        return Stream.of(type.getEnumConstants()).map(Option::text).collect(Collectors.joining(", "));
    }

    public static <E extends Enum<E>> E read(AbstractConfig config, String key, Class<E> type) {
        return Enum.valueOf(type, config.getString(key).toUpperCase(Locale.ROOT));
    }

    public static String text(Enum<?> option) {
        return option.name().toLowerCase(Locale.ROOT);
    }
}
