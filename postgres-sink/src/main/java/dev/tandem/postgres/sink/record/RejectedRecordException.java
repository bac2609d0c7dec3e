/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.sink.table.UnfitValue;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/** A failure that this one record will always cause. The message says why, without the record's values. */
public final class RejectedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SinkRecord record;
    private final transient UnfitValue unfit;

    public RejectedRecordException(SinkRecord record, String reason) {
        this(record, reason, null);
    }

    public RejectedRecordException(SinkRecord record, String reason, Throwable cause) {
        this(record, reason, cause, null);
    }

    /** @param unfit the value that the column does not hold, or null if that is not the reason */
    public RejectedRecordException(SinkRecord record, String reason, Throwable cause, UnfitValue unfit) {
        super(Printable.of(reason), cause);
        this.record = Objects.requireNonNull(record, "record is null");
        this.unfit = unfit;
    }

    /** Returns the value that the column does not hold, if that is the reason. */
    public Optional<UnfitValue> unfit() {
        return Optional.ofNullable(unfit);
    }

    public SinkRecord record() {
        return record;
    }
}
