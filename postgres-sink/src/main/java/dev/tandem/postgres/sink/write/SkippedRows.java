/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.plan.InsertMode;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.sql.RowEncoder;
import dev.tandem.postgres.sink.sql.Statement;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.table.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A count of the rows that statements should have written or deleted, and did not: a trigger returned NULL for them, a rule led them
 * elsewhere, a trigger changed their key or returned the old row, or row-level security hides them. It runs {@code
 * count-unwritten.sql} and {@code count-undeleted.sql} of {@code src/test/resources/statements}, but only if Postgres has counted
 * fewer rows than it was given, or the table has such rules, or such triggers for what was done.
 */
record SkippedRows(StatementRunner runner, TableStatements statements, RowEncoder encoder, InsertMode mode) {
    /** The SQLSTATE of a row that a policy does not show; Postgres has it for rows that a view does not show. */
    private static final String HIDDEN_ROW = "44000";

    /**
     * Counts the rows that were not written.
     *
     * @param written what Postgres has counted
     * @throws SQLException when row-level security may hide them, so that they cannot be written
     */
    long among(UpsertParts updates, UpsertParts inserts, WriteResult written) throws SQLException {
        int wanted = updates.rows() + inserts.rows();
        // Without versions, an UPDATE also counts rows that an INSERT of the same transaction has written.
        boolean isUnsure = written.updated() > 0 && !table().isVersioned();
        boolean mayBeChanged = (written.inserted() > 0 && table().has(Table.Trait.INSERT_TRIGGERS))
                || (written.updated() > 0 && table().has(Table.Trait.UPDATE_TRIGGERS));
        boolean isDue = isUnsure || mayBeChanged || isDue(written.inserted() + written.updated(), wanted);
        if (wanted == 0 || !isDue) {
            return 0;
        }
        List<RowWrite> writes = Stream.concat(updates.writes().stream(), inserts.writes().stream())
                .toList();
        return count(statements.countUnwritten(encoder.keysAndVersions(writes), mode));
    }

    /**
     * Counts the rows that were not deleted.
     *
     * @param deleted what Postgres has counted
     * @throws SQLException when row-level security may keep them from being deleted
     */
    long among(List<RowWrite> deletes, long deleted) throws SQLException {
        return !deletes.isEmpty() && isDue(deleted, deletes.size())
                ? count(statements.countUndeleted(encoder.keysAndVersions(deletes)))
                : 0;
    }

    private boolean isDue(long counted, long wanted) {
        return counted < wanted || table().has(Table.Trait.INSTEAD_RULES);
    }

    private Table table() {
        return encoder.columns().table();
    }

    private long count(Statement statement) throws SQLException {
        long skipped = runner.queryNumber(statement);
        // A trigger that skips a row on purpose looks the same, but a row that is lost would be worse than one
        // rejected.
        if (skipped > 0 && table().has(Table.Trait.ROW_SECURITY)) {
            throw new SQLException(skipped + " rows were not written or deleted.", HIDDEN_ROW);
        }
        return skipped;
    }
}
