/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.record.RejectedRecord;
import java.util.Map;

/** A listener to what is written, for metrics. */
public interface WriteListener {
    /** Called when a transaction was committed. */
    void committed(Map<TableBatch, WriteResult> results, long nanos);

    /** Called when a record was rejected. */
    void rejected(RejectedRecord rejected);

    /** Called when a table was created or changed. */
    void schemaChanged(TableId table);

    /** Called when a batch is to be tried again. */
    void retried();

    /** Called when the rows of a taken-over table were counted that no record has touched. */
    void untouched(TableId table, long rows);

    /** Called when no records are waiting. */
    void caughtUp();
}
