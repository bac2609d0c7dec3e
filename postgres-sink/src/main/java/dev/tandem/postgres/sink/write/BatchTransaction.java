/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.sink.batch.OffsetCheck;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.batch.VersionGuard;
import dev.tandem.postgres.sink.conflict.ConflictLog;
import dev.tandem.postgres.sink.conflict.ConflictWarning;
import dev.tandem.postgres.sink.pipeline.StatementPipeline;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.TransactionStatements;
import dev.tandem.postgres.sink.twoway.TwoWayWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction that applies the batches of one or more tables, in the order of the tables' names. It begins with {@link
 * TransactionStatements#BEGIN}; {@link TableWriter} does the rest.
 */
final class BatchTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(BatchTransaction.class);

    private final Session session;
    private final StatementPipeline pipeline;
    private final TableCache tables;
    private final WriteSettings settings;
    private final WriteListener listener;
    private final OffsetPositions positions;
    private final TableWarnings unordered = new TableWarnings(Clock.systemUTC(), LOG::warn);
    private final TableWarnings missingRows = new TableWarnings(Clock.systemUTC(), LOG::warn);
    private final ConflictWarning warning = new ConflictWarning(Clock.systemUTC(), LOG::warn);

    BatchTransaction(
            Session session,
            StatementPipeline pipeline,
            TableCache tables,
            WriteSettings settings,
            WriteListener listener) {
        this.session = session;
        this.pipeline = pipeline;
        this.tables = tables;
        this.settings = settings;
        this.listener = listener;
        this.positions = new OffsetPositions(session);
    }

    /** The result of a transaction. */
    private record Written(Map<TableBatch, WriteResult> results, OffsetCheck offsets) {}

    /** @param batches in the order of their tables, each with its table */
    void write(Map<TableBatch, TableCache.CachedTable> batches, InsertRace race) throws SQLException {
        long start = System.nanoTime();
        if (settings.guard() == VersionGuard.NEWER) {
            positions.prepare(batches.keySet());
        }
        Written written = session.inTransaction(connection -> writeTables(connection, batches, race));
        Map<TableBatch, WriteResult> results = written.results();
        written.offsets().forEachTable(unordered::warn);
        if (settings.conflicts().logged()) {
            warn(batches, results);
        }
        results.forEach((batch, result) -> {
            if (result.updateMissing() > 0) {
                missingRows.warn(
                        batch.table(),
                        result.updateMissing()
                                + " updates met no row, so rows were created from the fields that they carry. Replay the topic from"
                                + " its beginning, or have the source read the object again.");
            }
        });
        listener.committed(results, System.nanoTime() - start);
    }

    private Written writeTables(Connection connection, Map<TableBatch, TableCache.CachedTable> batches, InsertRace race)
            throws SQLException {
        begin(connection, turns(batches.keySet()));
        for (Map.Entry<String, String> setting :
                settings.layout().writerSettings().entrySet()) {
            set(connection, setting.getKey(), setting.getValue());
        }
        if (batches.values().stream().anyMatch(TableCache.CachedTable::isTwoWay)) {
            TwoWayWriter.begin(connection);
        }
        for (TableCache.CachedTable table : batches.values()) {
            tables.confirm(connection, table);
        }
        ConflictLog conflictLog =
                settings.conflicts().logged() ? ConflictLog.open(connection, batches.keySet()) : ConflictLog.CLOSED;
        OffsetCheck offsets = settings.guard() == VersionGuard.NEWER
                ? positions.move(connection, batches.keySet())
                : OffsetCheck.NONE;
        Map<TableBatch, WriteResult> results = new LinkedHashMap<>();
        for (Map.Entry<TableBatch, TableCache.CachedTable> entry : batches.entrySet()) {
            TableBatch batch = entry.getKey();
            TableCache.CachedTable table = entry.getValue();
            results.put(
                    batch,
                    table.isTwoWay()
                            ? writeTwoWay(connection, batch, table, race)
                            : new TableWriter(connection, pipeline, table, batch, settings, conflictLog)
                                    .write(race, offsets));
        }
        return new Written(results, offsets);
    }

    private WriteResult writeTwoWay(
            Connection connection, TableBatch batch, TableCache.CachedTable table, InsertRace race)
            throws SQLException {
        TwoWayWriter.Outcome ruled = new TwoWayWriter(connection, table.twoWay()).write(batch);
        if (ruled.rest().changes() == 0) {
            return WriteResult.ofRules(ruled);
        }
        WriteResult rest = new TableWriter(connection, pipeline, table, ruled.rest(), settings, ConflictLog.CLOSED)
                .write(race, OffsetCheck.NONE);
        return rest.plus(WriteResult.ofRules(ruled));
    }

    private void warn(Map<TableBatch, TableCache.CachedTable> batches, Map<TableBatch, WriteResult> results) {
        batches.forEach((batch, cached) -> {
            warning.add(batch.table(), results.get(batch).conflicts());
            if (!cached.table().isVersioned() || !cached.table().hasOrigins()) {
                warning.cannotSee(batch.table());
            }
        });
    }

    /**
     * Returns what tasks take turns at: topic partitions and, where several topics share a table, the table. There, two tasks may
     * meet on a row that one deletes and the other inserts, and that neither could lock before it existed.
     */
    private String[] turns(Collection<TableBatch> batches) {
        Stream<String> partitions = batches.stream()
                .flatMap(batch -> batch.partitions().stream())
                .map(partition -> "partition " + partition);
        Stream<String> tables = batches.stream().map(batch -> "table " + batch.table());
        boolean takesTurns =
                settings.topicsShareTables() || settings.conflicts().logged();
        return Stream.concat(partitions, takesTurns ? tables : Stream.empty())
                .distinct()
                .toArray(String[]::new);
    }

    private static void set(Connection connection, String setting, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TransactionStatements.SET)) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }

    static void begin(Connection connection, String... turns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TransactionStatements.BEGIN)) {
            statement.setArray(1, connection.createArrayOf("text", turns));
            statement.execute();
        }
    }
}
