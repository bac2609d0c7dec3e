/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Defines options under one heading of the reference, in the order in which they are given. */
final class OptionGroup {
    private final ConfigDef definition;
    private final String heading;
    private int order;

    OptionGroup(ConfigDef definition, String heading) {
        this.definition = definition;
        this.heading = heading;
    }

    OptionGroup option(String key, Type type, Object byDefault, Importance importance, String documentation) {
        return option(key, type, byDefault, null, importance, documentation);
    }

    OptionGroup option(
            String key, Type type, Object byDefault, Validator validator, Importance importance, String documentation) {
        order++;
        Width width = type == Type.LIST || type == Type.STRING ? Width.LONG : Width.SHORT;
        definition.define(
                key, type, byDefault, validator, importance, documentation, heading, order, width, displayName(key));
        return this;
    }

    /** One of a closed set, spelled as its constant in any case. */
    <E extends Enum<E>> OptionGroup option(
            String key, Class<E> choices, String byDefault, Importance importance, String documentation) {
        String[] names = Stream.of(choices.getEnumConstants()).map(Enum::name).toArray(String[]::new);
        return option(
                key, Type.STRING, byDefault, ConfigDef.CaseInsensitiveValidString.in(names), importance, documentation);
    }

    static <E extends Enum<E>> E choice(Class<E> choices, String text) {
        return Enum.valueOf(choices, text.toUpperCase(Locale.ROOT));
    }

    private static String displayName(String key) {
        String words = key.replace('.', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
