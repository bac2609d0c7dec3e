/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import java.util.regex.Pattern;

/** An 18-character record id, which stays unique even if case is ignored. */
public record RecordId(String value) {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9]{15}([A-Z0-5]{3})?");
    private static final String SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /** The id that overflow events carry instead of a real one. */
    public static final RecordId EMPTY = new RecordId("000000000000000AAA");

    /** Accepts 15 or 18 characters, and completes the short form. */
    public RecordId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("Invalid record id '" + value + "'. Use 15 or 18 letters and digits.");
        }
        if (value.length() == 15) {
            value += suffix(value);
        }
    }

    /** Computes the suffix. Each of its characters encodes which of five are upper case: bit k stands for the k-th. */
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
