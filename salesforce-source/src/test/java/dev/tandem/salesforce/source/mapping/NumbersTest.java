/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that numbers are what the JDK's parsers read. */
class NumbersTest {
    private static final int TRIES = 200_000;

    private final long seed = Long.getLong("tandem.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void readsSameDoubleAsJdk() {
        for (int i = 0; i < TRIES; i++) {
            String text = number();
            assertThat(Numbers.float64(text)).as("%s, seed %d", text, seed).isEqualTo(Double.parseDouble(text));
        }
    }

    @Test
    void readsDoubleAsItWasWritten() {
        for (int i = 0; i < TRIES; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                assertThat(Numbers.float64(Double.toString(number))).isEqualTo(number);
            }
        }
    }

    @Test
    void readsSameWholeNumberAsJdk() {
        for (int i = 0; i < TRIES; i++) {
            String text = Long.toString(random.nextLong() >> random.nextInt(64));
            assertThat(Numbers.int64(text)).isEqualTo(new BigDecimal(text).longValueExact());
        }
    }

    /** Returns a number with any number of digits, decimals and powers of ten. */
    private String number() {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        text.append(digits(1 + random.nextInt(18)));
        if (random.nextBoolean()) {
            text.append('.').append(digits(random.nextInt(18)));
        }
        if (random.nextInt(4) == 0) {
            text.append('E').append(random.nextBoolean() ? "-" : "").append(random.nextInt(20));
        }
        return text.toString();
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0", "-0.0", "0", ".5", "5.", "1.0E7", "1.0e7", "1E-5", "1E+5", "123456789012345678"})
    void readsUnusualForms(String text) {
        assertThat(Numbers.float64(text)).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "-.", "1.2.3", "1E", "E5", "twelve", "1,5"})
    void rejectsOtherTexts(String text) {
        assertThatThrownBy(() -> Numbers.float64(text)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Numbers.int64(text)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "9223372036854775808", "1E30"})
    void rejectsWhatIsNotWholeOrTooLarge(String text) {
        assertThatThrownBy(() -> Numbers.int64(text)).isInstanceOf(ArithmeticException.class);
    }
}
