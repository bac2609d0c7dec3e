/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.event.ChangeHeaders;
import java.math.BigDecimal;
import java.util.List;
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
            case ChangeHeaders.VERSION -> version = whole(value(header, Number.class, "a number"));
            case ChangeHeaders.CHANGED -> changed = value(header, List.class, "a list");
            case ChangeHeaders.ORIGIN -> origin = value(header, String.class, "text");
            case ChangeHeaders.COMMIT_TS -> commitMicros = header.value() instanceof Long micros ? micros : null;
            case ChangeHeaders.ECHO -> echo = value(header, String.class, "text");
            case ChangeHeaders.READ -> read = Boolean.TRUE.equals(header.value());
            case ChangeHeaders.ERROR -> error = String.valueOf(header.value());
            default -> {}
        }
    }

    /** Returns a number as the version. A fraction would be cut, and then no longer order changes. */
    private long whole(Number number) {
        if (number instanceof Long) {
            return number.longValue();
        }
        try {
            return new BigDecimal(number.toString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException notWhole) {
            throw new RejectedRecordException(
                    record, "Header " + ChangeHeaders.VERSION + " is not a whole number of 63 bits.");
        }
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
