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
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.table.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;

/** Finds the column that a value does not fit, which Postgres does not tell: converts the record's values one by one. */
final class CulpritColumn {
    private static final Pattern LENGTH = Pattern.compile("character(?: varying)?\\((\\d+)\\)");

    private final Session session;
    private final KnownTables tables;
    private final WriteSettings settings;

    CulpritColumn(Session session, KnownTables tables, WriteSettings settings) {
        this.session = session;
        this.tables = tables;
        this.settings = settings;
    }

    /** A column, and the schema of the value that does not fit it. */
    record Culprit(Column column, Schema schema) {}

    /** Empty when the values are fine one by one. */
    Optional<Culprit> find(Change change, SQLException failure) throws SQLException {
        if (!String.valueOf(failure.getSQLState()).startsWith("22")) {
            return Optional.empty();
        }
        TableBatch alone = new TableBatch(change.table());
        alone.add(change);
        BatchRows rows = new BatchRows(tables.fitting(alone).table(), alone, settings.nulRule(), settings.layout());
        BitSet fields = change.fields();
        for (int position = fields.nextSetBit(0); position >= 0; position = fields.nextSetBit(position + 1)) {
            Object value = change.value(position);
            Column column = target(rows, change, position).column();
            if (value != null && (isTooLong(value, column) || !converts(rows, change, position))) {
                Schema schema = change.shape().fields().get(position).schema();
                return Optional.of(new Culprit(column, schema));
            }
        }
        return Optional.empty();
    }

    private static ColumnFormat target(BatchRows rows, Change change, int position) {
        return rows.columns(position).stream()
                .filter(format -> format.takes(change.shape()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isTooLong(Object value, Column column) {
        Matcher limit = LENGTH.matcher(column.declared());
        return value instanceof String text
                && limit.matches()
                && text.codePointCount(0, text.length()) > Integer.parseInt(limit.group(1));
    }

    private boolean converts(BatchRows rows, Change change, int position) throws SQLException {
        BitSet one = new BitSet();
        one.set(position);
        Rows source = new Rows(1);
        rows.addColumns(source, List.of(RowWrite.of(change)), one);
        ColumnFormat target = target(rows, change, position);
        String value =
                "s." + BatchRows.reference(position, rows.columns(position).indexOf(target));
        String sql = "SELECT CAST(" + value + " AS " + target.column().declared() + ") FROM " + source.relation();
        try {
            return session.inTransaction(connection -> select(connection, sql, source));
        } catch (SQLException failure) {
            if (FailureKind.of(failure) == FailureKind.REJECTED_RECORD) {
                return false;
            }
            throw failure;
        }
    }

    private static boolean select(Connection connection, String sql, Rows source) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            source.bind(statement, 1);
            return statement.execute();
        }
    }
}
