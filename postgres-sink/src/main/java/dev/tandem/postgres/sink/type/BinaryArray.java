/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;
import org.postgresql.util.ByteConverter;

/**
 * A one-dimensional Postgres array under construction, in the binary format of {@code array_recv}. Dates and times are
 * numbers from end to end, so no calendar of Java's takes part. Filled by one thread and bound by another, one after the other.
 */
public final class BinaryArray {
    private static final int HEADER = 20;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SAMPLE = 64;
    private static final int MOST_DIGITS_OF_LONG = 18;
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1000};
    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final int LARGEST = Integer.MAX_VALUE - 8;
    private static final long EPOCH_2000_DAYS = 10_957;
    private static final long EPOCH_2000_MICROS = EPOCH_2000_DAYS * 86_400_000_000L;

    private final Wire wire;
    private final NulRule nulRule;
    private final int expected;
    private byte[] bytes;
    private int end = HEADER;
    private int elements;
    private boolean hasNull;

    /** @param expected how many elements will be added, exactly */
    public BinaryArray(Wire wire, NulRule nulRule, int expected) {
        this.wire = wire;
        this.nulRule = nulRule;
        this.expected = expected;
        this.bytes = new byte[HEADER + Math.min(expected, SAMPLE) * 16];
        putInt(0, 1);
        putInt(8, wire.oid());
        putInt(12, expected);
        putInt(16, 1);
    }

    public void addNull() {
        reserve(4);
        putInt(end, -1);
        end += 4;
        elements++;
        hasNull = true;
    }

    public void addBool(boolean value) {
        element(1);
        bytes[end++] = (byte) (value ? 1 : 0);
    }

    public void addInt8(long value) {
        element(8);
        putLong(end, value);
        end += 8;
    }

    public void addFloat8(double value) {
        element(8);
        putLong(end, Double.doubleToRawLongBits(value));
        end += 8;
    }

    public void addNumeric(BigDecimal value) {
        int scale = value.scale();
        ConnectLogicalTypes.checkSize(value);
        int padding = -scale & 3;
        if (scale < 0 || scale > MOST_DIGITS_OF_LONG || value.precision() + padding > MOST_DIGITS_OF_LONG) {
            addBytes(ByteConverter.numeric(value));
        } else {
            addNumeric(
                    value.scaleByPowerOfTen(scale).longValueExact() * POWERS_OF_TEN[padding],
                    scale,
                    (scale + padding) / 4);
        }
    }

    /**
     * Adds a number in the binary format of {@code numeric_recv}: the number of digits to base 10,000, the weight of the first,
     * the sign, the decimal scale, and the digits.
     *
     * @param unscaled the value, times 10,000 to the power of {@code fraction}
     */
    private void addNumeric(long unscaled, int scale, int fraction) {
        int digits = 0;
        for (long rest = unscaled; rest != 0; rest /= 10_000) {
            digits++;
        }
        element(8 + 2 * digits);
        putShort(end, digits);
        putShort(end + 2, digits - fraction - 1);
        putShort(end + 4, unscaled < 0 ? NUMERIC_NEGATIVE : 0);
        putShort(end + 6, scale);
        long rest = Math.abs(unscaled);
        for (int digit = digits - 1; digit >= 0; digit--) {
            putShort(end + 8 + 2 * digit, (int) (rest % 10_000));
            rest /= 10_000;
        }
        end += 8 + 2 * digits;
    }

    public void addBytes(byte[] value) {
        element(value.length);
        System.arraycopy(value, 0, bytes, end, value.length);
        end += value.length;
    }

    /** Adds JSON for a jsonb column, which cannot hold U+0000, not even as an escape; the rule decides what becomes of it. */
    public void addJson(String value) {
        addText(cleanJson(value));
    }

    /** Returns JSON without what jsonb cannot hold. */
    String cleanJson(String value) {
        return value.contains("\\u0000") ? nulRule.applyToJson(value) : value;
    }

    /** Adds text. Postgres's text cannot hold U+0000; the rule decides what becomes of it. */
    public void addText(String value) {
        int length = value.length();
        reserve(4 + length);
        int at = end + 4;
        for (int i = 0; i < length; i++) {
            char one = value.charAt(i);
            if (one == 0 || one > 0x7f) {
                addBytes(encoded(value.indexOf(0) < 0 ? value : nulRule.apply(value)));
                return;
            }
            bytes[at + i] = (byte) one;
        }
        putInt(end, length);
        end = at + length;
        elements++;
    }

    /** Returns the text in UTF-8. Rejects half of a surrogate pair, which Java would replace with a question mark. */
    private static byte[] encoded(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i)) && !Character.isSupplementaryCodePoint(value.codePointAt(i++))) {
                throw new UnwritableValueException("The text has half of a surrogate pair, which is not a character.");
            }
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param epochDays days since 1970-01-01 in the proleptic Gregorian calendar, which is Postgres's; as there, the greatest and
     *     the least INT32 are infinity
     */
    public void addDate(long epochDays) {
        element(4);
        boolean infinite = epochDays == Integer.MAX_VALUE || epochDays == Integer.MIN_VALUE;
        putInt(end, Math.toIntExact(infinite ? epochDays : epochDays - EPOCH_2000_DAYS));
        end += 4;
    }

    /** @param micros since midnight */
    public void addTime(long micros) {
        addInt8(micros);
    }

    /**
     * @param epochMicros since 1970-01-01T00:00:00 (UTC, or of the wall clock for a timestamp without time zone), or what
     *     PostgreSQL's driver, and so Debezium, has for infinity
     */
    public void addTimestamp(long epochMicros) {
        if (epochMicros == PGStatement.DATE_POSITIVE_INFINITY) {
            addInt8(Long.MAX_VALUE);
        } else if (epochMicros == PGStatement.DATE_NEGATIVE_INFINITY) {
            addInt8(Long.MIN_VALUE);
        } else {
            addInt8(Math.subtractExact(epochMicros, EPOCH_2000_MICROS));
        }
    }

    public Array toSql(Connection connection) throws SQLException {
        return new PgArray(connection.unwrap(BaseConnection.class), wire.arrayOid(), toBytes());
    }

    /** Returns the number of bytes of the array as it is sent. */
    public int size() {
        return end;
    }

    byte[] toBytes() {
        putInt(4, hasNull ? 1 : 0);
        if (bytes.length > end) {
            bytes = Arrays.copyOf(bytes, end);
        }
        return bytes;
    }

    private void putShort(int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }

    private void putInt(int at, int value) {
        INT.set(bytes, at, value);
    }

    private void putLong(int at, long value) {
        LONG.set(bytes, at, value);
    }

    private void element(int length) {
        reserve(4 + length);
        putInt(end, length);
        end += 4;
        elements++;
    }

    /** Grows to the size that the elements so far suggest for all of them, so that an array rarely grows twice. */
    private void reserve(int more) {
        if (end + more > bytes.length) {
            long likely = HEADER + (long) (end + more - HEADER) * expected / (elements + 1);
            long enough = Math.max(likely + likely / 16, bytes.length * 3L / 2);
            bytes = Arrays.copyOf(bytes, (int) Math.max(end + more, Math.min(enough, LARGEST)));
        }
    }
}
