/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.twoway.state.TableShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The rows and tombstones of a two-way table that another transaction has locked at the moment. */
public final class LockedRows {
    private final Connection connection;
    private final TableShape table;

    private LockedRows(Connection connection, TableShape table) {
        this.connection = connection;
        this.table = table;
    }

    /** @param connection in a transaction that ends soon, since it locks all other rows */
    public static LockedRows of(Connection connection, TwoWayTarget target) {
        return new LockedRows(connection, target.store().table());
    }

    /** Returns the changes of locked rows. */
    public List<Change> among(List<Change> changes) throws SQLException {
        Set<String> ids = new TreeSet<>();
        changes.forEach(change -> ids.add(ChangeTranslator.recordId(change)));
        String rows = TwoWayStatements.find(table);
        Set<String> locked = names(rows, ids);
        locked.removeAll(names(rows + TwoWayStatements.FREE, ids));
        Set<String> lockedTombstones = names(TwoWayStatements.TOMBSTONES, ids);
        lockedTombstones.removeAll(names(TwoWayStatements.TOMBSTONES + TwoWayStatements.FREE, ids));
        locked.addAll(lockedTombstones);
        return changes.stream()
                .filter(change -> locked.contains(ChangeTranslator.recordId(change)))
                .toList();
    }

    private Set<String> names(String sql, Collection<String> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            if (sql.startsWith(TwoWayStatements.TOMBSTONES)) {
                statement.setString(index++, table.id().schema());
                statement.setString(index++, table.id().name());
            }
            statement.setArray(index, connection.createArrayOf("text", ids.toArray()));
            Set<String> names = new TreeSet<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            return names;
        }
    }
}
