/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.attempt.TableChangedException;
import dev.tandem.postgres.sink.attempt.UnpreparedTableException;
import dev.tandem.postgres.sink.conflict.ConflictSettings;
import dev.tandem.postgres.sink.plan.RowExpectation;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.schema.EvolutionSettings;
import dev.tandem.postgres.sink.schema.SchemaEvolver;
import dev.tandem.postgres.sink.schema.TableRewrite;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.twoway.TableSwitchException;
import dev.tandem.postgres.sink.twoway.TwoWayTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A preparer of tables: it creates and changes them in transactions of their own, before the records are written in another. */
public final class TablePreparer {
    private static final Logger LOG = LoggerFactory.getLogger(TablePreparer.class);
    private static final int MAX_LOST_RACES = 10;
    private static final int MAX_SHAPES = 5_000;

    private final Session session;
    private final TableCache cache;
    private final RecordKeys keys;
    private final SchemaEvolver evolver;
    private final TwoWayTables twoWay;
    private final boolean confirms;
    private final SharingCheck sharing;
    private final Set<TableId> met = new TreeSet<>();
    private final Set<TableId> warned = new TreeSet<>();

    /** @param changed is called with each table that was created or changed */
    TablePreparer(
            Session session,
            TableCache cache,
            RecordKeys keys,
            EvolutionSettings evolution,
            TwoWayTables twoWay,
            ConflictSettings conflicts,
            Consumer<TableId> changed) {
        this.session = session;
        this.cache = cache;
        this.keys = keys;
        this.sharing = twoWay.isUsed() ? SharingCheck.NEVER : SharingCheck.of(conflicts);
        this.twoWay = twoWay;
        this.evolver = new SchemaEvolver(evolution, changed);
        this.confirms = evolution.rewrite() == TableRewrite.NEW_COLUMN;
    }

    /**
     * Creates or changes the table if the changes need that. Asks nothing if the table is known to hold records of these shapes.
     *
     * @throws dev.tandem.postgres.sink.schema.SchemaMismatchException when the table cannot hold the changes
     * @throws TableMismatch when records of another key were written before
     */
    public Table prepare(TableChanges changes) throws SQLException {
        return prepareCached(changes).table();
    }

    /** Returns the table if it is known to hold records of these shapes. */
    public Optional<Table> findPrepared(TableChanges changes) {
        return Optional.ofNullable(cache.get(changes.table()))
                .filter(known -> known.holds(changes))
                .map(CachedTable::table);
    }

    CachedTable prepareCached(TableChanges changes) throws SQLException {
        keys.check(changes);
        CachedTable known = cache.get(changes.table());
        if (known != null && known.holds(changes)) {
            return known;
        }
        met.add(changes.table());
        Table table = switchAccess(changes, evolve(changes));
        if (twoWay.isReadWrite(changes) && table.has(Table.Trait.ALSO_RULES) && warned.add(table.id())) {
            LOG.warn(
                    "Table {} has ALSO rules for INSERT, which see none of the rows that the sink inserts into a two-way table. Replace"
                            + " them by a trigger.",
                    Printable.of(table.id().toString()));
        }
        Set<RowShape> shapes = Collections.newSetFromMap(new IdentityHashMap<>());
        if (known != null && known.table().equals(table) && known.shapes().size() < MAX_SHAPES) {
            shapes.addAll(known.shapes());
        }
        shapes.addAll(changes.shapes());
        CachedTable prepared = new CachedTable(
                table,
                shapes,
                known == null ? new RowExpectation() : known.expectation(),
                twoWay.isReadWrite(changes) ? twoWay.target(changes, table) : null);
        cache.put(prepared);
        return prepared;
    }

    private Table switchAccess(TableChanges changes, Table table) throws SQLException {
        try {
            if (!twoWay.switchAccess(changes, table)) {
                return table;
            }
        } catch (TableSwitchException failure) {
            throw new UnpreparedTableException(changes.table(), failure);
        } catch (SQLException failure) {
            if (UnpreparedTableException.isOfSwitch(failure)) {
                throw new UnpreparedTableException(changes.table(), failure);
            }
            throw failure;
        }
        return session.inTransaction(connection -> Catalog.find(connection, changes.table()))
                .orElseThrow(() -> new SQLException(
                        "Table " + changes.table() + " was dropped while it was being prepared.", "42P01"));
    }

    private Table evolve(TableChanges changes) throws SQLException {
        for (int races = 0; ; races++) {
            try {
                return session.inLongTransaction(connection -> evolver.evolve(connection, changes));
            } catch (SQLException failure) {
                if (UnpreparedTableException.isOfTable(failure)) {
                    throw new UnpreparedTableException(changes.table(), failure);
                }
                if (!SchemaEvolver.lostRace(failure) || races == MAX_LOST_RACES) {
                    throw failure;
                }
            }
        }
    }

    /** Drops the NOT NULL constraint of a column, if that is allowed; returns whether there was one. */
    public boolean dropNotNull(TableId table, String column) throws SQLException {
        boolean dropped = session.inLongTransaction(connection -> evolver.dropNotNull(connection, table, column));
        if (dropped) {
            cache.forget();
        }
        return dropped;
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
            cache.forget();
            throw new SQLException(
                    "Several topics lead to table " + known.table().id() + " from now on.", "40001");
        }
    }

    /** Returns whether the table's rows keep their origins, as far as that matters to this task. */
    boolean keepsOrigins(TableId id) throws SQLException {
        CachedTable known = cache.get(id);
        if (known != null || sharing == SharingCheck.NEVER) {
            return known != null
                    && sharing != SharingCheck.NEVER
                    && known.table().hasOrigins();
        }
        return session.inTransaction(connection -> SharingCheck.hasOrigins(connection, id));
    }

    /** Returns the tables that the task has met, whether or not they could be used. */
    Set<TableId> met() {
        return met;
    }
}
