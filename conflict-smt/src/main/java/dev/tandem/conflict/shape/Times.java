/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** A reader of one field's points in time, in any of the forms that rows hold, as µs since the epoch. */
final class Times {
    private final String field;
    private final String schemaName;

    private Times(String field, String schemaName) {
        this.field = field;
        this.schemaName = schemaName;
    }

    static Times of(Schema row, String field) {
        boolean known = row != null && row.field(field) != null;
        return new Times(field, known ? row.field(field).schema().name() : null);
    }

    /** Returns whether the field's numbers are Debezium's milliseconds since the epoch. */
    boolean isInMillis() {
        return "io.debezium.time.Timestamp".equals(schemaName);
    }

    long micros(Object value) {
        if (value instanceof Date) {
            return WholeNumbers.microsOfMillis(((Date) value).getTime(), field);
        }
        if (value instanceof String) {
            return iso((String) value);
        }
        if (!(value instanceof Number)) {
            throw new DataException("Field " + field + " is not a timestamp.");
        }
        long number = ((Number) value).longValue();
        if ("io.debezium.time.MicroTimestamp".equals(schemaName)) {
            return number;
        }
        return "io.debezium.time.NanoTimestamp".equals(schemaName)
                ? number / 1_000
                : WholeNumbers.microsOfMillis(number, field);
    }

    /** Returns the time like {@link #micros}, but rejects text that is more precise. */
    long exactMicros(Object value) {
        if (value instanceof String && parse((String) value).getNano() % 1_000 != 0) {
            throw new DataException("Field " + field
                    + " is more precise than microseconds, so changes within one microsecond would be equal."
                    + " Use another field for " + ShapeSettings.VERSION_FIELD + ".");
        }
        return micros(value);
    }

    private long iso(String text) {
        OffsetDateTime time = parse(text);
        return Math.addExact(Math.multiplyExact(time.toEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    private OffsetDateTime parse(String text) {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            // The cause is left out because its message contains the value.
            throw new DataException("Field " + field + " is not an ISO-8601 timestamp with an offset.");
        }
    }
}
