/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.SystemColumn;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A changer of tables, which brings each to the shape of the incoming records in one short transaction of the caller's. Tasks take an
 * advisory lock for it, so they never race each other. The catalog is read under the lock, so changes of other processes are seen. The
 * statements are {@code ddl-*.sql} of {@code src/test/resources/statements}.
 */
public final class SchemaEvolver {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaEvolver.class);
    /** Duplicate schema, table, column, row of the catalog, and "tuple concurrently updated": another process was first. */
    private static final Set<String> LOST_RACES = Set.of("42P06", "42P07", "42701", "23505", "XX000");

    /** The names of Postgres's own columns. */
    private static final Set<String> RESERVED = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    /** A view, rule, trigger, policy or generated column uses the column; it is inherited, of a partition key, or an identity. */
    private static final Set<String> FIXED = Set.of("0A000", "2BP01", "42P16", "42601");

    /** A partition or a typed table has the columns that its table or type has. */
    private static final String WRONG_KIND = "42809";

    /** Takes the lock of one table; takes the time limit and the table. */
    static final String LOCK = """
            SELECT set_config('lock_timeout', ?, true), set_config('TimeZone', 'UTC', true);
            SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl ' || ?, 0))""";

    /** Finds a schema; takes its name. */
    static final String FIND_SCHEMA = "SELECT FROM pg_namespace WHERE nspname = ?";

    private static final int MAX_COLUMNS = 1600;

    private final EvolutionSettings settings;
    private final Consumer<TableId> changed;
    private final Set<String> warned = new HashSet<>();
    private final FilledColumns filled = new FilledColumns();

    /** @param changed takes each table that was created or changed */
    public SchemaEvolver(EvolutionSettings settings, Consumer<TableId> changed) {
        this.settings = settings;
        this.changed = changed;
    }

    /** Returns whether a change failed only because another process has just made it, so that the table must be looked at again. */
    public static boolean lostRace(SQLException failure) {
        return LOST_RACES.contains(String.valueOf(failure.getSQLState()));
    }

    /**
     * Creates or changes the table so that it can hold the changes, and returns it.
     *
     * @throws SchemaMismatchException when it cannot, and may not be changed
     */
    public Table evolve(Connection connection, TableChanges tableChanges) throws SQLException {
        TableSpec wanted = TableSpec.of(tableChanges, settings.layout());
        Optional<Table> actual = Catalog.find(connection, wanted.id());
        // A table just created may still lack side columns, and only a second look shows those.
        List<SchemaChange> made = List.of();
        for (List<SchemaChange> next = changes(actual, wanted); !next.equals(made); next = changes(actual, wanted)) {
            lock(connection, wanted.id());
            actual = Catalog.find(connection, wanted.id());
            made = changes(actual, wanted);
            if (actual.isPresent()) {
                warnOfNewColumns(actual.get(), made);
                filled.warnings(actual.get(), wanted, made, settings.layout()).forEach(LOG::warn);
            }
            boolean changes = false;
            for (SchemaChange change : made) {
                changes |= apply(connection, change);
            }
            actual = Catalog.find(connection, wanted.id());
            if (changes) {
                changed.accept(wanted.id());
            }
        }
        Table table = checked(wanted, actual);
        filled.add(wanted);
        warnOfFilledColumns(table, wanted);
        warnOfUnfilledColumns(table, wanted);
        warnOfSmallColumns(table, wanted);
        warnOfTraits(table);
        return table;
    }

    private void warnOfTraits(Table table) {
        for (Table.Trait trait : table.traits()) {
            if (!trait.warning().isEmpty() && warned.add(table.id() + " " + trait)) {
                LOG.warn("Table {} {}", Printable.of(table.id().toString()), trait.warning());
            }
        }
    }

    private void warnOfFilledColumns(Table table, TableSpec wanted) {
        for (ColumnSpec spec : wanted.columns()) {
            Column column = table.columns().get(spec.name());
            if (column != null
                    && column.isFilledByPostgres()
                    && !wanted.key().contains(spec.name())
                    && warned.add(table.id() + " " + spec.name())) {
                LOG.warn(
                        "column {} of {} is filled by Postgres (GENERATED ALWAYS): the values that records carry for it are not written.",
                        spec.name(),
                        table.id());
            }
        }
    }

    /** Drops the NOT NULL constraint of a column, if that is allowed; returns whether there was one. A trigger may say there is. */
    public boolean dropNotNull(Connection connection, TableId table, String column) throws SQLException {
        SchemaChange change = new SchemaChange.DropNotNull(table, column);
        if (!settings.mode().allows(change)) {
            return false;
        }
        lock(connection, table);
        boolean constrained = Catalog.find(connection, table)
                .map(found -> found.columns().get(column))
                .filter(Column::notNull)
                .isPresent();
        return constrained && apply(connection, change);
    }

    /** Returns the changes to make. Columns that would need a forbidden rewrite stay as they are, since most values may fit anyway. */
    private List<SchemaChange> changes(Optional<Table> actual, TableSpec wanted) {
        rejectReservedNames(wanted);
        actual.ifPresent(table -> rejectWhatCannotBeChanged(table, wanted));
        boolean reportsAll = settings.mode() == EvolutionMode.VALIDATE && settings.rewrite() == TableRewrite.NEVER;
        List<SchemaChange> changes =
                SchemaDiff.between(actual, wanted, reportsAll ? TableRewrite.ALLOWED : settings.rewrite()).stream()
                        .filter(change -> change.addsOnly() || settings.mode() != EvolutionMode.ADD)
                        .toList();
        rejectNamesakes(actual, wanted, changes);
        if (settings.mode() == EvolutionMode.SUBSET && actual.isPresent()) {
            return withoutFields(actual.get(), changes);
        }
        rejectTooManyColumns(actual, wanted, changes);
        List<SchemaChange> forbidden = changes.stream()
                .filter(change -> !settings.mode().allows(change))
                .filter(change -> change.addsOnly() || settings.mode() == EvolutionMode.VALIDATE)
                .filter(change -> !isSystemColumn(change))
                .toList();
        if (!forbidden.isEmpty()) {
            throw new SchemaMismatchException(
                    forbidden.stream().map(SchemaChange::reason).collect(Collectors.joining("; "))
                            + ". Change it by hand, or set " + EvolutionSettings.SCHEMA_EVOLUTION
                            + ". If a column was renamed, give it its name back, or set field.renames of LastWriterWins.");
        }
        return changes.stream().filter(settings.mode()::allows).toList();
    }

    /** Returns the changes for the sink's own columns. Fields that the table has no column for are left out. */
    private List<SchemaChange> withoutFields(Table table, List<SchemaChange> changes) {
        List<String> leftOut = changes.stream()
                .filter(change -> change instanceof SchemaChange.AddColumn && !isSystemColumn(change))
                .map(change -> ((SchemaChange.AddColumn) change).column().name())
                .toList();
        if (!leftOut.isEmpty() && warned.add(table.id() + " leaves out " + leftOut)) {
            LOG.warn(
                    "Table {} has no columns {}, so these fields are left out (schema.evolution=subset).",
                    Printable.of(table.id().toString()),
                    Printable.of(leftOut.toString()));
        }
        return changes.stream().filter(this::isSystemColumn).toList();
    }

    /** Warns of columns that cannot hold all values that may come, and that only a rewrite of the table would change. */
    private void warnOfSmallColumns(Table table, TableSpec wanted) {
        if (settings.rewrite() != TableRewrite.NEVER) {
            return;
        }
        for (SchemaChange change : SchemaDiff.between(Optional.of(table), wanted, TableRewrite.ALLOWED)) {
            if (change.rewrites() && warned.add(change.reason())) {
                LOG.warn(
                        "{}. Values that do not fit are rejected, and changing it rewrites the table. Set {}=allowed or new-column,"
                                + " or run: {}.",
                        Printable.of(change.reason()),
                        EvolutionSettings.SCHEMA_REWRITE,
                        Printable.of(String.join("; ", change.sql())));
            }
        }
    }

    /** Warns of columns of a taken-over table that become stale because no record has a field for them. */
    private void warnOfUnfilledColumns(Table table, TableSpec wanted) {
        if (settings.layout() != TableLayout.HEROKU) {
            return;
        }
        List<String> unfilled = UnfilledColumns.of(table, wanted, settings.layout());
        if (!unfilled.isEmpty() && warned.add(table.id() + " lacks " + unfilled)) {
            LOG.warn(
                    "Table {} has columns {} that no field of its records fills. They keep their values in existing rows, and are NULL"
                            + " in new ones. Copy the fields at the source (field.exclude.list), or let Postgres compute the columns"
                            + " (GENERATED ALWAYS AS).",
                    Printable.of(table.id().toString()),
                    Printable.of(unfilled.toString()));
        }
    }

    /** Warns of columns that are added to a taken-over table, since its applications may not expect them. */
    private void warnOfNewColumns(Table table, List<SchemaChange> changes) {
        List<String> added = changes.stream()
                .filter(change -> change instanceof SchemaChange.AddColumn && !isSystemColumn(change))
                .map(change -> ((SchemaChange.AddColumn) change).column().name())
                .toList();
        if (settings.layout() == TableLayout.HEROKU && !added.isEmpty()) {
            LOG.warn(
                    "Table {} gets new columns {}. Set schema.evolution=subset to leave such fields out.",
                    Printable.of(table.id().toString()),
                    Printable.of(added.toString()));
        }
    }

    /** Returns whether a change adds a system column. A user's own table may lack it, and its rows are then written unguarded. */
    private boolean isSystemColumn(SchemaChange change) {
        return change instanceof SchemaChange.AddColumn add
                && SystemColumn.isOne(add.column().name(), settings.layout());
    }

    private static void rejectReservedNames(TableSpec wanted) {
        for (ColumnSpec spec : wanted.columns()) {
            if (RESERVED.contains(spec.name())) {
                throw new SchemaMismatchException(
                        "table " + wanted.id() + " can have no column " + spec.name()
                                + ", because Postgres keeps that name for itself. Rename the field (field.renames of LastWriterWins, or ReplaceField for records without Tandem's headers).");
            }
        }
    }

    /** Rejects columns beyond those that a table can have, before thousands of them are added in vain. */
    private static void rejectTooManyColumns(Optional<Table> actual, TableSpec wanted, List<SchemaChange> changes) {
        int columns = actual.isPresent()
                ? actual.get().columns().size()
                        + (int) changes.stream()
                                .filter(change -> change instanceof SchemaChange.AddColumn)
                                .count()
                : wanted.columns().size();
        if (columns > MAX_COLUMNS) {
            throw new SchemaMismatchException(
                    "table " + wanted.id() + " would have " + columns
                            + " columns: its records have more fields than the " + MAX_COLUMNS
                            + " columns that Postgres allows. Leave fields out (ReplaceField, or the transform's field.exclude.list).");
        }
    }

    /** Rejects a new side column that would have the name of a user's column or of another field. */
    private static void rejectNamesakes(Optional<Table> actual, TableSpec wanted, List<SchemaChange> changes) {
        for (SchemaChange change : changes) {
            if (change instanceof SchemaChange.AddSideColumn added
                    && (actual.orElseThrow().columns().containsKey(added.name()) || wanted.hasColumn(added.name()))) {
                throw new SchemaMismatchException("column " + added.name() + " of " + wanted.id()
                        + " would take the values that column " + added.main()
                        + " cannot hold, but a column of that name already exists. Rename it, or let it take them with: "
                        + added.mark() + ".");
            }
        }
    }

    private static void rejectWhatCannotBeChanged(Table table, TableSpec wanted) {
        if (!table.kind().takesUpserts()) {
            throw new SchemaMismatchException(
                    wanted.id() + " is a " + table.kind().words()
                            + ", which cannot be written to by key. Name a table in the sink's table names (behind a view, its own).");
        }
        for (ColumnSpec spec : wanted.columns()) {
            Column column = table.columns().get(spec.name());
            if (column != null && column.mainColumn() != null) {
                throw new SchemaMismatchException("column " + spec.name() + " of " + wanted.id()
                        + " holds values of column "
                        + column.mainColumn()
                        + " (its comment says so), so it cannot take those of a field of its name."
                        + " Rename the column.");
            }
        }
    }

    private static Table checked(TableSpec wanted, Optional<Table> found) throws SQLException {
        Table table = found.orElseThrow(
                () -> new SQLException("Table " + wanted.id() + " was dropped while it was being prepared.", "42P01"));
        if (!table.hasKey(Set.copyOf(wanted.key()))) {
            throw new SchemaMismatchException(
                    "table " + wanted.id() + " has no primary key or unique index over exactly " + wanted.key()
                            + ", which identifies its records. Create one that is valid, and not deferrable or partial, or set pk.fields"
                            + (table.kind() == Table.Kind.PARTITIONED
                                    ? " (in a partitioned table both must contain the partition key)."
                                    : "."));
        }
        return table;
    }

    /** Takes the lock of one table, so that a table which another process holds does not keep the others from changing. */
    private void lock(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, settings.lockTimeoutMillis() + "ms");
            lock.setString(2, table.quoted());
            lock.execute();
        }
    }

    /** Makes a change, and returns whether it was made. A change that not every record needs is skipped if something prevents it. */
    private static boolean apply(Connection connection, SchemaChange change) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            for (String sql : change.sql()) {
                if (!sql.startsWith("CREATE SCHEMA") || !schemaExists(connection, change)) {
                    LOG.info("Changing the schema: {}", Printable.of(sql));
                    statement.execute(sql);
                }
            }
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException failure) {
            if (WRONG_KIND.equals(failure.getSQLState())) {
                throw new SchemaMismatchException(
                        change.reason()
                                + ", and a partition or typed table cannot get one. Add it to the table or type that it belongs to.");
            }
            boolean dispensable = !change.addsOnly();
            if (!dispensable || !FIXED.contains(String.valueOf(failure.getSQLState()))) {
                throw failure;
            }
            connection.rollback(before);
            LOG.warn(
                    "{}, and Postgres does not let it be changed: {}",
                    Printable.of(change.reason()),
                    Printable.of(failure.getMessage()));
            return false;
        }
    }

    /** Returns whether the schema exists. If it does, CREATE SCHEMA would still ask for the right to create one. */
    private static boolean schemaExists(Connection connection, SchemaChange change) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND_SCHEMA)) {
            statement.setString(
                    1, ((SchemaChange.CreateTable) change).spec().id().schema());
            return statement.executeQuery().next();
        }
    }
}
