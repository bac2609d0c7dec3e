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

/** Hears of what was written, for metrics. */
public interface WriteListener {
    /** A transaction was committed. */
    void committed(Map<TableBatch, WriteResult> results, long nanos);

    void rejected(RejectedRecord rejected);

    /** A table was made or changed. */
    void schemaChanged(TableId table);

    /** A batch is to be tried again. */
    void retried();
}
