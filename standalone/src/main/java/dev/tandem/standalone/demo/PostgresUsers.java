/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.demo.Standing.Event;
import dev.tandem.standalone.demo.Standing.TwoWayStanding;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Users of one object's rows in Postgres, who sometimes edit what is edited in the org at the same moment. Not thread-safe. */
final class PostgresUsers implements AutoCloseable {
    /** Every so many edits, a user in the org edits the same field. */
    private static final int CONFLICT = 4;

    private static final int STORY = 5;
    private static final String READY =
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass(?) AND tgname = '~tandem_update'";
    private static final String COUNTS =
            "SELECT (SELECT count(DISTINCT (table_schema, table_name, key)) FROM tandem.pending), (SELECT count(*) FROM tandem.conflicts)";
    private static final String STORY_OF = """
            SELECT happened_at, what, CASE what
                WHEN 'conflict' THEN format('%s: %s beats %s', field,
                    CASE details ->> 'resolution' WHEN 'keep_local' THEN details ->> 'local_value' ELSE details ->> 'remote_value' END,
                    CASE details ->> 'resolution' WHEN 'keep_local' THEN details ->> 'remote_value' ELSE details ->> 'local_value' END)
                WHEN 'wish' THEN format('%s: %s, in Salesforce still %s', field, details ->> 'value', details ->> 'base')
                WHEN 'write' THEN format('%s of %s: %s', details ->> 'operation',
                    (SELECT string_agg(name, ', ') FROM jsonb_array_elements_text(details -> 'fields') AS name), details ->> 'state')
                WHEN 'request' THEN format('%s under way', details ->> 'kind')
                WHEN 'version' THEN 'newest change from Salesforce'
                ELSE '' END
            FROM tandem.explain(?::regclass, ?) WHERE what <> 'clocks' ORDER BY happened_at DESC NULLS LAST, what LIMIT ?""";

    private final Connection connection;
    private final OrgControl org;
    private final String object;
    private final String field;
    private final String table;
    private long edits;
    private String record;

    /** Edits this text field of the object. */
    PostgresUsers(String jdbcUrl, OrgControl org, String object, String field) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl);
        this.org = org;
        this.object = object;
        this.field = field;
        this.table = "\"" + Pipeline.SALESFORCE + "\".\"" + object + "\"";
    }

    /** Edits a row, as soon as local edits are captured. */
    void edit() throws SQLException {
        if (!isReady()) {
            return;
        }
        String id = anyRecord();
        if (id == null) {
            return;
        }
        edits++;
        boolean isConflict = edits % CONFLICT == 0;
        set(id, "Postgres " + edits);
        if (isConflict) {
            org.update(object, List.of(id), Map.of(field, "Salesforce " + edits));
        }
        record = isConflict || record == null ? id : record;
    }

    /** Returns what two-way sync has to say; null before it works. */
    TwoWayStanding standing() throws SQLException {
        if (!isReady()) {
            return null;
        }
        try (PreparedStatement select = connection.prepareStatement(COUNTS);
                ResultSet counts = select.executeQuery()) {
            counts.next();
            return new TwoWayStanding(
                    edits, counts.getLong(1), counts.getLong(2), record == null ? "" : object + " " + record, story());
        }
    }

    private List<Event> story() throws SQLException {
        List<Event> story = new ArrayList<>();
        if (record == null) {
            return story;
        }
        try (PreparedStatement select = connection.prepareStatement(STORY_OF)) {
            select.setString(1, table);
            select.setString(2, record);
            select.setInt(3, STORY);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (rows.getTimestamp(1) != null) {
                        story.add(new Event(rows.getTimestamp(1).toInstant(), rows.getString(2), rows.getString(3)));
                    }
                }
            }
        }
        return story;
    }

    private boolean isReady() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READY)) {
            select.setString(1, table);
            try (ResultSet triggers = select.executeQuery()) {
                return triggers.next() && triggers.getInt(1) > 0;
            }
        }
    }

    private String anyRecord() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT \"Id\" FROM " + table + " WHERE \"Id\" IS NOT NULL ORDER BY random() LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private void set(String id, String value) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + table + " SET \"" + field + "\" = ? WHERE \"Id\" = ?")) {
            update.setString(1, value);
            update.setString(2, id);
            update.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
