/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

/** An 18-character record id, which stays unique even if case is ignored. */
public record RecordId(String value) {
    private static final int SHORT = 15;
    private static final int LONG = 18;
    private static final String SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /** The id that overflow events carry instead of a real one. */
    public static final RecordId EMPTY = new RecordId("000000000000000AAA");

    /** Accepts 15 or 18 characters, and completes the short form. */
    public RecordId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Invalid record id '" + value + "'. Use 15 or 18 letters and digits.");
        }
        if (value.length() == SHORT) {
            value += suffix(value);
        }
    }

    /** Returns whether a text is an id. Checks by hand, because ids are made for every event. */
    public static boolean isValid(String id) {
        if (id.length() != SHORT && id.length() != LONG) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char character = id.charAt(i);
            boolean digit = character >= '0' && character <= (i < SHORT ? '9' : '5');
            boolean upper = character >= 'A' && character <= 'Z';
            boolean lower = i < SHORT && character >= 'a' && character <= 'z';
            if (!digit && !upper && !lower) {
                return false;
            }
        }
        return true;
    }

    /** Computes the suffix. Each of its characters encodes which of five are upper case: bit k stands for the k-th. */
    private static String suffix(String id) {
        StringBuilder suffix = new StringBuilder(3);
        for (int group = 0; group < SHORT; group += 5) {
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
