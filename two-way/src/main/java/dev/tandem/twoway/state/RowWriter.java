/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.twoway.json.JsonTree;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.schema.TwoWayColumn;
import dev.tandem.twoway.state.StoredRow.Place;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A writer of changed rows, which also moves them between the table and its tombstones. */
final class RowWriter {
    private static final Set<String> OWN_COLUMNS = Set.of(
            TwoWayColumn.VERSION,
            TwoWayColumn.PENDING,
            TwoWayColumn.REQUEST,
            TwoWayColumn.STATE,
            TwoWayColumn.ERROR,
            "_sync_origin",
            "_sync_fields",
            "_hc_lastop",
            "_hc_err");

    /** The kinds of values that have several spellings. */
    private static final Set<FieldKind> SPELLED = EnumSet.of(FieldKind.TEXT, FieldKind.ID, FieldKind.MULTI_PICKLIST);

    private static final Set<FieldKind> TIMES = EnumSet.of(FieldKind.DATE_TIME, FieldKind.TIME);

    /** The SQLSTATE of a write that Postgres leaves out without an error. */
    private static final String SKIPPED = "TD002";
    /** Digits of a time that Salesforce does not store. */
    private static final Pattern MICROS = Pattern.compile("\\.\\d{3}\\d*[1-9]");

    private final TableShape table;
    private final RowSql sql;
    private final StateCodec codec;

    RowWriter(TableShape table, RowSql sql, StateCodec codec) {
        this.table = table;
        this.sql = sql;
        this.codec = codec;
    }

    void write(Connection connection, List<RowChange> changes) throws SQLException {
        Map<List<String>, List<RowChange>> updates = new LinkedHashMap<>();
        for (RowChange change : changes) {
            boolean lives = change.before().place() == Place.TABLE;
            if (change.after() == null) {
                remove(connection, change);
            } else if (lives && change.after().exists()) {
                updates.computeIfAbsent(changedColumns(change), added -> new ArrayList<>())
                        .add(change);
            } else if (lives) {
                bury(connection, change);
            } else if (change.after().exists()) {
                revive(connection, change);
            } else {
                rewriteTombstone(connection, change);
            }
        }
        for (Map.Entry<List<String>, List<RowChange>> update : updates.entrySet()) {
            update(connection, update.getKey(), update.getValue());
        }
        if (changes.stream().anyMatch(change -> change.after() != null && change.state() == SyncState.PENDING)) {
            wakeListeners(connection);
        }
    }

    /** Notifies the write-back where no replication slot shows it the rows. The triggers do so for local edits only. */
    private void wakeListeners(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RowSql.WAKE_LISTENERS)) {
            RowStore.setTable(statement, table.id());
            statement.execute();
        }
    }

    private List<String> changedColumns(RowChange change) {
        TwoWayRow before = change.before().row();
        if (change.after().values() == before.values()) {
            return List.of();
        }
        List<String> changed = new ArrayList<>();
        change.after().values().forEach((column, value) -> {
            CanonicalValue former = before.value(column);
            boolean isChanged = !value.equals(former) || isRespelled(column, former, value);
            if (isChanged && !column.equals(TwoWayRow.EXISTENCE)) {
                changed.add(column);
            }
        });
        return RowSql.sorted(changed);
    }

    /**
     * Returns whether Salesforce spells an equal value in another way: without blanks at its end, for example, or as an id of 18
     * characters, or a time without microseconds.
     */
    private boolean isRespelled(String column, CanonicalValue before, CanonicalValue after) {
        boolean isSpelled = SPELLED.contains(table.kind(column))
                || (TIMES.contains(table.kind(column))
                        && MICROS.matcher(String.valueOf(before.original())).find());
        return isSpelled && !Objects.equals(codec.plain(column, before), codec.plain(column, after));
    }

    /** Updates rows that change in the same columns, by one statement. Of several changes of one row, the last one counts. */
    private void update(Connection connection, List<String> columns, List<RowChange> changes) throws SQLException {
        Map<String, RowChange> byKey = new LinkedHashMap<>();
        changes.forEach(change -> byKey.put(change.before().key(), change));
        TextColumns rows = new TextColumns();
        byKey.forEach((key, change) -> {
            TwoWayRow row = change.after();
            List<String> texts = new ArrayList<>();
            texts.add(key);
            texts.add(row.salesforceId());
            texts.add(row.version() == TwoWayRow.NO_VERSION ? null : Long.toString(row.version()));
            texts.add(codec.wishesJson(row.wishes()));
            texts.add(codec.requestJson(row));
            texts.add(change.state().word());
            texts.add(change.error());
            columns.forEach(column -> texts.add(Objects.toString(codec.plain(column, row.value(column)), null)));
            rows.add(texts);
        });
        try (PreparedStatement statement = connection.prepareStatement(sql.update(columns))) {
            rows.set(statement, 1);
            requireWritten(statement.executeUpdate() == byKey.size(), "update");
        }
    }

    /**
     * The row is locked, so only its table's own trigger or rule can have skipped it. Without this, the two sides would drift
     * apart unseen.
     */
    private void requireWritten(boolean isWritten, String operation) throws SQLException {
        if (!isWritten) {
            throw new SQLException(
                    "A trigger or rule of table " + table.id() + " skips the " + operation
                            + " of the row. Give it the condition WHEN"
                            + " (current_setting('tandem.applying', true) IS DISTINCT FROM 'on').",
                    SKIPPED);
        }
    }

    private int setVersionAndState(PreparedStatement statement, int start, RowChange change) throws SQLException {
        int index = start;
        TwoWayRow row = change.after();
        statement.setObject(
                index++, row.version() == TwoWayRow.NO_VERSION ? null : row.version(), java.sql.Types.BIGINT);
        return setState(statement, index, change);
    }

    private int setState(PreparedStatement statement, int start, RowChange change) throws SQLException {
        int index = start;
        statement.setString(index++, codec.wishesJson(change.after().wishes()));
        statement.setString(index++, codec.requestJson(change.after()));
        statement.setString(index++, change.state().word());
        statement.setString(index++, change.error());
        return index;
    }

    private void remove(Connection connection, RowChange change) throws SQLException {
        if (change.before().place() == Place.TABLE) {
            delete(connection, change.before());
        } else {
            deleteTombstone(connection, change.before().row());
        }
    }

    /** Moves a row to the tombstones. */
    private void bury(Connection connection, RowChange change) throws SQLException {
        Map<String, Object> values = delete(connection, change.before());
        values.keySet().removeAll(OWN_COLUMNS);
        insertTombstone(connection, change, values);
    }

    private void rewriteTombstone(Connection connection, RowChange change) throws SQLException {
        Map<String, Object> values = tombstoneValues(connection, change.before().row());
        String oldKey = tombstoneKey(change.before().row());
        if (!oldKey.equals(tombstoneKey(change.after()))) {
            deleteTombstone(connection, change.before().row());
        }
        insertTombstone(connection, change, values);
    }

    private void insertTombstone(Connection connection, RowChange change, Map<String, Object> values)
            throws SQLException {
        // A value that is not known any more is not null.
        values.keySet().removeAll(change.before().row().values().keySet());
        values.putAll(plainValues(change.after()));
        try (PreparedStatement statement = connection.prepareStatement(RowSql.upsertTombstone())) {
            RowStore.setTable(statement, table.id());
            statement.setString(3, tombstoneKey(change.after()));
            statement.setString(4, rowKey(change.after()));
            statement.setLong(5, Math.max(0, change.after().version()));
            statement.setString(6, JsonTree.write(values));
            setState(statement, 7, change);
            statement.executeUpdate();
        }
    }

    /**
     * Brings a row back from the tombstones, with the columns that are no fields, too. If its key has gone to a new row meanwhile, it gets
     * another one, where Postgres generates keys.
     */
    private void revive(Connection connection, RowChange change) throws SQLException {
        Map<String, Object> values = tombstoneValues(connection, change.before().row());
        values.putAll(plainValues(change.after()));
        Map<String, Boolean> insertable = insertableColumns(connection);
        Set<String> columns = new TreeSet<>(values.keySet());
        columns.retainAll(insertable.keySet());
        columns.remove(table.recordIdColumn());
        boolean isKeyGenerated = table.keyColumns().stream().allMatch(column -> insertable.getOrDefault(column, false));
        String insert = isKeyGenerated ? sql.insertUnlessTaken(columns) : sql.insert(columns);
        boolean isWritten = insert(connection, insert, change, values);
        if (!isWritten && isKeyGenerated) {
            columns.removeAll(table.keyColumns());
            isWritten = insert(connection, sql.insert(columns), change, values);
        }
        requireWritten(isWritten, "insert");
        deleteTombstone(connection, change.before().row());
    }

    private boolean insert(Connection connection, String sql, RowChange change, Map<String, Object> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, change.after().salesforceId());
            int index = setVersionAndState(statement, 2, change);
            statement.setString(index, JsonTree.write(values));
            return statement.executeUpdate() != 0;
        }
    }

    private Map<String, Object> delete(Connection connection, StoredRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.delete())) {
            RowStore.setTexts(statement, 1, List.of(row.key()));
            try (ResultSet deleted = statement.executeQuery()) {
                requireWritten(deleted.next(), "delete");
                return JsonTree.parseObject(deleted.getString(1));
            }
        }
    }

    private void deleteTombstone(Connection connection, TwoWayRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RowSql.deleteTombstone())) {
            RowStore.setTable(statement, table.id());
            statement.setString(3, tombstoneKey(row));
            statement.executeUpdate();
        }
    }

    private Map<String, Object> tombstoneValues(Connection connection, TwoWayRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RowSql.TOMBSTONE_VALUES)) {
            RowStore.setTable(statement, table.id());
            statement.setString(3, tombstoneKey(row));
            try (ResultSet values = statement.executeQuery()) {
                String json = values.next() ? values.getString(1) : null;
                return json == null ? new LinkedHashMap<>() : JsonTree.parseObject(json);
            }
        }
    }

    /** Returns the columns that can be inserted, and whether Postgres has a value for each that is left out. */
    private Map<String, Boolean> insertableColumns(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RowSql.INSERTABLE_COLUMNS)) {
            statement.setString(1, table.id().quoted());
            Map<String, Boolean> columns = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), rows.getBoolean(2));
                }
            }
            columns.keySet().removeAll(OWN_COLUMNS);
            return columns;
        }
    }

    private Map<String, Object> plainValues(TwoWayRow row) {
        Map<String, Object> plain = new LinkedHashMap<>();
        row.values().forEach((column, value) -> {
            if (!column.equals(TwoWayRow.EXISTENCE)) {
                plain.put(column, codec.plain(column, value));
            }
        });
        return plain;
    }

    /** Returns the key of the row that was deleted; null if the record never had one, and its id stands for it. */
    private static String rowKey(TwoWayRow row) {
        return row.key().equals(row.salesforceId()) ? null : row.key();
    }

    private static String tombstoneKey(TwoWayRow row) {
        return row.salesforceId() == null ? RowSql.ROW_PREFIX + row.key() : row.salesforceId();
    }
}
