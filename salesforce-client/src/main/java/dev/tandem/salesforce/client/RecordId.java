/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import java.util.regex.Pattern;

/** A record's id in its 18-character form, which is safe to compare without regard to case. */
public record RecordId(String value) {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9]{15}([A-Z0-5]{3})?");
    private static final String SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /** What overflow events name instead of a record. */
    public static final RecordId EMPTY = new RecordId("000000000000000AAA");

    /** Takes an id of 15 or 18 characters. */
    public RecordId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no record id: 15 or 18 letters and digits are expected");
        }
        if (value.length() == 15) {
            value += suffix(value);
        }
    }

    /** Each character tells which of five are upper case: bit k of a group is its k-th character. */
    private static String suffix(String id) {
        StringBuilder suffix = new StringBuilder(3);
        for (int group = 0; group < 15; group += 5) {
            int bits = 0;
            for (int k = 0; k < 5; k++) {
                bits |= Character.isUpperCase(id.charAt(group + k)) ? 1 << k : 0;
            }
            suffix.append(SUFFIX.charAt(bits));
        }
        return suffix.toString();
    }

    @Override
    public String toString() {
        return value;
    }
}
