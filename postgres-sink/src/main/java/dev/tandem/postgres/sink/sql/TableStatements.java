/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.plan.InsertMode;
import dev.tandem.postgres.sink.plan.VersionGuard;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.SystemColumn;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that read, lock and write the rows of one table, as texts with the arrays of their rows. For rows (Id, Name, City)
 * of which some only carry City, the update is
 *
 * <pre>{@code
 * UPDATE "public"."Account" AS t
 * SET "Name" = CASE WHEN s.m0 & '1'::bigint <> 0 THEN s.c0 ELSE t."Name" END,
 *     "City" = CASE WHEN s.m0 & '2'::bigint <> 0 THEN s.c1 ELSE t."City" END,
 *     "_sync_version" = s.v
 * FROM (SELECT unnest(?::text[]) AS k0, unnest(?::bigint[]) AS v, unnest(?::bigint[]) AS m0, ...) AS s
 * WHERE t."Id" = s.k0 AND (s.v > t."_sync_version") IS NOT FALSE
 * }</pre>
 *
 * <p>{@code s} is the relation of the rows, in the order of locking; a nested loop keeps that order (see {@link
 * TransactionStatements}). Its columns: {@code k} key, {@code c} column, {@code m} bit mask of the fields that a row sets,
 * {@code v} version, {@code o} origin, {@code i} index. All statements are in {@code src/test/resources/statements}.
 */
public final class TableStatements {
    private static final String VERSION = Identifier.quote(SystemColumn.VERSION.name());
    private static final String ORIGIN = Identifier.quote(SystemColumn.ORIGIN.name());

    private static final String FIELDS = Identifier.quote(SystemColumn.FIELDS.name());

    private final TargetColumns columns;
    private final Table table;
    private final VersionGuard guard;
    private final RowScope scope;
    private final KeySql key;
    private final List<SystemColumn> systemColumns;

    public TableStatements(TargetColumns columns, VersionGuard guard, RowScope scope, TableLayout layout) {
        this.columns = columns;
        this.scope = scope;
        this.table = columns.table();
        this.guard = guard;
        this.key = new KeySql(columns.keys());
        this.systemColumns = new ArrayList<>(SystemColumn.written(table, layout, columns.tracksOrigins()));
        layout.fallbacks().forEach((name, value) -> {
            if (value != null && columns.lacks(name)) {
                systemColumns.add(
                        new SystemColumn(name, table.columns().get(name).declared(), value));
            }
        });
    }

    /**
     * Locks the rows of {@code s} that exist, and returns their index, version and, where they are kept, origin and stamps of
     * fields.
     */
    public Statement lock(ColumnArrays source) {
        return Statement.over(
                source,
                "SELECT s.i, " + (table.isVersioned() ? "t." + VERSION : "NULL::bigint")
                        + (columns.tracksOrigins() ? ", t." + ORIGIN : "")
                        + (columns.tracksFields() ? ", t." + FIELDS + "::text" : "")
                        + "\nFROM " + source.relationWithIndex()
                        + "\nJOIN " + table.ownRows() + " t ON " + key.sameRow()
                        + "\nFOR UPDATE OF t");
    }

    /** Returns the index of each key in {@code s}, with a number shared by all keys that Postgres considers equal. */
    public Statement identify(ColumnArrays source) {
        String keys =
                IntStream.range(0, columns.keys().length).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        return Statement.over(
                source,
                "SELECT i, dense_rank() OVER (ORDER BY " + keys + ")\nFROM " + key.typed(table.ownRows(), source));
    }

    /** Returns the index of the rows in {@code s} that are not newer than the table's. */
    public Statement findStale(ColumnArrays source) {
        return Statement.over(
                source,
                "SELECT s.i\nFROM " + source.relationWithIndex()
                        + "\nJOIN " + table.ownRows() + " t ON " + key.sameRow()
                        + "\nWHERE (s.v " + guard.operator() + " t." + VERSION + ") IS FALSE");
    }

    /** Counts the rows of {@code s} that are missing in the table, or older there, though they were written. */
    public Statement countUnwritten(ColumnArrays source, InsertMode mode) {
        boolean updates = mode.updates() && table.isVersioned();
        String present = "SELECT FROM " + table.ownRows() + " t WHERE " + key.sameRow();
        String missing = "NOT EXISTS (" + present + (updates ? " AND t." + VERSION + " >= s.v)" : ")");
        String condition = mode.inserts()
                ? missing
                : "EXISTS (" + present + " AND " + (updates ? "(t." + VERSION + " >= s.v) IS NOT TRUE)" : "false)");
        return Statement.over(source, "SELECT count(*)\nFROM " + source.relation() + "\nWHERE " + condition);
    }

    /** Counts the rows of {@code s} that are still in the table, and older, though they were deleted. */
    public Statement countUndeleted(ColumnArrays source) {
        return Statement.over(
                source,
                "SELECT count(*)\nFROM " + source.relation() + "\nJOIN " + table.ownRows() + " t ON " + key.sameRow()
                        + isNewer());
    }

    /** Deletes the rows of {@code s} that exist and are older. */
    public Statement delete(ColumnArrays source) {
        return Statement.over(
                source,
                "DELETE FROM " + table.ownRows() + " t\nUSING " + source.relation() + "\nWHERE " + key.sameRow()
                        + isNewer());
    }

    /** Sets these fields in the rows of {@code s} that exist, are older, and are in the scope. */
    public Statement update(ColumnArrays source, WrittenFields fields) {
        return update(source, fields, "");
    }

    /**
     * Like {@link #update}, but passes over the rows that the transaction itself has written, unless a trigger has: the guard alone
     * lets them pass a second time where versions may be equal or are not kept.
     */
    public Statement updateOthers(ColumnArrays source, WrittenFields fields) {
        if (table.isVersioned() && operator().equals(VersionGuard.NEWER.operator())) {
            return update(source, fields);
        }
        String older = table.isVersioned() ? " OR (s.v > t." + VERSION + ") IS NOT FALSE" : "";
        return update(source, fields, "\n  AND (t.xmin <> (SELECT pg_current_xact_id()::xid)" + older + ")");
    }

    private Statement update(ColumnArrays source, WrittenFields fields, String condition) {
        List<String> assignments = new ArrayList<>();
        for (ColumnValue value : columns.values(fields)) {
            String column = Identifier.quote(value.format().column().name());
            assignments.add(column + " = "
                    + fields.choose(value.field(), value.format().cast(value.reference()), "t." + column));
        }
        systemColumns.forEach(column -> assignments.add(Identifier.quote(column.name()) + " = " + column.value()));
        if (assignments.isEmpty()) {
            // SQL needs an assignment even where a row has nothing but its key.
            String column = Identifier.quote(columns.keys()[0].column().name());
            assignments.add(column + " = t." + column);
        }
        return Statement.over(
                source,
                "UPDATE " + table.ownRows() + " AS t\nSET "
                        + String.join(",\n    ", assignments)
                        + "\nFROM " + source.relation()
                        + "\nWHERE " + key.sameRow() + isNewer() + scope.condition() + condition);
    }

    /**
     * Returns whether {@link #insert} takes rows for missing without a look, so that they must be locked and read before. A rule for
     * INSERT runs the same query again after it, and would find that no row is missing any more.
     */
    public boolean insertsWithoutLook() {
        return table.has(Table.Trait.WRITE_RULES) && !scope.heedsTombstones();
    }

    /** Inserts the rows of {@code s} that do not exist and are in the scope. Columns whose value is not known get their default. */
    public Statement insert(ColumnArrays source, WrittenFields fields, InsertRace race) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.keys().length; i++) {
            names.add(Identifier.quote(columns.keys()[i].column().name()));
            values.add(columns.keys()[i].cast("s.k" + i));
        }
        for (ColumnValue value : columns.values(fields)) {
            Column column = value.format().column();
            String known = value.format().cast(value.reference());
            String preset = column.defaultSql();
            names.add(Identifier.quote(column.name()));
            values.add(preset == null ? known : fields.choose(value.field(), known, "(" + preset + ")"));
        }
        systemColumns.forEach(column -> {
            names.add(Identifier.quote(column.name()));
            values.add(column.value());
        });
        return Statement.over(
                source,
                "INSERT INTO " + table.id().quoted() + " (" + String.join(", ", names) + ")"
                        + (key.isNumbered() ? " OVERRIDING SYSTEM VALUE" : "")
                        + "\nSELECT " + String.join(",\n    ", values)
                        + "\nFROM "
                        + (scope.heedsTombstones() ? source.relationOf(table.id()) : source.relation())
                        + (insertsWithoutLook() ? "" : isMissing())
                        + (table.has(Table.Trait.WRITE_RULES) ? "" : race.clause(key.columns())));
    }

    private String isMissing() {
        return "\nWHERE NOT EXISTS (SELECT FROM " + table.ownRows() + " t WHERE " + key.sameRow() + ")"
                + (scope.heedsTombstones()
                        ? "\n  AND NOT EXISTS (SELECT FROM tandem.tombstones d WHERE " + key.sameTombstone() + ")"
                        : "");
    }

    /** Converts values of {@code s} to the types of their columns, as an UPDATE or INSERT does, and writes nothing. */
    public static Statement convert(ColumnArrays source, List<ColumnValue> values) {
        return Statement.over(
                source,
                values.stream()
                        .map(value -> "CAST(" + value.format().cast(value.reference()) + " AS "
                                + value.format().column().declared().sql() + ")")
                        .collect(Collectors.joining(",\n    ", "SELECT ", "\nFROM " + source.relation())));
    }

    private String operator() {
        // Where origins are kept, the rows are locked and read, so what is newer is known. Only the rest is left to the
        // statement.
        return columns.tracksOrigins() ? VersionGuard.NOT_OLDER.operator() : guard.operator();
    }

    private String isNewer() {
        return table.isVersioned() ? "\n  AND (s.v " + operator() + " t." + VERSION + ") IS NOT FALSE" : "";
    }
}
