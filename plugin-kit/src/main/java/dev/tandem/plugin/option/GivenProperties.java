/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.Map;
import java.util.stream.Collectors;

/** The properties of a connector that have a value. In JSON, a value may be null, which means that the option is not set. */
public final class GivenProperties {
    private GivenProperties() {}

    public static <V> Map<String, V> of(Map<String, V> properties) {
        return properties.entrySet().stream()
                .filter(property -> property.getValue() != null)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
