/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import java.util.ArrayList;
import java.util.List;

/** The statements over {@code tandem.conflicts} and {@code tandem.conflict_positions}. */
public final class ConflictStatements {
    /**
     * Notes the newest offsets of topic partitions, and returns those before: the SELECT does not see what the INSERT of
     * the same statement does.
     */
    public static final String NOTE_ARRIVALS = """
            WITH arrived AS (
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[])
                    AS s(table_schema, table_name, topic, kafka_partition, kafka_offset)),
            moved AS (
                INSERT INTO tandem.conflict_positions AS p (table_schema, table_name, topic, kafka_partition, kafka_offset)
                SELECT * FROM arrived
                ON CONFLICT (table_schema, table_name, topic, kafka_partition)
                DO UPDATE SET kafka_offset = excluded.kafka_offset WHERE p.kafka_offset < excluded.kafka_offset)
            SELECT table_schema, table_name, topic, kafka_partition, p.kafka_offset
            FROM tandem.conflict_positions p JOIN arrived USING (table_schema, table_name, topic, kafka_partition)""";

    private final TargetColumns columns;

    public ConflictStatements(TargetColumns columns) {
        this.columns = columns;
    }

    /**
     * Keeps the losers of the conflicts in {@code s}; those of single fields only where the two sides differ. Values are compared
     * as jsonb, which any type becomes, and in which 10 and 10.00 are equal.
     */
    public Statement log(ColumnArrays source, WrittenFields fields) {
        TableId id = columns.table().id();
        KeySql key = new KeySql(columns.keys());
        return Statement.over(
                source,
                "INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_value,"
                        + "\n    remote_time, local_version, remote_version, local_origin, remote_origin, topic, kafka_partition,"
                        + " kafka_offset)"
                        + "\nSELECT ?, ?, " + key.text()
                        + ", f.field, s.type, s.resolution, f.local, f.remote, s.remote_time,"
                        + "\n    s.local_version, s.v, s.local_origin, s.o, s.topic, s.kafka_partition, s.kafka_offset"
                        + "\nFROM " + source.relation()
                        + "\nLEFT JOIN " + columns.table().ownRows() + " t ON " + key.sameRow()
                        + "\nCROSS JOIN LATERAL (VALUES " + String.join(",\n    ", sides(fields))
                        + ") f(field, local, remote, concerned)"
                        + "\nWHERE f.concerned AND (s.whole OR s.type = 'update_deleted' OR f.local IS DISTINCT FROM f.remote)"
                        + "\nON CONFLICT DO NOTHING",
                id.schema(),
                id.name());
    }

    /** Returns the values of both sides for the row as a whole, and for each field. */
    private List<String> sides(WrittenFields fields) {
        List<String> sides = new ArrayList<>();
        sides.add("('*', CASE WHEN s.whole THEN to_jsonb(t.*) END, NULL::jsonb, s.whole)");
        fields.numbers().stream().forEach(field -> {
            List<String> local = new ArrayList<>();
            List<String> remote = new ArrayList<>();
            for (ColumnValue value : columns.values(field)) {
                local.add(
                        "to_jsonb(t." + Identifier.quote(value.format().column().name()) + ")");
                remote.add("to_jsonb(" + value.format().castStored(value.reference()) + ")");
            }
            sides.add("(" + Identifier.literal(columns.column(field).column().name()) + ", " + coalesce(local) + ", "
                    + coalesce(remote) + ", " + fields.choose(field, "true", "false") + ")");
        });
        return sides;
    }

    /** Returns the SQL of a field's value. At most one of its columns is not null. */
    private static String coalesce(List<String> values) {
        return values.size() == 1 ? values.get(0) : "coalesce(" + String.join(", ", values) + ")";
    }
}
