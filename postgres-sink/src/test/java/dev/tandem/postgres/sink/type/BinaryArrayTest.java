/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.postgresql.util.ByteConverter;

/** Decimals in the binary format, read back by PostgreSQL's driver. */
class BinaryArrayTest {
    private static final int HEADER_AND_LENGTH = 24;

    private static Number readBack(BigDecimal value) {
        BinaryArray array = new BinaryArray(Wire.NUMERIC, NulRule.FAIL, 1);
        array.addNumeric(value);
        byte[] bytes = array.toBytes();
        int length = ByteConverter.int4(bytes, HEADER_AND_LENGTH - 4);
        assertThat(bytes).hasSize(HEADER_AND_LENGTH + length);
        return ByteConverter.numeric(bytes, HEADER_AND_LENGTH, length);
    }

    @Property
    void aDecimalThatALongHoldsIsExact(@ForAll long unscaled, @ForAll @IntRange(min = -25, max = 40) int scale) {
        BigDecimal value = new BigDecimal(BigInteger.valueOf(unscaled), scale);
        assertThat(new BigDecimal(readBack(value).toString())).isEqualByComparingTo(value);
    }

    @Property
    void aDecimalOfAnySizeIsExact(@ForAll BigInteger unscaled, @ForAll @IntRange(min = -25, max = 40) int scale) {
        BigDecimal value = new BigDecimal(unscaled, scale);
        assertThat(new BigDecimal(readBack(value).toString())).isEqualByComparingTo(value);
    }

    @Example
    void theScaleIsKept() {
        for (String text :
                new String[] {"0", "0.00", "10.00", "-0.0001", "0.00010", "99999999.9990", "1E+3", "12345"}) {
            BigDecimal value = new BigDecimal(text);
            int scale = Math.max(0, value.scale());
            assertThat(readBack(value).toString())
                    .isEqualTo(value.setScale(scale).toPlainString());
        }
    }
}
