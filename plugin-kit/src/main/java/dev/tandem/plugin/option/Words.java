/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** The words that an option takes. They are its validator, and its recommender, so that user interfaces can offer them. */
public final class Words implements Validator, Recommender {
    private final List<String> words;

    private Words(List<String> words) {
        this.words = words;
    }

    public static Words of(String... words) {
        return new Words(List.of(words));
    }

    @Override
    public void ensureValid(String name, Object value) {
        if (!words.stream().anyMatch(word -> word.equals(value))) {
            throw new ConfigException(name, value, "Use one of " + String.join(", ", words) + ".");
        }
    }

    @Override
    public List<Object> validValues(String name, Map<String, Object> parsedConfig) {
        return List.copyOf(words);
    }

    @Override
    public boolean visible(String name, Map<String, Object> parsedConfig) {
        return true;
    }

    /** Returns the words as the reference shows them. */
    @Override
    public String toString() {
        return words.toString();
    }
}
