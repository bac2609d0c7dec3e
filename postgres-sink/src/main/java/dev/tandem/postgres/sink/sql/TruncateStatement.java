/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.TopicPosition;
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

    public static Statement of(Table table, Truncate truncate) {
        TableId id = table.id();
        if (!table.isVersioned() || table.uniqueKeys().isEmpty()) {
            return new Statement("DELETE FROM " + id.quoted(), List.of());
        }
        boolean origins = truncate.origin() != null && table.hasOrigins();
        List<String> columns = table.uniqueKeys().get(0);
        String key = KeySql.text(
                columns.stream().map(table.columns()::get).toList(),
                columns.stream().map(Identifier::quote).toList());
        String text = "WITH gone AS (\n    DELETE FROM " + id.quoted() + " WHERE ("
                + Identifier.quote(SystemColumn.VERSION.name())
                + " < ?) IS NOT FALSE RETURNING *)" + (origins ? ",\nkept AS (" + keepLosers(key) + ")" : "")
                + "\nINSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version"
                + (origins ? ", origin" : "") + ")\nSELECT ?, ?, " + key + ", ?" + (origins ? ", ?" : "") + " FROM gone"
                + "\nON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = greatest(d.version, excluded.version)"
                + (origins ? ", origin = excluded.origin" : "");
        return new Statement(text, origins ? withLosers(id, truncate) : plain(id, truncate));
    }

    private static List<Object> plain(TableId id, Truncate truncate) {
        return List.of(truncate.version(), id.schema(), id.name(), truncate.version());
    }

    private static List<Object> withLosers(TableId id, Truncate truncate) {
        TopicPosition position = TopicPosition.of(truncate.record());
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
