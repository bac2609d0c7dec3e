/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.postgres.testing.Database;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.Awaitility;

/** An org, a database with a table of its accounts, and a task that writes local edits back. Nothing applies change events. */
final class TwoSides implements AutoCloseable {
    private final SalesforceSimulator simulator =
            SalesforceSimulator.start(SimulatorOptions.defaults().withObjects("Account", "Contact"));
    private final Database database = Database.create();
    private static final AtomicInteger COUNT = new AtomicInteger();

    static {
        // On a busy machine, a Bulk job and the pauses between looks at it take longer than the default of 10 s.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    private final Map<String, String> properties =
            new HashMap<>(Map.of("name", "sink" + COUNT.incrementAndGet(), "sweep.interval.ms", "500"));
    private SalesforceSinkTask task;

    TwoSides() {
        database.execute("CREATE TABLE \"Account\" (\"Id\" varchar(18) PRIMARY KEY, \"Name\" text, \"Phone\" text,"
                + " \"AnnualRevenue\" double precision, \"NumberOfEmployees\" integer, \"Rating\" text, \"SystemModstamp\" timestamptz,"
                + " \"External_Account_ID__c\" text, _sync_version bigint)");
        properties.putAll(Map.of(
                "salesforce.instance",
                simulator.baseUrl().toString(),
                "salesforce.consumer.key",
                simulator.clientId(),
                "salesforce.consumer.secret",
                simulator.clientSecret(),
                "connection.url",
                database.url(),
                "tables",
                "public.Account:Account",
                "external.id.fields",
                "Account:External_Account_ID__c",
                "wake.up",
                "notify",
                "echo.timeout.ms",
                "0"));
    }

    TwoSides with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    /** Starts the task, and waits until it notes edits. */
    TwoSides start() {
        launch();
        Awaitility.await("the table to become two-way")
                .until(() -> !database.rows(
                                "SELECT tgname FROM pg_trigger WHERE tgrelid = '\"Account\"'::regclass AND tgname = '~tandem_update'")
                        .isEmpty());
        return this;
    }

    /** Starts the task. */
    TwoSides launch() {
        task = new SalesforceSinkTask();
        task.start(properties);
        return this;
    }

    SalesforceSinkTask task() {
        return task;
    }

    void stop() {
        task.stop();
        task = null;
    }

    OrgControl org() {
        return simulator.control();
    }

    Database database() {
        return database;
    }

    Map<String, String> properties() {
        return properties;
    }

    /** Adds a record to the org, and its row to the table as postgres-sink would; returns its id. */
    String addAccount(String name) {
        Map<String, Object> values =
                Map.of("Name", name, "Phone", "1", "AnnualRevenue", 1, "NumberOfEmployees", 2, "Rating", "Hot");
        String id = org().addRecords("Account", List.of(values)).get(0);
        applying(
                "INSERT INTO \"Account\" (\"Id\", \"Name\", \"Phone\", \"AnnualRevenue\", \"NumberOfEmployees\", \"Rating\","
                        + " _sync_version) VALUES ('" + id + "', '" + name + "', '1', 1, 2, 'Hot', 1)");
        return id;
    }

    /** Executes a statement as postgres-sink does. */
    void applying(String sql) {
        database.execute("BEGIN; SELECT set_config('tandem.applying', 'on', true); " + sql + "; COMMIT");
    }

    void edit(String sql) {
        database.execute(sql);
    }

    ObjectNode record(String id) {
        return org().liveRecords("Account").get(id);
    }

    /** Returns the value of a metric of the task. */
    long metric(String name) {
        return metricOf("", name);
    }

    /** Returns the value of a metric of a table, such as {@code public.Account}. */
    long tableMetric(String table, String name) {
        return metricOf(",table=\"" + table + "\"", name);
    }

    private long metricOf(String tags, String name) {
        String bean = "dev.tandem:type=salesforce-sink,connector=\"" + properties.get("name") + "\",task=0" + tags;
        try {
            return (long) ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(bean), name);
        } catch (JMException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Waits until nothing is pending any more. */
    void awaitRest() {
        Awaitility.await("nothing to be pending")
                .untilAsserted(
                        () -> org.assertj.core.api.Assertions.assertThat(database.rows("SELECT * FROM tandem.pending"))
                                .isEmpty());
    }

    @Override
    public void close() throws SQLException {
        if (task != null) {
            stop();
        }
        database.close();
        simulator.close();
    }
}
