/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.sql.KeyFormats;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.twoway.TwoWayTarget;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables that a task has prepared, so that a transaction need not ask the catalog. All are dropped once one of them has changed. */
public final class TableCache {
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final Session session;
    private final Clock clock;
    private final Map<TableId, CachedTable> tables = new HashMap<>();
    private final Map<TableId, KeyFormats> keyFormats = new HashMap<>();
    /** The time before which a table is not looked at again because a record did not fit. */
    private final Map<TableId, Instant> nextLooks = new HashMap<>();

    TableCache(Session session, Clock clock) {
        this.session = session;
        this.clock = clock;
    }

    /** Returns a prepared table; null if there is none. */
    CachedTable get(TableId id) {
        return tables.get(id);
    }

    void put(CachedTable prepared) {
        tables.put(prepared.table().id(), prepared);
        keyFormats.remove(prepared.table().id());
    }

    /** Returns the tables that are known to be usable. */
    List<Table> known() {
        return tables.values().stream().map(CachedTable::table).toList();
    }

    /** Returns a table that is known to be two-way. */
    public Optional<TwoWayTarget> twoWay(TableId table) {
        return Optional.ofNullable(tables.get(table)).map(CachedTable::twoWay);
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
            return known == null ? null : new KeyFormats(known.table());
        });
        return formats != null && formats.isExact(change);
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
        if (actual.equals(Optional.of(known.table()))) {
            return false;
        }
        forget();
        return true;
    }
}
