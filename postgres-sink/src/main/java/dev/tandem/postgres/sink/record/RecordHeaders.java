/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.event.ChangeHeaders;
import java.math.BigDecimal;
import java.util.List;
import org.apache.kafka.connect.data.Values;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/** Tandem's headers of one record; null where the record lacks one. */
final class RecordHeaders {
    private final SinkRecord record;
    private String operation;
    private Long version;
    private List<?> changed;
    private String origin;
    private Long commitMicros;
    private String echo;
    private boolean read;
    private String error;

    private RecordHeaders(SinkRecord record) {
        this.record = record;
    }

    static RecordHeaders of(SinkRecord record) {
        RecordHeaders headers = new RecordHeaders(record);
        for (Header header : record.headers()) {
            headers.take(header);
        }
        return headers;
    }

    private void take(Header header) {
        switch (header.key()) {
            case ChangeHeaders.OP -> operation = value(header, String.class, "text");
            case ChangeHeaders.VERSION -> version = whole(header);
            case ChangeHeaders.CHANGED -> changed = value(header, List.class, "a list");
            case ChangeHeaders.ORIGIN -> origin = name(header);
            case ChangeHeaders.COMMIT_TS -> commitMicros = header.value() == null ? null : whole(header);
            case ChangeHeaders.ECHO -> echo = name(header);
            case ChangeHeaders.READ -> read = Boolean.TRUE.equals(header.value());
            case ChangeHeaders.ERROR -> error = String.valueOf(header.value());
            default -> {}
        }
    }

    /** Returns a version or time. A fraction would be cut, and then no longer order changes. */
    private long whole(Header header) {
        if (header.value() instanceof Long number) {
            return number;
        }
        try {
            return new BigDecimal(value(header, Number.class, "a number").toString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException notWhole) {
            throw new RejectedRecordException(record, "Header " + header.key() + " is not a whole number of 63 bits.");
        }
    }

    /**
     * Returns a name. Connect's default header converter, {@code SimpleHeaderConverter}, reads text such as {@code 7}, {@code true} or
     * {@code 2024-01-01} as a number, boolean or date, and others as a list, map or null, so a name that looks like one arrives as one.
     */
    private static String name(Header header) {
        return header.value() == null ? "null" : Values.convertToString(header.schema(), header.value());
    }

    private <T> T value(Header header, Class<T> type, String expected) {
        if (!type.isInstance(header.value())) {
            throw new RejectedRecordException(record, "Header " + header.key() + " is not " + expected + ".");
        }
        return type.cast(header.value());
    }

    String operation() {
        return operation;
    }

    Long version() {
        return version;
    }

    List<?> changed() {
        return changed;
    }

    String error() {
        return error;
    }

    /** Returns the origin. Without the header it is the topic, whatever transforms have renamed that to. */
    private String originOrTopic() {
        return origin != null ? origin : RecordPosition.of(record).topic();
    }

    private Long commitOrRecordMicros() {
        if (commitMicros != null) {
            return commitMicros;
        }
        return record.timestamp() == null ? null : Long.valueOf(record.timestamp() * 1000);
    }

    /** @param version the record's version, which may not come from a header */
    Provenance provenance(Long version, boolean origins) {
        return new Provenance(version, origins ? originOrTopic() : null, commitOrRecordMicros(), echo, read);
    }
}
