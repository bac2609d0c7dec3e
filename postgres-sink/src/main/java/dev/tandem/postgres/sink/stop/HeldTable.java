/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.stop;

import dev.tandem.postgres.session.TableId;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The records of a put that were not written because of their table.
 *
 * @param reason the reason why they were not
 * @param cause the failure
 */
public record HeldTable(TableId table, Reason reason, Exception cause, List<SinkRecord> records) {
    /** The reason why records of a table wait. */
    public enum Reason {
        /** The table itself could not be created, changed or switched. */
        UNPREPARED,
        /** Their parents may be in a table that is not prepared. */
        PARENT_MAY_COME
    }
}
