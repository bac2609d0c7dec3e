/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

/**
 * A configuration while it is being checked: the values that {@code ConfigDef} could parse, and the errors found so far. Checks
 * across options add their errors here, each to the key that has to change.
 */
public final class CheckedConfig {
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();
    private final Map<String, String> properties;

    /**
     * Begins with what {@code ConfigDef} has found.
     *
     * @param properties the configuration as the user wrote it
     */
    public CheckedConfig(Config parsed, Map<String, String> properties) {
        parsed.configValues().forEach(value -> values.put(value.name(), value));
        this.properties = properties;
    }

    /** Returns the configuration as the user wrote it. */
    public Map<String, String> properties() {
        return properties;
    }

    /** Returns the parsed value; null if it is absent or could not be parsed. */
    public Object value(String key) {
        return values.containsKey(key) ? values.get(key).value() : null;
    }

    /** Returns the parsed value as text; empty if it is absent, blank, or could not be parsed. Unwraps secrets. */
    public Optional<String> text(String key) {
        Object value = value(key);
        return Optional.ofNullable(value instanceof Password secret ? secret.value() : value)
                .map(Object::toString)
                .filter(text -> !text.isBlank());
    }

    /** Returns the parsed list; empty if it is absent or could not be parsed. */
    public List<String> list(String key) {
        return value(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    public boolean isTrue(String key) {
        return Boolean.TRUE.equals(value(key));
    }

    public boolean hasError(String key) {
        return values.containsKey(key) && !values.get(key).errorMessages().isEmpty();
    }

    public boolean isFlawless() {
        return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
    }

    /** Adds an error to a key, which may be one that is not defined. */
    public void error(String key, String message) {
        values.computeIfAbsent(key, ConfigValue::new).addErrorMessage(message);
    }

    /** Returns all values with all errors, as Connect wants them. */
    public Config result() {
        return new Config(List.copyOf(values.values()));
    }
}
