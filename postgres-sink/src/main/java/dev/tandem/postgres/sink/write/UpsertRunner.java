/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.plan.InsertMode;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.Statement;
import dev.tandem.postgres.sink.sql.TableStatements;
import java.sql.SQLException;
import java.util.concurrent.Executor;

/**
 * A runner of the statements that update or insert a table's rows. They are {@code update.sql} and {@code insert.sql} of {@code
 * src/test/resources/statements}, and variants of them.
 *
 * @param versioned whether the rows have versions
 * @param encoding encodes a part while Postgres works on the one before
 */
record UpsertRunner(
        StatementRunner runner,
        TableStatements statements,
        InsertMode mode,
        InsertRace race,
        boolean versioned,
        Executor encoding) {
    /** Updates rows that are expected to exist, and inserts those that turn out to be missing. */
    WriteResult updateOrInsert(UpsertParts expected) throws SQLException {
        long updated = update(expected);
        if (updated == expected.rows() || statements.insertsWithoutLook()) {
            return WriteResult.written(0, updated, 0);
        }
        int partial = expected.partialRows();
        boolean mixed = partial > 0 && partial < expected.rows();
        // Of a mix, the partial writes first, so that they are counted.
        long ofPartial = mixed ? insert(expected.partial()) : 0;
        long inserted = ofPartial + insert(expected);
        if (updated + inserted < expected.rows()) {
            // A row that another transaction inserted between the two statements was seen by neither.
            updated += updateOthers(expected, updated + inserted);
        }
        return WriteResult.written(inserted, updated, partial == expected.rows() ? inserted : ofPartial);
    }

    /** Inserts rows that are expected to be new, and updates those that turn out to exist. */
    WriteResult insertOrUpdate(UpsertParts expected) throws SQLException {
        long inserted = insert(expected);
        long updated = inserted < expected.rows() ? updateOthers(expected, inserted) : 0;
        return WriteResult.written(inserted, updated, Math.min(inserted, expected.partialRows()));
    }

    /** Updates rows; returns how many there were. */
    long update(UpsertParts source) throws SQLException {
        if (!mode.updates() || source.rows() == 0) {
            return 0;
        }
        return run(statements.update(source.take(0, encoding), source.fields()), source);
    }

    /** Updates those rows that have not been written yet, where {@code written} have. */
    private long updateOthers(UpsertParts source, long written) throws SQLException {
        if (!mode.updates() || source.rows() == 0) {
            return 0;
        }
        long updated = run(statements.updateOthers(source.take(0, encoding), source.fields()), source);
        long rest = source.rows() - written - updated;
        if (rest > 0 && !versioned) {
            // Rows without versions are never stale, so a trigger wrote the rest earlier in this transaction.
            // Which rows those are is unknown, so all are updated again.
            updated += Math.min(rest, update(source));
        }
        return updated;
    }

    private long insert(UpsertParts source) throws SQLException {
        if (!mode.inserts() || source.rows() == 0) {
            return 0;
        }
        return run(statements.insert(source.take(0, encoding), source.fields(), race), source);
    }

    /** Runs a statement over the first part, and then over the others. */
    private long run(Statement first, UpsertParts source) throws SQLException {
        long written = runner.update(first);
        for (int part = 1; part < source.count(); part++) {
            written += runner.update(first.with(source.take(part, encoding)));
        }
        return written;
    }
}
