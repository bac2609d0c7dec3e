/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * One option of a plugin, described before it is added to its {@link OptionGroup}. An option without a default is required;
 * {@link #optional} makes it one that may be absent.
 */
public final class Option {
    private final String key;
    private final Type type;
    private Object defaultValue = ConfigDef.NO_DEFAULT_VALUE;
    private Validator validator;
    private Importance importance = Importance.MEDIUM;
    private String documentation = "";
    private String displayName;
    private ConfigDef.Recommender recommender;

    private Option(String key, Type type) {
        this.key = key;
        this.type = type;
        this.displayName = inWords(key);
    }

    public static Option text(String key) {
        return new Option(key, Type.STRING);
    }

    public static Option secret(String key) {
        return new Option(key, Type.PASSWORD);
    }

    public static Option list(String key) {
        return new Option(key, Type.LIST);
    }

    public static Option flag(String key) {
        return new Option(key, Type.BOOLEAN);
    }

    public static Option integer(String key) {
        return new Option(key, Type.INT);
    }

    public static Option longInteger(String key) {
        return new Option(key, Type.LONG);
    }

    public static Option number(String key) {
        return new Option(key, Type.DOUBLE);
    }

    /** Creates an option that takes one of the constants of an enum; read it with {@link Choice#read}. */
    public static <E extends Enum<E>> Option choice(String key, Class<E> choices) {
        return text(key).valid(Choice.validator(choices)).recommend(new Choices(choices));
    }

    public Option defaultsTo(Object value) {
        this.defaultValue = value instanceof Enum<?> choice ? Choice.text(choice) : value;
        return this;
    }

    /** Allows the option to be absent, and makes null its value then. */
    public Option optional() {
        return defaultsTo(null);
    }

    /** Sets the validator, whose {@code toString} the reference shows. */
    public Option valid(Validator allowed) {
        this.validator = allowed;
        return this;
    }

    /** Bounds a number on both sides. */
    public Option between(long min, long max) {
        return valid(Bounds.between(min, max));
    }

    /** Bounds a number from below. */
    public Option atLeast(long min) {
        return valid(Bounds.atLeast(min));
    }

    public Option recommend(ConfigDef.Recommender values) {
        this.recommender = values;
        return this;
    }

    public Option importance(Importance level) {
        this.importance = level;
        return this;
    }

    public Option displayName(String name) {
        this.displayName = name;
        return this;
    }

    public Option documentation(String text) {
        this.documentation = text;
        return this;
    }

    /** Adds an example of a value to the documentation. */
    public Option example(String value) {
        this.documentation = documentation + " Example: " + value + ".";
        return this;
    }

    void define(ConfigDef definition, String group, int order) {
        Width width = type == Type.LIST || type == Type.STRING ? Width.LONG : Width.SHORT;
        definition.define(
                key,
                type,
                defaultValue,
                validator,
                importance,
                documentation,
                group,
                order,
                width,
                displayName,
                List.of(),
                recommender);
    }

    private static String inWords(String key) {
        String words = key.replace('.', ' ').replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
