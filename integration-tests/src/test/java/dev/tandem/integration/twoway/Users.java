/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.twoway;

import dev.tandem.integration.twoway.EditLedger.Edit;
import dev.tandem.integration.twoway.EditLedger.Side;
import dev.tandem.salesforce.simulator.ControlFailure;
import dev.tandem.salesforce.simulator.OrgControl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random users of both sides, who edit, create and delete records. */
final class Users {
    static final List<String> FIELDS = List.of("Name", "Phone", "Fax", "Site", "TickerSymbol");
    /** The fields that one side owns. Users in Postgres may not edit the one that Salesforce owns. */
    static final Map<String, Side> OWNERS = Map.of("Site", Side.POSTGRES, "TickerSymbol", Side.SALESFORCE);

    static final String POLICIES = TwoWayPipeline.OBJECT + ".Site:wins(postgres)," + TwoWayPipeline.OBJECT
            + ".TickerSymbol:read-only(postgres)";
    private static final List<String> EDITABLE_IN_POSTGRES = FIELDS.stream()
            .filter(field -> OWNERS.get(field) != Side.SALESFORCE)
            .toList();
    /** The field that has the same value on both sides for as long as a record lives. */
    static final String LABEL = "AccountNumber";

    private static final List<String> ROLLED_BACK = List.of("40P01", "40001", "55P03");

    private final TwoWayPipeline pipeline;
    private final OrgControl org;
    private final String table;
    private final Random random;
    private final EditLedger ledger;
    private final List<String> labels = new ArrayList<>();
    private int lastEdit;

    Users(TwoWayPipeline pipeline, OrgControl org, String table, Random random, EditLedger ledger) {
        this.pipeline = pipeline;
        this.org = org;
        this.table = table;
        this.random = random;
        this.ledger = ledger;
    }

    /** Lets one user do something in Salesforce. */
    void useSalesforce() {
        int dice = random.nextInt(100);
        if (dice < 8) {
            createInSalesforce();
            return;
        }
        String label = anyLabel();
        String id = org.liveRecords(TwoWayPipeline.OBJECT).entrySet().stream()
                .filter(record -> record.getValue().path(LABEL).asText().equals(label))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        if (id == null) {
            return;
        }
        try {
            if (dice < 13) {
                org.delete(TwoWayPipeline.OBJECT, List.of(id));
            } else {
                editInSalesforce(label, id);
            }
        } catch (ControlFailure failure) {
            if (!failure.isRejection()) {
                throw failure;
            }
            // A delete of ours came first, so this edit did not happen.
        }
    }

    /** Adds a record whose values are not edits: they are there before any user. */
    void addFirstRecord() {
        String label = newLabel();
        Map<String, Object> values = new HashMap<>(Map.of(LABEL, label));
        FIELDS.forEach(field -> values.put(field, "first " + label));
        FIELDS.forEach(field -> ledger.begin(label, field, "first " + label));
        org.addRecords(TwoWayPipeline.OBJECT, List.of(values));
    }

    private void createInSalesforce() {
        String label = newLabel();
        Map<String, Object> values = new HashMap<>(Map.of(LABEL, label));
        FIELDS.forEach(field -> values.put(field, newValue()));
        Instant begun = Instant.now();
        org.addRecords(TwoWayPipeline.OBJECT, List.of(values));
        FIELDS.forEach(field -> ledger.begin(label, field, (String) values.get(field)));
        FIELDS.forEach(field -> note((String) values.get(field), label, field, Side.SALESFORCE, begun));
    }

    private void editInSalesforce(String label, String id) {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        String value = newValue();
        Instant begun = Instant.now();
        org.update(TwoWayPipeline.OBJECT, List.of(id), Map.of(field, value));
        note(value, label, field, Side.SALESFORCE, begun);
    }

    /** Lets one user do something in Postgres, in one transaction. */
    void usePostgres() throws SQLException {
        int dice = random.nextInt(100);
        try (Connection connection = pipeline.connect()) {
            connection.setAutoCommit(false);
            if (dice < 8) {
                insertInPostgres(connection);
            } else if (dice < 13) {
                deleteInPostgres(connection, anyLabel());
            } else {
                editInPostgres(connection, anyLabel());
            }
        } catch (SQLException failure) {
            if (!ROLLED_BACK.contains(failure.getSQLState())) {
                throw failure;
            }
        }
    }

    private void insertInPostgres(Connection connection) throws SQLException {
        String label = newLabel();
        Map<String, String> values = new TreeMap<>();
        EDITABLE_IN_POSTGRES.forEach(field -> values.put(field, newValue()));
        Instant begun = Instant.now();
        List<String> arguments = new ArrayList<>(List.of(label));
        arguments.addAll(values.values());
        execute(
                connection,
                "INSERT INTO " + table + " (" + columns(LABEL, values.keySet()) + ") VALUES (?"
                        + ", ?".repeat(values.size()) + ")",
                arguments.toArray(String[]::new));
        connection.commit();
        values.forEach((field, value) -> note(value, label, field, Side.POSTGRES, begun));
    }

    /** Returns a list of columns for SQL. */
    static String columns(String first, Collection<String> others) {
        return "\"" + first + "\", \"" + String.join("\", \"", others) + "\"";
    }

    private void deleteInPostgres(Connection connection, String label) throws SQLException {
        Map<String, String> row = lock(connection, label);
        if (row.isEmpty()) {
            return;
        }
        execute(connection, "DELETE FROM " + table + " WHERE \"AccountNumber\" = ?", label);
        connection.commit();
        row.values().forEach(ledger::see);
    }

    private void editInPostgres(Connection connection, String label) throws SQLException {
        Map<String, String> row = lock(connection, label);
        if (row.isEmpty()) {
            return;
        }
        String field = EDITABLE_IN_POSTGRES.get(random.nextInt(EDITABLE_IN_POSTGRES.size()));
        String value = newValue();
        Instant begun = Instant.now();
        execute(connection, "UPDATE " + table + " SET \"" + field + "\" = ? WHERE \"AccountNumber\" = ?", value, label);
        connection.commit();
        note(value, label, field, Side.POSTGRES, begun);
        ledger.see(row.get(field));
    }

    /** Reads a row that this transaction is about to change. */
    private Map<String, String> lock(Connection connection, String label) throws SQLException {
        Map<String, String> row = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT " + columns(LABEL, FIELDS) + " FROM " + table + " WHERE \"AccountNumber\" = ? FOR UPDATE")) {
            statement.setString(1, label);
            try (ResultSet result = statement.executeQuery()) {
                if (result.next()) {
                    for (String field : FIELDS) {
                        row.put(field, result.getString(field));
                    }
                }
            }
        }
        return row;
    }

    private static void execute(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private void note(String value, String label, String field, Side side, Instant begun) {
        ledger.add(new Edit(value, label, field, side, begun, Instant.now()));
    }

    private String newLabel() {
        labels.add("r" + labels.size());
        return labels.get(labels.size() - 1);
    }

    private String anyLabel() {
        return labels.get(random.nextInt(labels.size()));
    }

    private String newValue() {
        return "e" + ++lastEdit;
    }
}
