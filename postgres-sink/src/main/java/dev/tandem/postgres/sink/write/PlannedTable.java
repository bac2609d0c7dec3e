/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.plan.OffsetCheck;
import dev.tandem.postgres.sink.plan.WriteResult;
import java.sql.SQLException;

/**
 * One table's part of a transaction, after its planning: what is written to each row is decided.
 *
 * <p><b>Threads.</b> One thread at a time, except that {@link #encode} may run while another thread is in {@link #write}.
 */
interface PlannedTable {
    /** Encodes the rows. A failure waits for {@link #write}, which encodes whatever is not encoded yet. */
    void encode();

    /**
     * Runs the statements.
     *
     * @param offsets the check of changes whose versions are offsets
     */
    WriteResult write(OffsetCheck offsets) throws SQLException;
}
