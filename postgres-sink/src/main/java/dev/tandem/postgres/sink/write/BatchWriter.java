/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.RowExpectation;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.evolution.SchemaEvolver;
import dev.tandem.postgres.sink.evolution.SystemTables;
import dev.tandem.postgres.sink.record.BadRecordException;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.routing.TableRouter;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Writes records to their tables: one transaction for all of them, committed when {@link #write} returns; the order of a
 * key's records is kept; writing them again changes nothing. When Postgres refuses some record, the batch is divided until the
 * record stands alone; it goes to {@link BadRecords}, and the others are written.
 */
public final class BatchWriter {
    private final Session session;
    private final RecordReader reader;
    private final TableRouter router;
    private final SchemaEvolver evolver;
    private final WriteSettings settings;
    private final BadRecords badRecords;
    private final Map<TableId, KnownTable> tables = new HashMap<>();
    private boolean prepared;

    public BatchWriter(
            Session session, RecordReader reader, TableRouter router, WriteSettings settings, BadRecords badRecords) {
        this.session = session;
        this.reader = reader;
        this.router = router;
        this.evolver = new SchemaEvolver(session);
        this.settings = settings;
        this.badRecords = badRecords;
    }

    /** What the task remembers of a table, until it proves wrong. */
    private static final class KnownTable {
        private Table table;
        private final Set<RowShape> fitting = Collections.newSetFromMap(new IdentityHashMap<>());
        private final RowExpectation expectation = new RowExpectation();
    }

    /** @throws SQLException when the failure concerns the batch as a whole; nothing of the failed part was kept */
    public void write(List<SinkRecord> records) throws SQLException {
        for (int from = 0; from < records.size(); from += settings.batchSize()) {
            writeOrDivide(records.subList(from, Math.min(records.size(), from + settings.batchSize())));
        }
    }

    private void writeOrDivide(List<SinkRecord> records) throws SQLException {
        List<SinkRecord> good = records;
        while (!good.isEmpty()) {
            try {
                writeOnce(good);
                return;
            } catch (BadRecordException bad) {
                badRecords.report(bad.record(), bad.getMessage(), bad);
                good = without(good, bad.record());
            } catch (SQLException failure) {
                if (FailureKind.of(failure) != FailureKind.BAD_RECORD) {
                    throw failure;
                }
                if (good.size() == 1) {
                    badRecords.report(good.get(0), failure.getMessage(), failure);
                    return;
                }
                writeOrDivide(good.subList(0, good.size() / 2));
                good = good.subList(good.size() / 2, good.size());
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very record, and comparing two is slow
    private static List<SinkRecord> without(List<SinkRecord> records, SinkRecord bad) {
        return records.stream().filter(record -> record != bad).toList();
    }

    private void writeOnce(List<SinkRecord> records) throws SQLException {
        Map<TableId, TableBatch> batches = byTable(records);
        try {
            writeTables(batches);
        } catch (SQLException failure) {
            if (FailureKind.of(failure) != FailureKind.SCHEMA_CHANGED) {
                throw failure;
            }
            // Somebody changed a table by hand: look again, once.
            tables.clear();
            writeTables(batches);
        }
    }

    private Map<TableId, TableBatch> byTable(List<SinkRecord> records) {
        Map<TableId, TableBatch> batches = new TreeMap<>();
        for (SinkRecord record : records) {
            TableId table = router.tableOf(record);
            reader.read(record, table)
                    .ifPresent(change ->
                            batches.computeIfAbsent(table, TableBatch::new).add(change));
        }
        return batches;
    }

    private void writeTables(Map<TableId, TableBatch> batches) throws SQLException {
        if (!prepared) {
            session.inTransaction(connection -> {
                SystemTables.create(connection);
                return null;
            });
            prepared = true;
        }
        for (TableBatch batch : batches.values()) {
            prepareTable(batch);
        }
        session.inTransaction(connection -> {
            begin(connection);
            List<WriteResult> results = new ArrayList<>();
            for (TableBatch batch : batches.values()) {
                KnownTable known = tables.get(batch.table());
                results.add(new TableWriter(connection, known.table, batch, settings, known.expectation).write());
            }
            return results;
        });
    }

    private void prepareTable(TableBatch batch) throws SQLException {
        KnownTable known = tables.computeIfAbsent(batch.table(), added -> new KnownTable());
        if (known.table == null || !known.fitting.containsAll(batch.shapes())) {
            known.table = evolver.prepare(batch);
            known.fitting.addAll(batch.shapes());
        }
    }

    /** Nested loops keep the order of the arrays, and with it the order of locks, and never read a whole table. */
    private static void begin(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
                        + " set_config('enable_seqscan', 'off', true)")) {
            statement.execute();
        }
    }
}
