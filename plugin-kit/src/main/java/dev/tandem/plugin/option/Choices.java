/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.Recommender;

/** Recommends the values of a closed set, so that user interfaces can offer them. */
final class Choices implements Recommender {
    private final List<Object> texts;

    Choices(Class<? extends Enum<?>> choices) {
        this.texts =
                Stream.of(choices.getEnumConstants()).<Object>map(Choice::text).toList();
    }

    @Override
    public List<Object> validValues(String name, Map<String, Object> parsedConfig) {
        return texts;
    }

    @Override
    public boolean visible(String name, Map<String, Object> parsedConfig) {
        return true;
    }
}
