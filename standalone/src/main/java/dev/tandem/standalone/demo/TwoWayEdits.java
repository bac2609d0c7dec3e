/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.PlatformException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Edits of one object's rows in Postgres, some of them against edits of the same fields in the org. Not thread-safe. */
final class TwoWayEdits implements AutoCloseable {
    private static final int LOCAL = 40;
    private static final int CONFLICTING = 20;
    private static final int INSERTED = 10;
    private static final int DELETED = 5;
    private static final int PAUSE_MILLIS = 200;

    private final Connection connection;
    private final OrgControl org;
    private final String object;
    private final String field;
    private final String table;

    /** Edits this text field of the object. */
    TwoWayEdits(String jdbcUrl, OrgControl org, String object, String field) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl);
        this.org = org;
        this.object = object;
        this.field = field;
        this.table = "\"" + Pipeline.SALESFORCE + "\".\"" + object + "\"";
    }

    /** Waits until local edits of the table are captured. */
    int awaitTwoWay(Duration limit) throws SQLException, InterruptedException {
        String triggers =
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = '" + table + "'::regclass AND tgname LIKE '~tandem%'";
        long deadline = System.nanoTime() + limit.toNanos();
        while (number(triggers) == 0) {
            requireBefore(deadline, "Table " + table + " is not two-way yet.");
        }
        return 1;
    }

    /** Edits rows in Postgres alone. */
    int editLocally() throws SQLException {
        return set(ids(0, LOCAL), "Edited in Postgres");
    }

    /** Edits the same field of the same records on both sides, without a pause. */
    int editBothSides() throws SQLException {
        List<String> ids = ids(LOCAL, CONFLICTING);
        List<String> first = ids.subList(0, ids.size() / 2);
        List<String> second = ids.subList(ids.size() / 2, ids.size());
        org.update(object, first, Map.of(field, "Edited in Salesforce"));
        set(ids, "Edited in Postgres, too");
        org.update(object, second, Map.of(field, "Edited in Salesforce, too"));
        return ids.size();
    }

    /** Inserts rows in Postgres: copies of others, so that Salesforce finds everything it requires. */
    int insert(List<String> fields) throws SQLException {
        String columns = fields.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " (" + columns
                + ") SELECT " + columns + " FROM " + table + " WHERE \"Id\" = ANY(?)")) {
            insert.setArray(
                    1, connection.createArrayOf("varchar", ids(0, INSERTED).toArray()));
            return insert.executeUpdate();
        }
    }

    /** Deletes rows in Postgres. */
    int delete() throws SQLException {
        List<String> ids = ids(LOCAL + CONFLICTING, DELETED);
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + table + " WHERE \"Id\" = ANY(?)")) {
            delete.setArray(1, connection.createArrayOf("varchar", ids.toArray()));
            return delete.executeUpdate();
        }
    }

    /** Waits until the org has confirmed all edits; returns how many values lost and are in the log of conflicts. */
    int awaitConfirmed(Duration limit) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (number("SELECT count(*) FROM tandem.pending") > 0) {
            requireBefore(deadline, "Edits in Postgres are still pending; see the view tandem.pending.");
        }
        return number("SELECT count(*) FROM tandem.conflicts");
    }

    private static void requireBefore(long deadline, String problem) throws InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new PlatformException(problem);
        }
        Thread.sleep(PAUSE_MILLIS);
    }

    private List<String> ids(int from, int count) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT \"Id\" FROM " + table
                        + " WHERE \"Id\" IS NOT NULL ORDER BY \"Id\" LIMIT " + count + " OFFSET " + from);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private int set(List<String> ids, String value) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + table + " SET \"" + field + "\" = ? WHERE \"Id\" = ANY(?)")) {
            update.setString(1, value);
            update.setArray(2, connection.createArrayOf("varchar", ids.toArray()));
            return update.executeUpdate();
        }
    }

    private int number(String query) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
