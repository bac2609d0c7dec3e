/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.Collection;
import java.util.regex.Pattern;

/** A search for values that still hold a reference such as {@code ${vault:path:key}}, because the worker has no such config provider. */
public final class UnresolvedReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}:]+:[^}]*}");

    private UnresolvedReferences() {}

    /** Adds an error to each of the keys whose value is unresolved. */
    public static void check(CheckedConfig config, Collection<String> keys) {
        for (String key : keys) {
            String value = config.properties().get(key);
            if (value != null && REFERENCE.matcher(value).find()) {
                config.error(
                        key,
                        "The worker did not resolve the reference in " + key
                                + ". Add its provider to config.providers of the worker.");
            }
        }
    }
}
