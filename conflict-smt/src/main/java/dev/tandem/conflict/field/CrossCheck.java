/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * A check of one setting against the others. A transform cannot override validate: Connect asks its ConfigDef, in which only
 * recommenders see all settings, and reports what they throw at the setting's key.
 *
 * @param mistake returns the error message for a set of settings; null if they agree
 */
public record CrossCheck(Function<Map<String, Object>, String> mistake) implements ConfigDef.Recommender {
    @Override
    public List<Object> validValues(String name, Map<String, Object> settings) {
        check(name, settings);
        return List.of();
    }

    @Override
    public boolean visible(String name, Map<String, Object> settings) {
        return true;
    }

    /** @throws ConfigException if the settings do not agree */
    public void check(String name, Map<String, ?> settings) {
        String text = mistake.apply(Map.copyOf(withoutNulls(settings)));
        if (text != null) {
            throw new ConfigException(name, settings.get(name), text);
        }
    }

    private static Map<String, Object> withoutNulls(Map<String, ?> settings) {
        Map<String, Object> present = new HashMap<>(settings);
        present.values().removeIf(value -> value == null);
        return present;
    }
}
