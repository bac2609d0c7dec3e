/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.StoredRow;
import dev.tandem.twoway.state.TableShape;
import dev.tandem.twoway.value.FieldKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The two-way contacts that Postgres holds: rows and tombstones, conflicts, and reads that were asked for. */
final class StoredContacts {
    static final List<String> FIELDS = List.of("Name", "City");

    private final Connection connection;
    private final RowStore store;

    StoredContacts(Connection connection) {
        this.connection = connection;
        Map<String, TableShape.Field> fields = new LinkedHashMap<>();
        FIELDS.forEach(field -> fields.put(field, new TableShape.Field(FieldKind.TEXT, "text")));
        this.store = new RowStore(
                new TableShape(new TableId("salesforce", "Contact"), Map.of("_sync_key", "bigint"), "Id", fields));
    }

    RowStore store() {
        return store;
    }

    /** Begins a transaction of Tandem's. */
    void begin() throws SQLException {
        RowStore.begin(connection, 5_000);
    }

    void clear() throws SQLException {
        begin();
        execute("DELETE FROM " + Contacts.TABLE);
        for (String table : List.of("tombstones", "conflicts", "signals")) {
            execute("DELETE FROM tandem." + table);
        }
        connection.commit();
    }

    List<StoredRow> lock(List<String> keys) throws SQLException {
        return store.lock(connection, keys);
    }

    /** Returns a description of each row and tombstone, by its key. */
    Map<String, String> rows(Function<TwoWayRow, String> description) throws SQLException {
        List<String> keys = query("SELECT _sync_key::text FROM " + Contacts.TABLE
                + " UNION ALL SELECT row_key FROM tandem.tombstones WHERE row_key ~ '^[0-9]+$'");
        List<String> ids = query("SELECT key FROM tandem.tombstones WHERE coalesce(row_key, 'x') !~ '^[0-9]+$'");
        Map<String, String> rows = new TreeMap<>();
        for (StoredRow row : lock(keys)) {
            rows.put(row.key(), description.apply(row.row()));
        }
        for (StoredRow row : store.lockByRecordId(connection, ids)) {
            rows.putIfAbsent(row.key(), description.apply(row.row()));
        }
        return rows;
    }

    List<String> conflicts() throws SQLException {
        return query(
                "SELECT concat_ws('|', kafka_offset, field, type, resolution, coalesce(local_value #>> '{}', 'null'),"
                        + " coalesce(remote_value #>> '{}', 'null')) FROM tandem.conflicts");
    }

    /** Returns the ids of the records that are to be read again. */
    TreeSet<String> reads() throws SQLException {
        return query("SELECT DISTINCT unnest(regexp_matches(data, '''(x\\w+)''', 'g')) FROM tandem.signals").stream()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the time of the latest wish on a row or tombstone, which is the time of its last edit. */
    long lastTime(String key) throws SQLException {
        begin();
        long time = lock(List.of(key)).stream()
                .flatMap(row -> row.row().wishes().values().stream())
                .mapToLong(wish -> wish.time())
                .max()
                .orElse(0);
        connection.commit();
        return time;
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<String> query(String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                lines.add(Objects.toString(result.getString(1)));
            }
        }
        return lines;
    }
}
