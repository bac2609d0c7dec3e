/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.Printable;
import java.util.Objects;
import org.apache.kafka.connect.sink.SinkRecord;

/** A failure that this one record will always cause. The message says why, without the record's values. */
public final class RejectedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SinkRecord record;

    public RejectedRecordException(SinkRecord record, String reason) {
        this(record, reason, null);
    }

    public RejectedRecordException(SinkRecord record, String reason, Throwable cause) {
        super(Printable.of(reason), cause);
        this.record = Objects.requireNonNull(record, "record is null");
    }

    public SinkRecord record() {
        return record;
    }
}
