/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import dev.tandem.plugin.option.Rule;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** A pattern that selects fields, written as {@code Object.Field}. The last dot separates the two; {@code *} matches anything. */
public final class FieldPattern {
    private final ObjectPattern object;
    private final Pattern field;

    private FieldPattern(ObjectPattern object, Pattern field) {
        this.object = object;
        this.field = field;
    }

    public static FieldPattern parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot <= 0 || dot == text.length() - 1) {
            throw new ConfigException("'" + text + "' is not of the form Object.Field (* matches anything).");
        }
        return new FieldPattern(
                new ObjectPattern(text.substring(0, dot)),
                Pattern.compile(ObjectPattern.glob(text.substring(dot + 1))));
    }

    /** Returns a validator that rejects lists with an entry that {@code parse} cannot read. */
    public static ConfigDef.Validator listOf(Consumer<String> parse, String form) {
        return Rule.of("a list of " + form, (name, value) -> {
            try {
                ((List<?>) value).forEach(entry -> parse.accept((String) entry));
            } catch (ConfigException e) {
                throw new ConfigException(name, value, e.getMessage());
            }
        });
    }

    public boolean matchesObject(String topic) {
        return object.matches(topic);
    }

    /** Returns whether the pattern selects a field. Call it only for objects that {@link #matchesObject} accepts. */
    public boolean matchesField(String name) {
        return field.matcher(name).matches();
    }
}
