/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import java.math.BigDecimal;

/**
 * A reader of numbers as Salesforce writes them. Those of few digits are read by hand, which is exact and cheap; the JDK reads all
 * others, and rejects what is not a number.
 */
final class Numbers {
    /** Any number of so many digits is exact in a long, and far from its bounds. */
    private static final int LONG_DIGITS = 17;
    /** Any number of so many digits is exact in a double. */
    private static final int DOUBLE_DIGITS = 15;
    /** These are exact, so one division or multiplication rounds correctly. */
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Numbers() {}

    /** @throws ArithmeticException if the number is not whole, or too large */
    static long int64(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - start;
        if (digits == 0 || digits > LONG_DIGITS) {
            return new BigDecimal(text).longValueExact();
        }
        long value = 0;
        for (int i = start; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return new BigDecimal(text).longValueExact();
            }
            value = value * 10 + digit;
        }
        return start == 0 ? value : -value;
    }

    /** Returns the double that is nearest to the number, as {@link Double#parseDouble} does. */
    static double float64(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        long digits = 0;
        int count = 0;
        int pointAt = -1;
        int end = start;
        for (; end < text.length(); end++) {
            char symbol = text.charAt(end);
            if (symbol >= '0' && symbol <= '9') {
                digits = digits * 10 + (symbol - '0');
                count++;
            } else if (symbol == '.' && pointAt < 0) {
                pointAt = end;
            } else {
                break;
            }
        }
        int exponent = pointAt < 0 ? 0 : pointAt + 1 - end;
        if (end + 2 == text.length() && text.charAt(end) == 'E' && isDigit(text.charAt(end + 1))) {
            exponent += text.charAt(end + 1) - '0';
            end += 2;
        }
        if (count == 0 || count > DOUBLE_DIGITS || end < text.length()) {
            return Double.parseDouble(text);
        }
        double value = exponent < 0 ? digits / POWERS_OF_TEN[-exponent] : digits * POWERS_OF_TEN[exponent];
        return start == 0 ? value : -value;
    }

    private static boolean isDigit(char symbol) {
        return symbol >= '0' && symbol <= '9';
    }
}
