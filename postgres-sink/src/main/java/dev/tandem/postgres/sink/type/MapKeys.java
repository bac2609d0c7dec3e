/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.Map;

/** A check of the keys of a map that becomes {@code jsonb} or {@code hstore}, which keep one value for each key. Pure. */
final class MapKeys {
    private MapKeys() {}

    /** Rejects a null key, and keys that are the same without U+0000, which neither type can hold. */
    static void check(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (key == null) {
                throw new UnwritableValueException("The map has a null as a key, which the column cannot hold.");
            }
            if (key instanceof String text && text.indexOf(0) >= 0 && map.containsKey(NulRule.STRIP.apply(text))) {
                throw new UnwritableValueException(
                        "The map has two keys that differ only in U+0000, which Postgres cannot store.");
            }
        }
    }
}
