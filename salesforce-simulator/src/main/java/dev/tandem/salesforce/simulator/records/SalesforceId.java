/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

/** Salesforce ids: 15 case-sensitive characters, and the three that make them safe where case is lost. */
public final class SalesforceId {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    private SalesforceId() {}

    /** The id with that number; ids of one prefix sort in the order of their numbers. */
    public static String of(String keyPrefix, long number) {
        StringBuilder id = new StringBuilder(15).append(keyPrefix).append("Hs");
        char[] digits = new char[15 - id.length()];
        long rest = number;
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return lengthened(id.append(digits).toString());
    }

    /** The 18-character form of an id; anything that has no id's length is returned as it is. */
    public static String canonical(String id) {
        return id.length() == 15 ? lengthened(id) : id;
    }

    /** Returns whether the text has the form of an id. */
    public static boolean isWellFormed(String id) {
        if (id.length() != 15 && id.length() != 18) {
            return false;
        }
        return id.chars().allMatch(c -> DIGITS.indexOf(c) >= 0)
                && (id.length() == 15 || lengthened(id.substring(0, 15)).equals(id));
    }

    /** Appends three characters, each of which says which of five are upper case. */
    private static String lengthened(String id) {
        StringBuilder whole = new StringBuilder(18).append(id);
        for (int block = 0; block < 3; block++) {
            int bits = 0;
            for (int i = 0; i < 5; i++) {
                char c = id.charAt(5 * block + i);
                bits |= c >= 'A' && c <= 'Z' ? 1 << i : 0;
            }
            whole.append(CHECK.charAt(bits));
        }
        return whole.toString();
    }
}
