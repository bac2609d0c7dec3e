/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.plan.InsertRule;
import dev.tandem.postgres.sink.plan.RowExpectation;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowRule;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.VersionRule;
import dev.tandem.postgres.sink.sql.RowEncoder;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TargetColumns;
import java.sql.SQLException;
import java.util.List;

/** A table in an open transaction: its changes, and what reads and writes its rows. */
final class OpenTable {
    private final OpenTransaction transaction;
    private final TableChanges changes;
    private final CachedTable cached;
    private final StatementRunner runner;
    private final TargetColumns columns;
    private final RowEncoder encoder;
    private final TableStatements statements;
    private final RowStateReader reader;
    private final RowRule rule;
    private final UpsertRunner upserts;

    OpenTable(OpenTransaction transaction, CachedTable cached, TableChanges changes) {
        WriteSettings settings = transaction.context().settings();
        this.transaction = transaction;
        this.changes = changes;
        this.cached = cached;
        this.runner = new StatementRunner(transaction.connection());
        this.columns = new TargetColumns(cached.table(), changes, settings.layout());
        this.encoder = new RowEncoder(columns, settings.nulRule());
        this.statements = new TableStatements(columns, settings.guard(), cached.scope(), settings.layout());
        this.reader = new RowStateReader(runner, encoder, statements);
        this.rule = rule(settings);
        this.upserts = new UpsertRunner(
                runner,
                statements,
                settings.insertMode(),
                transaction.race(),
                columns.table().isVersioned(),
                transaction.context().encoder());
    }

    private RowRule rule(WriteSettings settings) {
        if (!settings.insertMode().updates()) {
            return new InsertRule(settings.guard());
        }
        return columns.tracksFields() ? columns.fieldRule(settings.guard()) : new VersionRule(settings.guard());
    }

    /** Returns the rows that the changes concern, in lock order. Asks Postgres where two keys may be the same row. */
    List<RowHistory> findRows() throws SQLException {
        return reader.mergeSameRows(changes, changes.inLockOrder());
    }

    /** Returns the rows that may have something new. During a replay, when most do not, it asks Postgres which ones do. */
    List<RowHistory> dropStale(List<RowHistory> rows) throws SQLException {
        boolean isReplay =
                expectation().expectsStaleRows() && columns.table().isVersioned() && !columns.tracksOrigins();
        return isReplay ? reader.withoutStale(rows) : rows;
    }

    /** Returns whether one UPDATE or INSERT may write a row that was not read, whatever its state. */
    boolean mayWriteUnread(RowHistory row) {
        return upserts.mode().updates() && rule.isUnconditional(row);
    }

    /** Returns the rows of an UPDATE or INSERT in parts, which are not encoded yet. */
    UpsertParts parts(List<RowWrite> writes) {
        return new UpsertParts(encoder, writes);
    }

    OpenTransaction transaction() {
        return transaction;
    }

    TableChanges changes() {
        return changes;
    }

    /** Returns the same table for some of its changes, which say nothing about the rows of the next transaction. */
    OpenTable forSome(TableChanges some) {
        return new OpenTable(transaction, cached.withoutExpectation(), some);
    }

    CachedTable cached() {
        return cached;
    }

    RowExpectation expectation() {
        return cached.expectation();
    }

    StatementRunner runner() {
        return runner;
    }

    TargetColumns columns() {
        return columns;
    }

    RowEncoder encoder() {
        return encoder;
    }

    TableStatements statements() {
        return statements;
    }

    RowStateReader reader() {
        return reader;
    }

    RowRule rule() {
        return rule;
    }

    UpsertRunner upserts() {
        return upserts;
    }
}
