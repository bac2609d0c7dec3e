/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.math.BigDecimal;
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
 * numbers from end to end, so no calendar of Java's takes part.
 */
public final class BinaryArray {
    private static final int HEADER = 20;
    private static final int SAMPLE = 64;
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

    /** @param expected the number of elements, known beforehand */
    public BinaryArray(Wire wire, NulRule nulRule, int expected) {
        this.wire = wire;
        this.nulRule = nulRule;
        this.expected = expected;
        this.bytes = new byte[HEADER + Math.min(expected, SAMPLE) * 16];
        ByteConverter.int4(bytes, 0, 1);
        ByteConverter.int4(bytes, 8, wire.oid());
        ByteConverter.int4(bytes, 12, expected);
        ByteConverter.int4(bytes, 16, 1);
    }

    public void addNull() {
        reserve(4);
        ByteConverter.int4(bytes, end, -1);
        end += 4;
        hasNull = true;
    }

    public void addBool(boolean value) {
        element(1);
        bytes[end++] = (byte) (value ? 1 : 0);
    }

    public void addInt8(long value) {
        element(8);
        ByteConverter.int8(bytes, end, value);
        end += 8;
    }

    public void addFloat8(double value) {
        element(8);
        ByteConverter.float8(bytes, end, value);
        end += 8;
    }

    public void addNumeric(BigDecimal value) {
        addBytes(ByteConverter.numeric(value));
    }

    public void addBytes(byte[] value) {
        element(value.length);
        System.arraycopy(value, 0, bytes, end, value.length);
        end += value.length;
    }

    /** Postgres's text cannot hold U+0000; the rule decides what becomes of it. */
    public void addText(String value) {
        int length = value.length();
        reserve(4 + length);
        int at = end + 4;
        for (int i = 0; i < length; i++) {
            char one = value.charAt(i);
            if (one == 0 || one > 0x7f) {
                addBytes((value.indexOf(0) < 0 ? value : nulRule.apply(value)).getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[at + i] = (byte) one;
        }
        ByteConverter.int4(bytes, end, length);
        end = at + length;
    }

    /**
     * @param epochDays days since 1970-01-01 in the proleptic Gregorian calendar, which is Postgres's; as there, the greatest and
     *     the least INT32 are infinity
     */
    public void addDate(long epochDays) {
        element(4);
        boolean infinite = epochDays == Integer.MAX_VALUE || epochDays == Integer.MIN_VALUE;
        ByteConverter.int4(bytes, end, Math.toIntExact(infinite ? epochDays : epochDays - EPOCH_2000_DAYS));
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
        ByteConverter.int4(bytes, 4, hasNull ? 1 : 0);
        if (bytes.length > end) {
            bytes = Arrays.copyOf(bytes, end);
        }
        return new PgArray(connection.unwrap(BaseConnection.class), wire.arrayOid(), bytes);
    }

    private void element(int length) {
        reserve(4 + length);
        ByteConverter.int4(bytes, end, length);
        end += 4;
    }

    /** Grows to what the elements so far let expect of all, so that an array rarely grows twice. */
    private void reserve(int more) {
        elements++;
        if (end + more > bytes.length) {
            long likely = HEADER + (long) (end + more - HEADER) * expected / elements;
            long enough = Math.max(likely + likely / 16, bytes.length * 3L / 2);
            bytes = Arrays.copyOf(bytes, (int) Math.max(end + more, Math.min(enough, LARGEST)));
        }
    }
}
