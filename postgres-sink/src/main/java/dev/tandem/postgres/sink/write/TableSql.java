/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.batch.VersionGuard;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that apply a batch to one table. Each takes its rows from the relation {@code s}, in the order of the
 * arrays, which is the order of locking; a nested loop keeps it (see {@link BatchTransaction}).
 */
final class TableSql {
    /** Whether there is any tombstone of a table; takes its schema and name. */
    static final String HAS_TOMBSTONES =
            "SELECT EXISTS (SELECT FROM tandem.tombstones WHERE table_schema = ? AND table_name = ?)";

    private final BatchRows rows;
    private final Table table;
    private final VersionGuard guard;
    private final Map<String, String> constants;

    TableSql(BatchRows rows, VersionGuard guard, TableLayout layout) {
        this.rows = rows;
        this.table = rows.table();
        this.guard = guard;
        this.constants = new TreeMap<>(layout.constants());
        if (!rows.tracksOrigins()) {
            // A column from when conflicts were logged says no longer what is so.
            constants.put(Table.SYNC_ORIGIN, "NULL");
        }
        constants.keySet().retainAll(table.columns().keySet());
    }

    /** Index, version and, where it is kept, origin of the tombstones of the rows in {@code s}; takes schema and name of the table. */
    String findTombstones(Rows source) {
        return "SELECT s.i, d.version" + (rows.tracksOrigins() ? ", d.origin" : "") + " FROM "
                + source.relationInTable() + " JOIN tandem.tombstones d ON " + sameTombstone();
    }

    /** Locks the rows of {@code s} that exist; returns index, version and, where it is kept, origin. */
    String lock(Rows source) {
        return "SELECT s.i, " + (table.isVersioned() ? "t." + version() : "NULL::bigint")
                + (rows.tracksOrigins() ? ", t." + origin() : "") + " FROM "
                + source.relationWithIndex() + " JOIN " + table.id().quoted() + " t ON " + sameKey()
                + " FOR UPDATE OF t";
    }

    /** Index of the rows in {@code s} that are not newer than the table's. */
    String findStale(Rows source) {
        return "SELECT s.i FROM " + source.relationWithIndex() + " JOIN "
                + table.id().quoted() + " t ON " + sameKey() + " WHERE (s.v " + guard.operator() + " t." + version()
                + ") IS FALSE";
    }

    /** Forgets the tombstones of the rows in {@code s}; takes schema and name of the table. */
    String deleteTombstones(Rows source) {
        return "DELETE FROM tandem.tombstones d USING " + source.relationInTable() + " WHERE " + sameTombstone();
    }

    private String sameTombstone() {
        return "d.table_schema = s.table_schema AND d.table_name = s.table_name AND d.key = " + keyText();
    }

    String delete(Rows source) {
        return "DELETE FROM " + table.id().quoted() + " t USING " + source.relation() + " WHERE " + sameKey() + isNew();
    }

    /** Writes tombstones for the rows in {@code s} that are gone; takes schema and name of the table. */
    String insertTombstones(Rows source) {
        boolean origins = rows.tracksOrigins();
        return "INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version"
                + (origins ? ", origin" : "")
                + ") SELECT ?, ?, " + keyText() + ", s.v" + (origins ? ", s.o" : "") + " FROM " + source.relation()
                + " WHERE s.v IS NOT NULL AND NOT EXISTS (SELECT FROM "
                + table.id().quoted() + " t WHERE " + sameKey()
                + ") ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version,"
                + " deleted_at = excluded.deleted_at" + (origins ? ", origin = excluded.origin" : "")
                + " WHERE d.version " + (origins ? "<=" : "<") + " excluded.version";
    }

    /** Sets the columns at these positions in the rows that exist and are older. */
    String update(Rows source, BitSet positions, FieldMask mask) {
        List<String> assignments = new ArrayList<>();
        forEachColumn(positions, (position, format, value) -> {
            String column = Identifier.quote(format.column().name());
            assignments.add(column + " = " + mask.choose(position, value, "t." + column));
        });
        if (table.isVersioned()) {
            assignments.add(version() + " = s.v");
            if (rows.tracksOrigins()) {
                assignments.add(origin() + " = s.o");
            }
        }
        constants.forEach((column, value) -> assignments.add(Identifier.quote(column) + " = " + value));
        return "UPDATE " + table.id().quoted() + " AS t SET " + String.join(", ", assignments) + " FROM "
                + source.relation() + " WHERE " + sameKey() + isNew();
    }

    /**
     * Inserts the rows that do not exist; columns whose value is not known get their default.
     *
     * @param racing whether others may insert the same rows meanwhile, which costs a fifth more; if not, that is a unique violation
     */
    String insert(Rows source, BitSet positions, FieldMask mask, boolean racing) {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < rows.keys().length; i++) {
            columns.add(Identifier.quote(rows.keys()[i].column().name()));
            values.add(rows.keys()[i].cast("s.k" + i));
        }
        forEachColumn(positions, (position, format, value) -> {
            Column column = format.column();
            columns.add(Identifier.quote(column.name()));
            values.add(
                    column.defaultSql() == null
                            ? value
                            : mask.choose(position, value, "(" + column.defaultSql() + ")"));
        });
        if (table.isVersioned()) {
            columns.add(version());
            values.add("s.v");
            if (rows.tracksOrigins()) {
                columns.add(origin());
                values.add("s.o");
            }
        }
        constants.forEach((column, value) -> {
            columns.add(Identifier.quote(column));
            values.add(value);
        });
        return "INSERT INTO " + table.id().quoted() + " (" + String.join(", ", columns) + ")"
                + (numbersKey() ? " OVERRIDING SYSTEM VALUE" : "") + " SELECT "
                + String.join(", ", values) + " FROM " + source.relation() + " WHERE NOT EXISTS (SELECT FROM "
                + table.id().quoted() + " t WHERE " + sameKey() + ")"
                + (racing ? " ON CONFLICT (" + conflictTarget() + ") DO NOTHING" : "");
    }

    /**
     * Keeps the losers of the conflicts in {@code s}, those of single fields where the two sides differ; takes schema and name of
     * the table. As jsonb, values of any type can be compared, 10 and 10.00 being the same.
     */
    String logConflicts(Rows source, BitSet positions, FieldMask mask) {
        List<String> fields = new ArrayList<>();
        fields.add("('*', CASE WHEN s.whole THEN to_jsonb(t.*) END, NULL::jsonb, s.whole)");
        positions.stream().forEach(position -> {
            List<ColumnFormat> formats = rows.columns(position);
            List<String> local = new ArrayList<>();
            List<String> remote = new ArrayList<>();
            for (int index = 0; index < formats.size(); index++) {
                ColumnFormat format = formats.get(index);
                local.add("to_jsonb(t." + Identifier.quote(format.column().name()) + ")");
                remote.add("to_jsonb(" + format.castStored("s." + BatchRows.reference(position, index)) + ")");
            }
            fields.add("(" + Identifier.literal(formats.get(0).column().name()) + ", " + coalesce(local) + ", "
                    + coalesce(remote) + ", " + mask.choose(position, "true", "false") + ")");
        });
        return "INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_value,"
                + " remote_time, local_version, remote_version, local_origin, remote_origin, topic, kafka_partition, kafka_offset)"
                + " SELECT ?, ?, " + keyText() + ", f.field, s.type, s.resolution, f.local, f.remote, s.remote_time,"
                + " s.local_version, s.v, s.local_origin, s.o, s.topic, s.kafka_partition, s.kafka_offset FROM "
                + source.relation() + " LEFT JOIN " + table.id().quoted() + " t ON " + sameKey()
                + " CROSS JOIN LATERAL (VALUES " + String.join(", ", fields) + ") f(field, local, remote, concerned)"
                + " WHERE f.concerned AND (s.whole OR s.type = 'update_deleted' OR f.local IS DISTINCT FROM f.remote)"
                + " ON CONFLICT DO NOTHING";
    }

    /** Of the columns of a field at most one is not null. */
    private static String coalesce(List<String> values) {
        return values.size() == 1 ? values.get(0) : "coalesce(" + String.join(", ", values) + ")";
    }

    @FunctionalInterface
    private interface ColumnVisitor {
        /** @param value the SQL of the value in {@code s}, as the column's type */
        void visit(int position, ColumnFormat format, String value);
    }

    private void forEachColumn(BitSet positions, ColumnVisitor visitor) {
        positions.stream().forEach(position -> {
            List<ColumnFormat> formats = rows.columns(position);
            for (int index = 0; index < formats.size(); index++) {
                ColumnFormat format = formats.get(index);
                visitor.visit(position, format, format.cast("s." + BatchRows.reference(position, index)));
            }
        });
    }

    /** Whether a key column would be numbered by Postgres, were it not for the record. */
    private boolean numbersKey() {
        return Arrays.stream(rows.keys()).anyMatch(key -> key.column().identityAlways());
    }

    private String conflictTarget() {
        return IntStream.range(0, rows.keys().length)
                .mapToObj(i -> Identifier.quote(rows.keys()[i].column().name()))
                .collect(Collectors.joining(", "));
    }

    private String sameKey() {
        return IntStream.range(0, rows.keys().length)
                .mapToObj(i -> "t." + Identifier.quote(rows.keys()[i].column().name()) + " = "
                        + rows.keys()[i].cast("s.k" + i))
                .collect(Collectors.joining(" AND "));
    }

    /** The key as Postgres writes it, so that two spellings of one value are one key. */
    private String keyText() {
        if (rows.keys().length == 1) {
            return rows.keys()[0].cast("s.k0") + "::text";
        }
        return IntStream.range(0, rows.keys().length)
                .mapToObj(i -> rows.keys()[i].cast("s.k" + i))
                .collect(Collectors.joining(", ", "jsonb_build_array(", ")::text"));
    }

    private String isNew() {
        // Where origins are kept, the rows were locked and read, and what is new is known; only the rest is for the
        // statement.
        String operator = rows.tracksOrigins() ? VersionGuard.NOT_OLDER.operator() : guard.operator();
        return table.isVersioned() ? " AND (s.v " + operator + " t." + version() + ") IS NOT FALSE" : "";
    }

    private static String origin() {
        return Identifier.quote(Table.SYNC_ORIGIN);
    }

    private static String version() {
        return Identifier.quote(Table.SYNC_VERSION);
    }
}
