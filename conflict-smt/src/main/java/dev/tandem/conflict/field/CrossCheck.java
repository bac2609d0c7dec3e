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
 * Checks a setting against others. A transform has no validate of its own: Connect asks its ConfigDef, whose recommenders alone see
 * all settings, and reports what they throw at the setting's key.
 *
 * @param mistake what is wrong and what to do, from all settings; null when they agree
 */
public record CrossCheck(Function<Map<String, Object>, String> mistake) implements ConfigDef.Recommender {
    @Override
    public List<Object> validValues(String name, Map<String, Object> settings) {
        refuse(name, settings);
        return List.of();
    }

    @Override
    public boolean visible(String name, Map<String, Object> settings) {
        return true;
    }

    /** @throws ConfigException when the settings do not agree */
    public void refuse(String name, Map<String, ?> settings) {
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
