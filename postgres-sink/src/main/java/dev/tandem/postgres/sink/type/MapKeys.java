/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A check of the keys of a map that becomes {@code jsonb} or {@code hstore}, which keep one value for each key. Pure. */
final class MapKeys {
    private MapKeys() {}

    /**
     * Rejects a null key, and keys whose texts are the same without U+0000, which neither type can hold.
     *
     * @param text returns the text that a key becomes
     */
    static void check(Map<?, ?> map, Function<Object, String> text) {
        boolean mayBeSame = false;
        for (Object key : map.keySet()) {
            if (key == null) {
                throw new UnwritableValueException("The map has a null as a key, which the column cannot hold.");
            }
            mayBeSame |= !(key instanceof String plain) || plain.indexOf(0) >= 0;
        }
        if (!mayBeSame) {
            return;
        }
        Set<String> texts = new HashSet<>();
        for (Object key : map.keySet()) {
            if (!texts.add(NulRule.STRIP.apply(text.apply(key)))) {
                throw new UnwritableValueException(
                        "The map has two keys that are the same as text, or differ only in U+0000, which Postgres cannot store.");
            }
        }
    }
}
