/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The key columns of the records that a task has written to each table. */
public final class RecordKeys {
    private final Session session;
    private final Map<TableId, Set<String>> keys = new HashMap<>();

    RecordKeys(Session session) {
        this.session = session;
    }

    /**
     * Checks that the records' key is that of the records written before, for as long as the table has that key. With two keys, no one
     * could say in which order the changes of a row come.
     *
     * @throws TableMismatch when it is another key
     */
    void check(TableChanges changes) throws SQLException {
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
    void keep(TableChanges written) {
        keys.computeIfAbsent(
                written.table(),
                added -> Collections.unmodifiableSet(
                        new LinkedHashSet<>(written.fields().keyColumns())));
    }

    /** Returns the keys of the table by which its rows may have tombstones: that of its records or, while none was written, all. */
    public List<List<String>> ofTombstones(Table table) {
        Set<String> own = keys.get(table.id());
        return own != null && table.hasKey(own) ? List.of(List.copyOf(own)) : table.uniqueKeys();
    }
}
