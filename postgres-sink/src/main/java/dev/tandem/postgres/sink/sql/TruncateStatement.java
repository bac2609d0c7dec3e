/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.table.SystemColumn;
import dev.tandem.postgres.sink.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The statement of a truncate at the source. It is not Postgres's TRUNCATE: newer rows stay, so that a replay takes nothing away,
 * and deleted rows leave tombstones, so that a replay brings nothing back.
 */
public final class TruncateStatement {
    private TruncateStatement() {}

    /** Returns whether rows that are newer than the truncate stay. */
    public static boolean keepsNewerRows(Table table) {
        return table.isVersioned() && !table.uniqueKeys().isEmpty();
    }

    /**
     * Deletes the rows of a table that are older, and returns how many there were. The table {@linkplain #keepsNewerRows keeps
     * newer rows}.
     *
     * @param keys the columns of each key by which later records may look for tombstones; at least one. A
     *     tombstone by another key does no harm, because whatever is older than the truncate must go anyway
     */
    public static Statement of(Table table, List<List<String>> keys, Truncate truncate) {
        TableId id = table.id();
        boolean origins = truncate.origin() != null && table.hasOrigins();
        List<String> texts = keys.stream().map(columns -> text(table, columns)).toList();
        String text = "WITH gone AS (\n    DELETE FROM " + olderRows(table) + " RETURNING *)"
                + (origins ? ",\nkept AS (" + keepLosers(texts.get(0)) + ")" : "")
                + ",\nburied AS (\n    INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version"
                + (origins ? ", origin" : "") + ")\n    SELECT DISTINCT ?, ?, k.key, ?" + (origins ? ", ?" : "")
                + " FROM gone CROSS JOIN LATERAL (VALUES (" + String.join("), (", texts)
                + ")) AS k (key)\n    WHERE k.key IS NOT NULL"
                + "\n    ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version,"
                + " deleted_at = excluded.deleted_at" + (origins ? ", origin = excluded.origin" : "")
                + "\n      WHERE d.version " + (origins ? "<=" : "<") + " excluded.version)"
                + "\nSELECT count(*) FROM gone";
        return new Statement(text, origins ? withLosers(id, truncate) : plain(id, truncate));
    }

    /** Counts the rows of a table that are still there, and older, though they were deleted. */
    public static Statement countUndeleted(Table table, Truncate truncate) {
        return new Statement("SELECT count(*) FROM " + olderRows(table), List.of(truncate.version()));
    }

    private static String olderRows(Table table) {
        return table.ownRows() + " WHERE (" + Identifier.quote(SystemColumn.VERSION.name()) + " < ?) IS NOT FALSE";
    }

    /**
     * Keeps the truncate as a tombstone of the whole table, for older rows that are still to come. Its line has no table's name, and
     * the table's name as its key.
     */
    public static Statement remember(Truncate truncate) {
        boolean origins = truncate.origin() != null;
        List<Object> parameters = new ArrayList<>(
                List.of(truncate.table().schema(), truncate.table().name(), truncate.version()));
        if (origins) {
            parameters.add(truncate.origin());
        }
        return new Statement(
                "INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version"
                        + (origins ? ", origin)" : ")")
                        + "\nVALUES (?, '', ?, ?" + (origins ? ", ?)" : ")")
                        + "\nON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version,"
                        + " deleted_at = excluded.deleted_at" + (origins ? ", origin = excluded.origin" : "")
                        + "\n  WHERE d.version < excluded.version",
                parameters);
    }

    private static String text(Table table, List<String> key) {
        return KeySql.text(
                key.stream().map(table.columns()::get).toList(),
                key.stream().map(Identifier::quote).toList());
    }

    private static List<Object> plain(TableId id, Truncate truncate) {
        return List.of(truncate.version(), id.schema(), id.name(), truncate.version());
    }

    private static List<Object> withLosers(TableId id, Truncate truncate) {
        RecordPosition position = RecordPosition.of(truncate.record());
        List<Object> parameters = new ArrayList<>(Arrays.asList(
                truncate.version(),
                id.schema(),
                id.name(),
                truncate.commitMicros(),
                truncate.version(),
                truncate.origin(),
                position.topic(),
                position.partition(),
                position.offset(),
                truncate.origin()));
        parameters.addAll(List.of(id.schema(), id.name(), truncate.version(), truncate.origin()));
        return parameters;
    }

    /** Returns the part that logs each row of another origin as a conflict with the delete. */
    private static String keepLosers(String key) {
        return "\n    INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_time,"
                + "\n        local_version, local_origin, remote_version, remote_origin, topic, kafka_partition, kafka_offset)"
                + "\n    SELECT ?, ?, " + key + ", '*', 'delete_origin_differs', 'apply_remote', to_jsonb(gone.*),"
                + "\n        timestamptz 'epoch' + ?::bigint * interval '1 microsecond', _sync_version, _sync_origin, ?, ?, ?, ?, ?"
                + "\n    FROM gone WHERE _sync_origin <> ? ON CONFLICT DO NOTHING";
    }
}
