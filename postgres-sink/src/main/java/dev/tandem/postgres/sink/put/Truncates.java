/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.put;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.sink.attempt.Remedy;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.plan.TruncateResult;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.sql.TruncateStatement;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.SystemColumn;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.write.AdvisoryLocks;
import dev.tandem.postgres.sink.write.WriteContext;
import dev.tandem.postgres.sink.write.WriteTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The truncates of one put. One that a foreign key rejects is tried again after each other truncate and after the rest of the put,
 * since a source that truncates several tables at once may name the parent before its children. One that fails for good is a
 * rejected record.
 */
final class Truncates {
    private static final int MAX_ATTEMPTS = 5;

    private final WriteContext context;
    private final Consumer<RejectedRecord> rejected;
    private final Consumer<Truncate> begun;
    private final Consumer<Truncate> done;
    private List<Postponed> postponed = new ArrayList<>();

    /**
     * @param rejected takes each truncate that is rejected
     * @param begun takes each truncate before it is tried
     * @param done takes each truncate whose rows were deleted
     */
    Truncates(
            WriteContext context,
            Consumer<RejectedRecord> rejected,
            Consumer<Truncate> begun,
            Consumer<Truncate> done) {
        this.context = context;
        this.rejected = rejected;
        this.begun = begun;
        this.done = done;
    }

    private record Postponed(Truncate truncate, SQLException failure) {}

    /** Deletes the older rows of a table, or postpones that. */
    void run(Truncate truncate) throws SQLException {
        if (tryOnce(truncate)) {
            retry();
        }
    }

    /** Tries postponed truncates for the last time, and rejects those that still fail. */
    void retryForTheLastTime() throws SQLException {
        retry();
        postponed.forEach(this::reject);
        postponed.clear();
    }

    /** Tries postponed truncates for as long as one of them succeeds. */
    private void retry() throws SQLException {
        for (int before = Integer.MAX_VALUE; !postponed.isEmpty() && postponed.size() < before; ) {
            before = postponed.size();
            List<Postponed> next = postponed;
            postponed = new ArrayList<>();
            for (Postponed waiting : next) {
                tryOnce(waiting.truncate());
            }
        }
    }

    /** Returns whether the rows were deleted. If not, the truncate is postponed or rejected. */
    private boolean tryOnce(Truncate truncate) throws SQLException {
        begun.accept(truncate);
        for (int attempt = 1; ; attempt++) {
            try {
                delete(truncate);
                done.accept(truncate);
                return true;
            } catch (RejectedRecordException rejection) {
                reject(truncate, rejection.getMessage(), rejection);
                return false;
            } catch (SQLException failure) {
                FailureKind kind = FailureKind.of(failure);
                if (kind != FailureKind.REJECTED_RECORD && kind != FailureKind.SCHEMA_CHANGED) {
                    throw failure;
                }
                if (kind == FailureKind.REJECTED_RECORD || attempt == MAX_ATTEMPTS) {
                    postponeOrReject(truncate, failure);
                    return false;
                }
                context.reexamineTables();
            }
        }
    }

    private void postponeOrReject(Truncate truncate, SQLException failure) {
        Postponed waiting = new Postponed(truncate, failure);
        if (Remedy.isForeignKeyViolation(failure)) {
            postponed.add(waiting);
        } else {
            reject(waiting);
        }
    }

    private void reject(Postponed waiting) {
        String reason = "Failed to truncate "
                + RejectionReason.of(waiting.truncate().table(), null, waiting.failure())
                + ". Delete its older rows by hand.";
        reject(waiting.truncate(), reason, FailureReport.withoutValues(waiting.failure()));
    }

    private void reject(Truncate truncate, String reason, Exception cause) {
        rejected.accept(new RejectedRecord(truncate.record(), Optional.of(truncate.table()), reason, cause));
    }

    private void delete(Truncate truncate) throws SQLException {
        TruncateResult result = context.session().inLongTransaction(connection -> {
            WriteTransaction.setUp(connection, context.settings().layout(), AdvisoryLocks.of(truncate));
            return delete(connection, truncate);
        });
        context.reports().reportTruncate(truncate, result);
    }

    private TruncateResult delete(Connection connection, Truncate truncate) throws SQLException {
        Optional<Table> found = Catalog.find(connection, truncate.table());
        if (found.isPresent()) {
            Optional<Long> asked = truncate.isOfSalesforce()
                    ? context.twoWay()
                            .askForUnread(
                                    connection, found.get(), truncate.record().topic(), truncate.version())
                    : Optional.empty();
            if (asked.isPresent()) {
                return new TruncateResult(0, 0, asked.get());
            }
            checkTakes(connection, found.get(), truncate);
        }
        StatementRunner runner = new StatementRunner(connection);
        if (truncate.hasComparableVersion()) {
            runner.update(TruncateStatement.remember(truncate));
        }
        if (found.isEmpty()) {
            return TruncateResult.NONE;
        }
        Table table = found.get();
        long removed =
                runner.queryNumber(TruncateStatement.of(table, context.keys().ofTombstones(table), truncate));
        return new TruncateResult(removed, runner.queryNumber(TruncateStatement.countUndeleted(table, truncate)), 0);
    }

    /** Rejects a truncate that the table cannot take. */
    private void checkTakes(Connection connection, Table table, Truncate truncate) throws SQLException {
        if (context.twoWay().isReadWrite(connection, table, truncate.record().topic())) {
            throw new RejectedRecordException(
                    truncate.record(),
                    "Two-way table " + table.id() + " takes no truncate, since Salesforce would keep the records."
                            + " Delete them in Salesforce.");
        }
        if (!TruncateStatement.keepsNewerRows(table)) {
            throw new RejectedRecordException(
                    truncate.record(),
                    "Table " + table.id()
                            + " keeps no versions, so a truncate that is read again would delete newer rows."
                            + " Add column " + SystemColumn.VERSION.name()
                            + " bigint, or delete the older rows by hand.");
        }
    }
}
