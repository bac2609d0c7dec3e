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

    long micros(Object value) {
        if (value instanceof Date) {
            return ((Date) value).getTime() * 1_000;
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
        return "io.debezium.time.NanoTimestamp".equals(schemaName) ? number / 1_000 : number * 1_000;
    }

    private long iso(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.toEpochSecond() * 1_000_000 + time.getNano() / 1_000;
        } catch (DateTimeParseException e) {
            // The cause is left out because its message contains the value.
            throw new DataException("Field " + field + " is not an ISO-8601 timestamp with an offset.");
        }
    }
}
