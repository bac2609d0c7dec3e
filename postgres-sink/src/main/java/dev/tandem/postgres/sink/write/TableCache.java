/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.attempt.TableChangedException;
import dev.tandem.postgres.sink.conflict.ConflictSettings;
import dev.tandem.postgres.sink.plan.RowExpectation;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.schema.EvolutionSettings;
import dev.tandem.postgres.sink.schema.SchemaEvolver;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.schema.TableRewrite;
import dev.tandem.postgres.sink.sql.KeyFormats;
import dev.tandem.postgres.sink.sql.RowScope;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.twoway.TwoWayTables;
import dev.tandem.postgres.sink.twoway.TwoWayTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The tables that a task has prepared, so that a transaction need not ask the catalog. An entry is dropped once its table has changed. */
public final class TableCache {
    private static final int MAX_LOST_RACES = 10;
    private static final int MAX_SHAPES = 5_000;
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final Session session;
    private final SchemaEvolver evolver;
    private final TwoWayTables twoWay;
    private final boolean confirms;
    private final SharingCheck sharing;
    private final Map<TableId, CachedTable> tables = new HashMap<>();
    private final Map<TableId, KeyFormats> keyFormats = new HashMap<>();
    private final Set<TableId> met = new TreeSet<>();
    private final Clock clock = Clock.systemUTC();
    /** The time before which a table is not looked at again because a record did not fit. */
    private final Map<TableId, Instant> nextLooks = new HashMap<>();

    /** The key columns of the records that were written. */
    private final Map<TableId, Set<String>> keys = new HashMap<>();

    TableCache(
            Session session,
            EvolutionSettings evolution,
            TwoWayTables twoWay,
            ConflictSettings conflicts,
            Consumer<TableId> changed) {
        this.session = session;
        this.sharing = twoWay.isUsed() ? SharingCheck.NEVER : SharingCheck.of(conflicts);
        this.twoWay = twoWay;
        this.evolver = new SchemaEvolver(evolution, changed);
        this.confirms = evolution.rewrite() == TableRewrite.NEW_COLUMN;
    }

    /**
     * A table and the shapes of records that it is known to hold.
     *
     * @param expectation survives changes of the table
     * @param twoWay the table as a two-way table; null if its local edits stay local
     */
    public record CachedTable(Table table, Set<RowShape> shapes, RowExpectation expectation, TwoWayTarget twoWay) {
        boolean isTwoWay() {
            return twoWay != null;
        }

        RowScope scope() {
            return isTwoWay() ? RowScope.ROWS_AT_REST : RowScope.ALL_ROWS;
        }

        /** Returns the same table for some of a transaction's changes, which say nothing about those of the next one. */
        CachedTable withoutExpectation() {
            return new CachedTable(table, shapes, new RowExpectation(), twoWay);
        }
    }

    /**
     * Returns the table, after creating or changing it if the changes need that.
     *
     * @throws TableMismatch when records of another key were written before
     */
    public CachedTable ensureFits(TableChanges changes) throws SQLException {
        rejectOtherKey(changes);
        CachedTable known = tables.get(changes.table());
        if (known != null && known.shapes.containsAll(changes.shapes())) {
            return known;
        }
        met.add(changes.table());
        Table table = evolve(changes);
        if (twoWay.switchAccess(changes, table)) {
            table = session.inTransaction(connection -> Catalog.find(connection, changes.table()))
                    .orElseThrow(() -> new SQLException(
                            "Table " + changes.table() + " was dropped while it was being prepared.", "42P01"));
        }
        Set<RowShape> shapes = Collections.newSetFromMap(new IdentityHashMap<>());
        if (known != null && known.table.equals(table) && known.shapes.size() < MAX_SHAPES) {
            shapes.addAll(known.shapes);
        }
        shapes.addAll(changes.shapes());
        CachedTable fitted = new CachedTable(
                table,
                shapes,
                known == null ? new RowExpectation() : known.expectation,
                twoWay.isReadWrite(changes) ? twoWay.target(changes, table) : null);
        tables.put(changes.table(), fitted);
        keyFormats.remove(changes.table());
        return fitted;
    }

    /**
     * Rejects records whose key is not that of the records written before, for as long as the table has that key: with two keys,
     * no one could say in which order the changes of a row come.
     */
    private void rejectOtherKey(TableChanges changes) throws SQLException {
        TableId table = changes.table();
        List<String> other = changes.fields().keyColumns();
        Set<String> own = keys.get(table);
        if (own == null || own.equals(Set.copyOf(other))) {
            return;
        }
        if (session.inTransaction(connection -> Catalog.find(connection, table))
                .filter(found -> found.hasKey(own))
                .isPresent()) {
            throw new TableMismatch(
                    table,
                    new SchemaMismatchException("Record key " + other + " does not match the key " + own + " of table "
                            + table + ". Set pk.fields, or route the topic to another table."));
        }
        keys.remove(table);
    }

    /** Keeps the key of records that were written. */
    void keepKey(TableChanges written) {
        keys.computeIfAbsent(
                written.table(),
                added -> Collections.unmodifiableSet(
                        new LinkedHashSet<>(written.fields().keyColumns())));
    }

    /** Returns the keys of the table by which its rows may have tombstones: that of its records or, while none was written, all. */
    public List<List<String>> tombstoneKeys(Table table) {
        Set<String> own = keys.get(table.id());
        return own != null && table.hasKey(own) ? List.of(List.copyOf(own)) : table.uniqueKeys();
    }

    private Table evolve(TableChanges changes) throws SQLException {
        for (int races = 0; ; races++) {
            try {
                return session.inLongTransaction(connection -> evolver.evolve(connection, changes));
            } catch (SQLException failure) {
                if (!SchemaEvolver.lostRace(failure) || races == MAX_LOST_RACES) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Checks, once no other task can write the same rows, that the table has not changed. This matters where side columns may be added:
     * a task that does not know of one would leave an old value in it.
     *
     * @throws TableChangedException when the table is no longer as it was
     */
    void confirm(Connection connection, CachedTable known) throws SQLException {
        if (!confirms) {
            return;
        }
        Table table = known.table();
        if (!Catalog.find(connection, table.id()).equals(Optional.of(table))) {
            throw new TableChangedException(table.id());
        }
    }

    /**
     * Checks, after the table was written to, that it does not keep the origins of changes that were read without them.
     *
     * @throws SQLException when it does, so that the changes must be read again
     */
    void confirmSharing(Connection connection, CachedTable known) throws SQLException {
        if (sharing.findsOrigins(connection, known.table())) {
            forget();
            throw new SQLException(
                    "Several topics lead to table " + known.table().id() + " from now on.", "40001");
        }
    }

    /** Returns whether the table's rows keep their origins, as far as that matters to this task. */
    boolean keepsOrigins(TableId id) throws SQLException {
        CachedTable known = tables.get(id);
        if (known != null || sharing == SharingCheck.NEVER) {
            return known != null && sharing != SharingCheck.NEVER && known.table.hasOrigins();
        }
        return session.inTransaction(connection -> SharingCheck.hasOrigins(connection, id));
    }

    /** Returns whether deletes of the truncate would be, or would look like, local edits that travel to Salesforce. */
    public boolean isTwoWay(Connection connection, Table table, Truncate truncate) throws SQLException {
        return twoWay.isReadWrite(connection, table, truncate.record().topic());
    }

    /** Asks for the records that a truncate of Salesforce would delete. Returns how many; empty unless the table is two-way. */
    public Optional<Long> askForUnread(Connection connection, Table table, Truncate truncate) throws SQLException {
        return twoWay.askForUnread(connection, table, truncate.record().topic(), truncate.version());
    }

    /** Looks the columns of a table's key up, unless they are known or there is no such table yet. */
    void lookUpKey(TableId id) throws SQLException {
        if (!tables.containsKey(id) && !keyFormats.containsKey(id)) {
            session.inTransaction(connection -> Catalog.find(connection, id))
                    .ifPresent(found -> keyFormats.put(id, new KeyFormats(found)));
        }
    }

    /** Returns whether Java is known to compare the key of a change exactly as Postgres does, with keys of the same meaning. */
    public boolean hasExactKey(Change change) {
        KeyFormats formats = keyFormats.computeIfAbsent(change.table(), id -> {
            CachedTable known = tables.get(id);
            return known == null ? null : new KeyFormats(known.table);
        });
        return formats != null && formats.isExact(change);
    }

    /** Returns a table that is known to be two-way. */
    public Optional<TwoWayTarget> twoWay(TableId table) {
        return Optional.ofNullable(tables.get(table)).map(CachedTable::twoWay);
    }

    /** Drops the NOT NULL constraint of a column, if that is allowed; returns whether there was one. */
    public boolean dropNotNull(TableId table, String column) throws SQLException {
        boolean dropped = session.inLongTransaction(connection -> evolver.dropNotNull(connection, table, column));
        if (dropped) {
            forget();
        }
        return dropped;
    }

    /** Returns the tables that are known to be usable. */
    List<Table> known() {
        return tables.values().stream().map(CachedTable::table).toList();
    }

    /** Returns the tables that the task has met, whether or not they could be used. */
    Set<TableId> ids() {
        return met;
    }

    void forget() {
        tables.clear();
        keyFormats.clear();
    }

    /**
     * Forgets a table that is no longer as it is known, as after a user has changed a column by hand. Checks at most once a second.
     *
     * @return whether it was forgotten, so that a change which did not fit is worth another try
     */
    public boolean forgetIfChanged(TableId id) throws SQLException {
        CachedTable known = tables.get(id);
        Instant now = clock.instant();
        if (known == null || now.isBefore(nextLooks.getOrDefault(id, Instant.MIN))) {
            return false;
        }
        nextLooks.put(id, now.plus(LOOK_INTERVAL));
        Optional<Table> actual = session.inTransaction(connection -> Catalog.find(connection, id));
        if (actual.equals(Optional.of(known.table))) {
            return false;
        }
        forget();
        return true;
    }
}
