/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.record.TopicPosition;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A truncate at the source. Not Postgres's TRUNCATE: rows that are newer stay, so that a replay takes nothing away, and what is
 * deleted leaves tombstones, so that it brings nothing back.
 */
final class Truncation {
    private Truncation() {}

    /** Returns how many rows are gone; a table that does not exist has none. */
    static int run(Connection connection, Truncate truncate) throws SQLException {
        TableId id = truncate.table();
        Optional<Table> found = Catalog.find(connection, id);
        if (found.isEmpty()) {
            return 0;
        }
        Table table = found.get();
        if (!table.isVersioned() || table.uniqueKeys().isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + id.quoted())) {
                return statement.executeUpdate();
            }
        }
        boolean origins = truncate.origin() != null && table.hasOrigins();
        String key = keyText(table.uniqueKeys().get(0));
        String sql = "WITH gone AS (DELETE FROM " + id.quoted() + " WHERE (" + Identifier.quote(Table.SYNC_VERSION)
                + " < ?) IS NOT FALSE RETURNING *)" + (origins ? ", kept AS (" + keepLosers(key) + ")" : "")
                + " INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version"
                + (origins ? ", origin" : "") + ") SELECT ?, ?, " + key + ", ?" + (origins ? ", ?" : "") + " FROM gone"
                + " ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = greatest(d.version, excluded.version)"
                + (origins ? ", origin = excluded.origin" : "");
        SinkRecord record = truncate.record();
        TopicPosition position = TopicPosition.of(record);
        List<Object> parameters = new ArrayList<>(List.of(truncate.version()));
        if (origins) {
            parameters.addAll(Arrays.asList(
                    id.schema(),
                    id.name(),
                    RecordReader.commitMicros(record),
                    truncate.version(),
                    truncate.origin(),
                    position.topic(),
                    position.partition(),
                    position.offset(),
                    truncate.origin()));
        }
        parameters.addAll(List.of(id.schema(), id.name(), truncate.version()));
        if (origins) {
            parameters.add(truncate.origin());
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            return statement.executeUpdate();
        }
    }

    /** Each row of another origin is a conflict of its own, of a delete with the row. */
    private static String keepLosers(String key) {
        return "INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_time,"
                + " local_version, local_origin, remote_version, remote_origin, topic, kafka_partition, kafka_offset)"
                + " SELECT ?, ?, " + key + ", '*', 'delete_origin_differs', 'apply_remote', to_jsonb(gone.*),"
                + " timestamptz 'epoch' + ?::bigint * interval '1 microsecond', _sync_version, _sync_origin, ?, ?, ?, ?, ?"
                + " FROM gone WHERE _sync_origin <> ? ON CONFLICT DO NOTHING";
    }

    /** The same text as {@link TableSql} writes for the key of a single row. */
    private static String keyText(List<String> key) {
        if (key.size() == 1) {
            return Identifier.quote(key.get(0)) + "::text";
        }
        return key.stream().map(Identifier::quote).collect(Collectors.joining(", ", "jsonb_build_array(", ")::text"));
    }
}
