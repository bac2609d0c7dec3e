/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.postgres.session.Printable;
import dev.tandem.twoway.json.JsonTree;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.state.StoredRow.Place;
import dev.tandem.twoway.value.CanonicalValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** A reader of the rows of one two-way table, and of its tombstones. */
final class StoredRowReader {
    /** The state of a statement that names a column which is not there: the table has changed. */
    private static final String UNDEFINED_COLUMN = "42703";

    private final TableShape table;
    private final StateCodec codec;

    StoredRowReader(TableShape table, StateCodec codec) {
        this.table = table;
        this.codec = codec;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * Reads rows.
     *
     * @param query a query of key, record id and row, that takes an array of names
     */
    List<StoredRow> rows(Connection connection, String query, Collection<String> names) throws SQLException {
        return read(connection, query, names, this::row);
    }

    /** Like {@link #rows}, for a query of key, record id, row and revision. */
    List<SeenRow> seenRows(Connection connection, String query, Collection<String> names) throws SQLException {
        return read(connection, query, names, row -> new SeenRow(row(row), row.getString(4)));
    }

    /**
     * Reads the revisions of rows, by key.
     *
     * @param query a query of key and revision, that takes an array of keys
     */
    Map<String, String> revisions(Connection connection, String query, Collection<String> keys) throws SQLException {
        Map<String, String> revisions = new LinkedHashMap<>();
        read(connection, query, keys, row -> revisions.put(row.getString(1), row.getString(2)));
        return revisions;
    }

    private static <T> List<T> read(Connection connection, String query, Collection<String> names, Reading<T> reading)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            RowStore.setTexts(statement, 1, names);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reading.of(result));
                }
            }
        }
        return rows;
    }

    private StoredRow row(ResultSet result) throws SQLException {
        return live(result.getString(1), result.getString(2), JsonTree.parseObject(result.getBytes(3)));
    }

    private StoredRow live(String key, String recordId, Map<String, Object> columns) throws SQLException {
        Map<String, CanonicalValue> values = values(columns, CanonicalValue.TRUE);
        Object version = columns.get("_sync_version");
        return stored(
                new Parts(
                        key,
                        recordId,
                        version == null ? TwoWayRow.NO_VERSION : ((Number) version).longValue(),
                        (Map<?, ?>) columns.get("_sync_pending"),
                        (Map<?, ?>) columns.get("_sync_request"),
                        Objects.toString(columns.get("_sync_state"), null),
                        Objects.toString(columns.get("_sync_error"), null)),
                values,
                column -> column.equals(TwoWayRow.EXISTENCE) || columns.containsKey(column),
                Place.TABLE);
    }

    /** Locks tombstones, and reads them. */
    List<StoredRow> tombstones(Connection connection, Collection<String> keys, Collection<String> recordIds)
            throws SQLException {
        List<StoredRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(RowSql.lockTombstones())) {
            RowStore.setTable(statement, table.id());
            RowStore.setTexts(statement, 3, keys);
            RowStore.setTexts(statement, 4, recordIds);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    String json = result.getString(4);
                    Map<String, Object> columns = json == null ? Map.of() : JsonTree.parseObject(json);
                    Parts parts = new Parts(
                            result.getString(1),
                            result.getString(2),
                            result.getLong(3),
                            parse(result.getString(5)),
                            parse(result.getString(6)),
                            result.getString(7),
                            result.getString(8));
                    rows.add(stored(parts, values(columns, CanonicalValue.FALSE), any -> true, Place.TOMBSTONES));
                }
            }
        }
        return rows;
    }

    private static Map<?, ?> parse(String json) {
        return json == null ? null : JsonTree.parseObject(json);
    }

    /** The parts of a row besides its values. Wishes and request are trees of JSON, or null. */
    private record Parts(
            String key,
            String recordId,
            long version,
            Map<?, ?> pending,
            Map<?, ?> request,
            String state,
            String error) {}

    private StoredRow stored(Parts parts, Map<String, CanonicalValue> values, Predicate<String> isThere, Place place)
            throws SQLException {
        Map<String, Wish> wishes = codec.wishes(parts.pending);
        for (String column : wishes.keySet()) {
            if (!isThere.test(column)) {
                // Without its value, the edit would set the field to null. Whoever prepares the table again logs the
                // edit.
                throw new SQLException(
                        "Column " + Printable.of(column) + " of table " + table.id()
                                + " was dropped or renamed while edits of it are pending.",
                        UNDEFINED_COLUMN);
            }
        }
        boolean failed = SyncState.FAILED.word().equals(parts.state);
        long failedAt = failed
                ? wishes.values().stream().mapToLong(wish -> wish.time()).max().orElse(TwoWayRow.NOT_FAILED)
                : TwoWayRow.NOT_FAILED;
        TwoWayRow row = new TwoWayRow(
                parts.key,
                parts.recordId,
                values,
                parts.version,
                wishes,
                codec.request(parts.request),
                failedAt,
                codec.awaited(parts.request));
        return new StoredRow(row, place, parts.state, parts.error);
    }

    private Map<String, CanonicalValue> values(Map<String, Object> columns, CanonicalValue existence) {
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        values.put(TwoWayRow.EXISTENCE, existence);
        table.fields().keySet().forEach(column -> {
            if (columns.containsKey(column)) {
                values.put(column, codec.value(column, columns.get(column)));
            }
        });
        return values;
    }
}
