/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.FieldPattern;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * A rule that decides which of several values of a field stays.
 *
 * @param origin the origin in {@link Kind#WINS} and {@link Kind#READ_ONLY}, otherwise null
 */
record FieldPolicy(FieldPattern fields, Kind kind, String origin) {
    private static final Pattern WITH_ORIGIN = Pattern.compile("(wins|read-only)\\((.+)\\)");

    enum Kind {
        /** The last writer's value stays. */
        LATEST,
        /** The value of one origin stays, whatever the others write. */
        WINS,
        /** The values of one origin are ignored. */
        READ_ONLY,
        /** The greatest value stays. */
        MAX,
        /** The least value stays. */
        MIN
    }

    static FieldPolicy parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0) {
            FieldPattern fields = FieldPattern.parse(text.substring(0, colon).trim());
            String policy = text.substring(colon + 1).trim();
            Matcher withOrigin = WITH_ORIGIN.matcher(policy);
            if (withOrigin.matches()) {
                Kind kind = "wins".equals(withOrigin.group(1)) ? Kind.WINS : Kind.READ_ONLY;
                return new FieldPolicy(fields, kind, withOrigin.group(2).trim());
            }
            switch (policy) {
                case "latest":
                    return new FieldPolicy(fields, Kind.LATEST, null);
                case "max":
                    return new FieldPolicy(fields, Kind.MAX, null);
                case "min":
                    return new FieldPolicy(fields, Kind.MIN, null);
                default:
                    break;
            }
        }
        throw new ConfigException("'" + text + "' is not of the form Object.Field:policy. The policies are latest,"
                + " wins(origin), read-only(origin), max and min.");
    }
}
