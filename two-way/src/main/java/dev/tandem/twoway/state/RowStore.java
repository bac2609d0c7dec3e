/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The rows of one two-way table, and its tombstones.
 *
 * <p>All methods work in the caller's transaction, which {@link #begin} prepares. Rows that are written must have been locked in it.
 */
public final class RowStore {
    private final TableShape table;
    private final RowSql sql;
    private final StateCodec codec;
    private final StoredRowReader reader;
    private final RowWriter writer;

    public RowStore(TableShape table) {
        this.table = table;
        this.sql = new RowSql(table);
        this.codec = new StateCodec(table);
        this.reader = new StoredRowReader(table, codec);
        this.writer = new RowWriter(table, sql, codec);
    }

    public TableShape table() {
        return table;
    }

    /** Returns SQL for the text of a row's key. */
    public String keyText(String alias) {
        return sql.keyText(alias);
    }

    /** Returns SQL that matches rows by an array of key texts, its one parameter. */
    public String keyIsIn(String alias) {
        return sql.keyIsIn(alias);
    }

    /** Returns SQL that matches rows by a key text, such as a column of another table. */
    public String keyEquals(String alias, String text) {
        return sql.keyEquals(alias, text);
    }

    /** Returns values as a JSON object by column; null if there are none besides the row's existence. */
    public String valuesJson(Map<String, CanonicalValue> values) {
        return codec.valuesJson(values);
    }

    /** Makes the transaction one of Tandem's, whose writes are no local edits, and limits its waits for locks. */
    public static void begin(Connection connection, long lockTimeoutMillis) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(RowSql.begin(lockTimeoutMillis));
        }
    }

    /** Returns the server's clock, by which local edits are dated, in µs since the epoch. */
    public static long now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(RowSql.NOW)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Returns those of the keys that rows can have. A tombstone whose record never had a row is named by the record's id, and
     * Postgres fails on an id that it is to compare with a number.
     */
    public List<String> rowKeys(Collection<String> keys) {
        return keys.stream().filter(table::canBeKey).toList();
    }

    /** Locks the rows or tombstones with these keys, in key order, and returns those that exist. */
    public List<StoredRow> lock(Connection connection, Collection<String> keys) throws SQLException {
        return lock(
                keys,
                TwoWayRow::key,
                missing -> reader.rows(connection, sql.lockByKey(), rowKeys(missing)),
                missing -> reader.tombstones(connection, missing, List.of()));
    }

    /** Returns those of the rows with these keys that have wishes and no request, without a lock. Tombstones are left out. */
    public List<SeenRow> findPending(Connection connection, Collection<String> keys) throws SQLException {
        return reader.seenRows(connection, sql.findPendingByKey(), rowKeys(keys));
    }

    /**
     * Locks those of the rows with these keys that have wishes and no request, in key order, and all tombstones. Many wake-ups
     * come too late, and a condition in SQL costs less than to read their rows. Nor are rows read again that were seen before
     * and have not been written since.
     *
     * @param seen rows by key
     */
    public List<StoredRow> lockPending(Connection connection, Collection<String> keys, Map<String, SeenRow> seen)
            throws SQLException {
        List<StoredRow> locked = new ArrayList<>();
        List<String> others = new ArrayList<>();
        reader.revisions(connection, sql.lockPendingByKey(), rowKeys(keys)).forEach((key, revision) -> {
            SeenRow before = seen.get(key);
            if (before != null && before.revision().equals(revision)) {
                locked.add(before.row());
            } else {
                others.add(key);
            }
        });
        if (!others.isEmpty()) {
            locked.addAll(reader.rows(connection, sql.findByKey(), others));
        }
        locked.addAll(reader.tombstones(connection, keys, List.of()));
        return locked;
    }

    /** Locks those of the rows with these keys that have a request, in key order, and all tombstones. Events have closed many requests. */
    public List<StoredRow> lockRequested(Connection connection, Collection<String> keys) throws SQLException {
        List<StoredRow> locked = reader.rows(connection, sql.lockRequestedByKey(), rowKeys(keys));
        locked.addAll(reader.tombstones(connection, keys, List.of()));
        return locked;
    }

    /** Locks the rows or tombstones of records with these ids, in key order, and returns those that exist. */
    public List<StoredRow> lockByRecordId(Connection connection, Collection<String> recordIds) throws SQLException {
        return lock(
                recordIds,
                TwoWayRow::salesforceId,
                missing -> reader.rows(connection, sql.lockByRecordId(), missing),
                missing -> reader.tombstones(connection, List.of(), missing));
    }

    @FunctionalInterface
    private interface Lock {
        List<StoredRow> of(Collection<String> names) throws SQLException;
    }

    /**
     * Locks rows, and tombstones of the same names. While this waits for a tombstone, its holder may bring the row back, and that was not
     * there to be seen before: so names without either are looked for once more.
     */
    private static List<StoredRow> lock(
            Collection<String> names, Function<TwoWayRow, String> name, Lock rows, Lock tombstones)
            throws SQLException {
        List<StoredRow> locked = new ArrayList<>(rows.of(names));
        locked.addAll(tombstones.of(names));
        Set<String> missing = new TreeSet<>(names);
        locked.forEach(row -> missing.remove(name.apply(row.row())));
        if (!missing.isEmpty()) {
            locked.addAll(rows.of(missing));
        }
        return locked;
    }

    /** Writes changes of rows that are locked. */
    public void write(Connection connection, List<RowChange> changes) throws SQLException {
        writer.write(connection, changes);
    }

    /** The rows that a search is for. */
    public enum Search {
        /** Those that wait for the write-back. */
        PENDING(RowSql.IS_PENDING
                + " AND p._sync_state IS DISTINCT FROM 'failed' AND p._sync_state IS DISTINCT FROM 'waiting'"),
        /** Those that wait for the write-back or for an event. */
        PENDING_OR_WAITING(RowSql.IS_PENDING + " AND p._sync_state IS DISTINCT FROM 'failed'");

        final String condition;

        Search(String condition) {
            this.condition = condition;
        }

        /** Returns the search that finds what either finds. */
        public Search or(Search other) {
            return this == PENDING ? other : this;
        }
    }

    /** Returns the page of a search that comes after another one. */
    public Page keysToTake(Connection connection, Search search, Page after, int limit) throws SQLException {
        List<String> keys = new ArrayList<>();
        String lastRow = after.lastRow();
        if (after.lastTombstone() == null) {
            keys.addAll(pendingRows(connection, search.condition, lastRow, limit));
            if (keys.size() == limit) {
                return new Page(keys, keys.get(limit - 1), null, false);
            }
        }
        String lastTombstone = after.lastTombstone() == null ? "" : after.lastTombstone();
        List<String[]> tombstones = pendingTombstones(connection, search.condition, lastTombstone, limit - keys.size());
        tombstones.forEach(tombstone -> keys.add(tombstone[0]));
        return keys.size() < limit
                ? new Page(keys, lastRow, lastTombstone, true)
                : new Page(keys, lastRow, tombstones.get(tombstones.size() - 1)[1], false);
    }

    /**
     * Returns the keys of rows whose request may have to be settled at this time. A Bulk job under way settles its requests itself.
     *
     * @param echoMicros how long after its answer a request waits for its events
     * @param readMicros how much longer it waits for a read that it has asked for
     * @param abandonedBefore the time before which no request waits for its answer any more, if it is repeatable; 0 if all may wait
     */
    public List<String> keysToSettle(
            Connection connection, long now, long echoMicros, long readMicros, long abandonedBefore, int limit)
            throws SQLException {
        return pending(
                connection,
                sql.rowIsDue(now, echoMicros, readMicros, abandonedBefore),
                RowSql.tombstoneIsDue(now, echoMicros, readMicros, abandonedBefore),
                limit);
    }

    /** Returns the bytes of rows and tombstones in these text columns, by row key. Postgres knows them without reading the texts. */
    public Map<String, Long> sizes(Connection connection, List<String> columns, Collection<String> keys)
            throws SQLException {
        Map<String, Long> sizes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.sizes(columns))) {
            setTexts(statement, 1, rowKeys(keys));
            setTable(statement, 2, table.id());
            setTexts(statement, 4, keys);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sizes.merge(rows.getString(1), rows.getLong(2), Long::sum);
                }
            }
        }
        return sizes;
    }

    /** Returns the keys of rows whose request has this id and no answer yet. */
    public List<String> keysOfRequest(Connection connection, long requestId) throws SQLException {
        String sent = RowSql.hasRequest(requestId);
        return pending(connection, sent, sent, Integer.MAX_VALUE);
    }

    private List<String> pending(Connection connection, String rowCondition, String tombstoneCondition, int limit)
            throws SQLException {
        List<String> keys = new ArrayList<>(pendingRows(connection, rowCondition, null, limit));
        pendingTombstones(connection, tombstoneCondition, "", limit).forEach(tombstone -> keys.add(tombstone[0]));
        return keys;
    }

    private List<String> pendingRows(Connection connection, String condition, String after, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.findPendingRows(condition, after == null))) {
            int index = 1;
            if (after != null) {
                statement.setString(index++, after);
            }
            statement.setInt(index, limit);
            List<String> keys = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
            return keys;
        }
    }

    /** Returns, for each tombstone, the key of its row and its own. */
    private List<String[]> pendingTombstones(Connection connection, String condition, String after, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RowSql.findPendingTombstones(condition))) {
            setTable(statement, table.id());
            statement.setString(3, after);
            statement.setInt(4, limit);
            List<String[]> keys = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(new String[] {rows.getString(1), rows.getString(2)});
                }
            }
            return keys;
        }
    }

    static void setTable(PreparedStatement statement, TableId table) throws SQLException {
        setTable(statement, 1, table);
    }

    private static void setTable(PreparedStatement statement, int index, TableId table) throws SQLException {
        statement.setString(index, table.schema());
        statement.setString(index + 1, table.name());
    }

    static void setTexts(PreparedStatement statement, int index, Collection<String> texts) throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf("text", texts.toArray()));
    }
}
