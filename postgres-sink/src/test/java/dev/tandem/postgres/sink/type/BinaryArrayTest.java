/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.seed.Tries;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.ByteConverter;

/** Decimals in the binary format, read back by PostgreSQL's driver. */
class BinaryArrayTest {
    private static final int TRIES = 1000;
    private static final int HEADER_AND_LENGTH = 24;
    private static final long[] EDGES = {0, 1, -1, 9_999, 10_000, -10_000, Long.MIN_VALUE, Long.MAX_VALUE};

    @Test
    void writesDecimalsThatFitLongExactly() {
        Tries.run(TRIES, random -> {
            long unscaled = random.nextInt(8) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextLong();
            BigDecimal value = new BigDecimal(BigInteger.valueOf(unscaled), scale(random));

            Number read = readBack(value);

            assertThat(new BigDecimal(read.toString())).isEqualByComparingTo(value);
        });
    }

    @Test
    void writesDecimalsOfAnySizeExactly() {
        Tries.run(TRIES, random -> {
            BigInteger unscaled = new BigInteger(random.nextInt(400), random);
            BigDecimal value = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale(random));

            Number read = readBack(value);

            assertThat(new BigDecimal(read.toString())).isEqualByComparingTo(value);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "10.00", "-0.0001", "0.00010", "99999999.9990", "1E+3", "12345"})
    void keepsScaleOfDecimals(String text) {
        BigDecimal value = new BigDecimal(text);

        Number read = readBack(value);

        String expected = value.setScale(Math.max(0, value.scale())).toPlainString();
        assertThat(read.toString()).isEqualTo(expected);
    }

    private static int scale(Random random) {
        return random.nextInt(-25, 41);
    }

    private static Number readBack(BigDecimal value) {
        BinaryArray array = new BinaryArray(Wire.NUMERIC, NulRule.FAIL, 1);
        array.addNumeric(value);
        byte[] bytes = array.toBytes();
        int length = ByteConverter.int4(bytes, HEADER_AND_LENGTH - 4);
        assertThat(bytes).hasSize(HEADER_AND_LENGTH + length);
        return ByteConverter.numeric(bytes, HEADER_AND_LENGTH, length);
    }
}
