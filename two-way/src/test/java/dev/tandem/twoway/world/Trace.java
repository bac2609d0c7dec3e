/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import dev.tandem.twoway.value.CanonicalValue;
import java.util.Map;
import java.util.stream.Collectors;

/** A trace of a schedule, as far as it shows values. */
final class Trace {
    private Trace() {}

    static String show(Map<String, CanonicalValue> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().text())
                .collect(Collectors.joining(" ", "{", "}"));
    }
}
