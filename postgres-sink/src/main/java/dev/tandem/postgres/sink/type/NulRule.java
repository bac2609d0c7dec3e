/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;

/** A rule for U+0000 in text, which Postgres cannot store; the option {@link #OPTION} names it. */
public enum NulRule {
    /** The character is left out. */
    STRIP {
        @Override
        public String apply(String text) {
            return text.replace("\u0000", "");
        }

        @Override
        String applyToJson(String json) {
            return ESCAPED_NUL.matcher(json).replaceAll("$1");
        }
    },
    /** The record is rejected. */
    FAIL {
        @Override
        public String apply(String text) {
            throw new UnwritableValueException("The text contains U+0000, which Postgres cannot store.");
        }

        @Override
        String applyToJson(String json) {
            return ESCAPED_NUL.matcher(json).find() ? apply(json) : json;
        }
    };

    public static final String OPTION = "text.nul.characters";

    /** An escape, so not the end of an escaped backslash that the digits only follow. */
    private static final Pattern ESCAPED_NUL = Pattern.compile("((?<!\\\\)(?:\\\\\\\\)*)\\\\u0000");

    /** Returns the rule that is configured. */
    public static NulRule from(AbstractConfig config) {
        return valueOf(config.getString(OPTION).toUpperCase(Locale.ROOT));
    }

    /**
     * Applies the rule to text.
     *
     * @throws UnwritableValueException when the record is to be rejected
     */
    public abstract String apply(String text);

    /** Applies the rule to the escapes within JSON. */
    abstract String applyToJson(String json);
}
