/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** Bounds of a number. A value that could not be parsed is null here, and has its error already. */
final class Bounds {
    private Bounds() {}

    static Validator between(long min, long max) {
        return bounds("from " + min + " to " + max, min, max);
    }

    static Validator atLeast(long min) {
        return bounds(min + " or more", min, Long.MAX_VALUE);
    }

    private static Validator bounds(String description, long min, long max) {
        return Rule.of(description, (key, value) -> {
            if (value instanceof Number number && (number.doubleValue() < min || number.doubleValue() > max)) {
                throw new ConfigException(key, value, "Use a number " + description + ".");
            }
        });
    }
}
