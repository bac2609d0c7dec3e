/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A search for values that still hold a reference such as {@code ${vault:path:key}}: the worker has no such config provider, or the
 * provider does not know the key.
 */
public final class UnresolvedReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}:]+:[^}]*}");

    private UnresolvedReferences() {}

    /** Adds an error to each of the keys, and to each key with one of the prefixes, whose value is unresolved. */
    public static void check(CheckedConfig config, Set<String> keys, String... prefixes) {
        for (Map.Entry<String, String> property : config.properties().entrySet()) {
            String key = property.getKey();
            boolean isOwn = keys.contains(key) || Stream.of(prefixes).anyMatch(key::startsWith);
            if (isOwn
                    && property.getValue() != null
                    && REFERENCE.matcher(property.getValue()).find()) {
                config.error(
                        key,
                        "The worker did not resolve the reference in " + key
                                + ". Add its provider to config.providers of the worker, or correct its path or key.");
            }
        }
    }
}
