/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.attempt.Attempt;
import dev.tandem.postgres.sink.execution.EncodingHandoff;
import dev.tandem.postgres.sink.plan.ChangesByOrigin;
import dev.tandem.postgres.sink.plan.OffsetVersionCheck;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.VersionGuard;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.schema.EvolutionMode;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.sql.TransactionStatements;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.twoway.InnerEditsException;
import dev.tandem.postgres.sink.twoway.RulePathWriter;
import dev.tandem.postgres.sink.twoway.TriggerMark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction that applies changes to their tables, in the order of the tables' names. Its first statement is {@code begin.sql} of
 * {@code src/test/resources/statements}; a {@link TableWriter} or {@link TwoWayTableWriter} for each table runs the others.
 *
 * <p><b>Failure.</b> Edits by triggers under a replication origin repeat the transaction without one. Any other failure is rethrown, and no
 * change is kept. Tables that were created or changed before stay as they are.
 */
public final class WriteTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(WriteTransaction.class);

    private final WriteContext context;
    private final Attempt attempt;
    private final EncodingHandoff handoff;

    /**
     * @param attempt has at least one change
     * @param handoff takes the encoding of the first table
     */
    public WriteTransaction(WriteContext context, Attempt attempt, EncodingHandoff handoff) {
        this.context = context;
        this.attempt = attempt;
        this.handoff = handoff;
    }

    /**
     * Creates or changes the tables where the changes need it, then writes all tables and commits.
     *
     * @throws TableMismatch when a table cannot hold its changes
     * @throws dev.tandem.postgres.sink.record.RejectedRecordException when a record cannot be encoded
     * @throws SQLException when Postgres rejects some record, or fails as a whole
     */
    public void run() throws SQLException {
        Map<TableChanges, CachedTable> tables = withoutAnnouncements(fitTables());
        if (tables.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        if (versionsMayBeOffsets()) {
            context.arrivals().createTable(tables.keySet());
        }
        if (tables.values().stream().anyMatch(CachedTable::isTwoWay)) {
            context.twoWay().origin().prepare();
        }
        Written written = write(tables);
        tables.keySet().forEach(context.keys()::keep);
        context.reports().reportCommit(tables, written.results(), written.offsets(), System.nanoTime() - start);
    }

    private Written write(Map<TableChanges, CachedTable> tables) throws SQLException {
        while (true) {
            try {
                return context.session().inRawTransaction(connection -> writeTables(connection, tables));
            } catch (InnerEditsException edits) {
                LOG.info("{} They are written without a replication origin from now on.", edits.getMessage());
            }
        }
    }

    /** Creates or changes tables, in transactions of their own. */
    private Map<TableChanges, CachedTable> fitTables() throws SQLException {
        Map<TableId, ChangesByOrigin> byTable = new TreeMap<>();
        for (Change change : attempt.changes()) {
            ChangesByOrigin known = byTable.get(change.table());
            if (known == null) {
                known = new ChangesByOrigin(change.table(), context.tables()::hasExactKey);
                byTable.put(change.table(), known);
                if (change.origin() != null) {
                    context.tables().lookUpKey(change.table());
                }
            }
            known.add(change);
        }
        Map<TableChanges, CachedTable> fitted = new LinkedHashMap<>();
        for (ChangesByOrigin table : byTable.values()) {
            for (TableChanges changes : table.groups()) {
                fitted.put(changes, fit(changes));
            }
        }
        return fitted;
    }

    /** Returns the changes of rows. An announcement has done its work once its table fits. */
    private static Map<TableChanges, CachedTable> withoutAnnouncements(Map<TableChanges, CachedTable> fitted) {
        Map<TableChanges, CachedTable> ofRows = new LinkedHashMap<>();
        fitted.forEach((changes, table) -> {
            TableChanges rest = changes.withoutAnnouncements();
            if (!rest.isEmpty()) {
                ofRows.put(rest, table);
            }
        });
        return ofRows;
    }

    private CachedTable fit(TableChanges changes) throws SQLException {
        try {
            return context.preparer().prepareCached(changes);
        } catch (SchemaMismatchException mismatch) {
            if (context.evolution().mode() == EvolutionMode.VALIDATE) {
                throw mismatch;
            }
            throw new TableMismatch(changes.table(), mismatch);
        }
    }

    private boolean versionsMayBeOffsets() {
        return context.settings().guard() == VersionGuard.NEWER;
    }

    /** The results of all tables, and the check of those changes whose versions are offsets. */
    private record Written(Map<TableChanges, WriteResult> results, OffsetVersionCheck offsets) {}

    private Written writeTables(Connection connection, Map<TableChanges, CachedTable> tables) throws SQLException {
        lockAndConfirm(connection, tables);
        OffsetVersionCheck offsets = noteArrivals(connection, tables.keySet());
        OpenTransaction transaction = new OpenTransaction(connection, context, attempt.race(), handoff);
        Map<TableChanges, WriteResult> results = new LinkedHashMap<>();
        for (Map.Entry<TableChanges, CachedTable> table : tables.entrySet()) {
            markWrites(connection, table.getValue(), tables.values());
            OpenTable open = new OpenTable(transaction, table.getValue(), table.getKey());
            results.put(table.getKey(), writeTable(open, offsets));
        }
        for (CachedTable table : tables.values()) {
            context.preparer().confirmSharing(connection, table);
        }
        return new Written(results, offsets);
    }

    /** Takes the locks, and checks that the tables are as they are remembered. */
    private void lockAndConfirm(Connection connection, Map<TableChanges, CachedTable> tables) throws SQLException {
        setUp(connection, context.settings().layout(), AdvisoryLocks.of(tables.keySet(), context.settings()));
        if (tables.values().stream().anyMatch(CachedTable::isTwoWay)) {
            RulePathWriter.markAsOurs(connection);
        }
        for (CachedTable table : tables.values()) {
            context.preparer().confirm(connection, table);
        }
    }

    /** Notes that the records of the changes have arrived. */
    private OffsetVersionCheck noteArrivals(Connection connection, Set<TableChanges> changes) throws SQLException {
        if (context.settings().conflicts().logged()) {
            context.conflictLog().noteArrivals(connection, changes);
        }
        return versionsMayBeOffsets() ? context.arrivals().note(connection, changes) : OffsetVersionCheck.NONE;
    }

    /** Lets the triggers know whether the next writes go to a two-way table, where the transaction has tables of both kinds. */
    private static void markWrites(Connection connection, CachedTable table, Collection<CachedTable> all)
            throws SQLException {
        if (all.stream().anyMatch(other -> other.isTwoWay() != table.isTwoWay())) {
            TriggerMark mark = table.isTwoWay() ? TriggerMark.TWO_WAY : TriggerMark.READ_ONLY;
            mark.set(connection);
        }
    }

    private static WriteResult writeTable(OpenTable table, OffsetVersionCheck offsets) throws SQLException {
        if (table.cached().isTwoWay()) {
            // All changes of two-way tables carry versions of their own.
            return new TwoWayTableWriter(table).write();
        }
        return new TableWriter(table).write(offsets);
    }

    /** Sets up a transaction that has just begun. */
    public static void setUp(Connection connection, TableLayout layout, AdvisoryLocks locks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TransactionStatements.BEGIN)) {
            statement.setArray(1, connection.createArrayOf("text", locks.names()));
            statement.setArray(2, connection.createArrayOf("bool", locks.modes()));
            statement.execute();
        }
        for (Map.Entry<String, String> setting : layout.writerSettings().entrySet()) {
            set(connection, setting.getKey(), setting.getValue());
        }
    }

    private static void set(Connection connection, String setting, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TransactionStatements.SET)) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }
}
