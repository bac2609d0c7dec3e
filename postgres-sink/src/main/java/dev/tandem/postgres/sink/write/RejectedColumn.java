/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.sql.BatchRows;
import dev.tandem.postgres.sink.sql.ColumnValue;
import dev.tandem.postgres.sink.sql.Rows;
import dev.tandem.postgres.sink.sql.Statement;
import dev.tandem.postgres.sink.table.Column;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.connect.data.Schema;

/** A search for the column that a value does not fit, which Postgres does not name: it converts the record's values one by one. */
final class RejectedColumn {
    private final Session session;
    private final TableCache tables;
    private final WriteSettings settings;

    RejectedColumn(Session session, TableCache tables, WriteSettings settings) {
        this.session = session;
        this.tables = tables;
        this.settings = settings;
    }

    /** A column, and the schema of the value that does not fit it. */
    record Found(Column column, Schema schema) {}

    /** Empty when the values are fine one by one. */
    Optional<Found> find(Change change, SQLException failure) throws SQLException {
        if (!String.valueOf(failure.getSQLState()).startsWith("22")) {
            return Optional.empty();
        }
        TableBatch alone = new TableBatch(change.table());
        alone.add(change);
        BatchRows rows = new BatchRows(tables.ensureFits(alone).table(), alone, settings.nulRule(), settings.layout());
        BitSet fields = rows.written(List.of(RowWrite.of(change))).numbers();
        for (int field = fields.nextSetBit(0); field >= 0; field = fields.nextSetBit(field + 1)) {
            Object value = change.value(field);
            Column column = target(rows, change, field).format().column();
            if (value != null && (isTooLong(value, column) || !converts(rows, change, field))) {
                Schema schema = change.shape().fields().get(field).schema();
                return Optional.of(new Found(column, schema));
            }
        }
        return Optional.empty();
    }

    private static ColumnValue target(BatchRows rows, Change change, int field) {
        return rows.values(field).stream()
                .filter(value -> value.format().takes(change.shape()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isTooLong(Object value, Column column) {
        OptionalInt limit = column.base().maxLength();
        return value instanceof String text
                && limit.isPresent()
                && text.codePointCount(0, text.length()) > limit.getAsInt();
    }

    private boolean converts(BatchRows rows, Change change, int field) throws SQLException {
        BitSet one = new BitSet();
        one.set(field);
        Rows source = new Rows(1);
        rows.addColumns(source, List.of(RowWrite.of(change)), one);
        ColumnValue target = target(rows, change, field);
        Statement cast = new Statement(
                "SELECT CAST(" + target.reference() + " AS "
                        + target.format().column().declared().sql() + ")\nFROM " + source.relation(),
                source.arrays());
        try {
            session.inTransaction(connection -> {
                new StatementRunner(connection).query(cast, line -> {});
                return null;
            });
            return true;
        } catch (SQLException failure) {
            if (FailureKind.of(failure) == FailureKind.REJECTED_RECORD) {
                return false;
            }
            throw failure;
        }
    }
}
