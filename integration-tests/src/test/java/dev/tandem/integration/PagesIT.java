/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.plugin.page.Page;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The configurations, statements and commands of the pages, in the order in which a reader needs them: set up, work with it, remove it. */
@ExtendWith(SharedPlatform.class)
class PagesIT {
    private static final Page SOURCE = Page.of("salesforce-source.md", "json");
    private static final Page SOURCE_SQL = Page.of("salesforce-source.md", "sql");
    private static final Page SINK = Page.of("postgres-sink.md", "json");
    private static final Page SINK_COMMANDS = Page.of("postgres-sink.md", "sh");
    private static final Page TWO_WAY = Page.of("two-way.md", "json");
    private static final Page TWO_WAY_SQL = Page.of("two-way.md", "sql");
    private static final Page WRITE_BACK = Page.of("salesforce-sink.md", "json");
    private static final Page WRITE_BACK_SQL = Page.of("salesforce-sink.md", "sql");
    private static final Page HEROKU = Page.of("heroku-connect.md", "json");
    private static final Page OPERATING = Page.of("operating.md", "sh");

    private static final String TO_KAFKA = "salesforce-to-kafka";
    private static final String TO_POSTGRES = "salesforce-to-postgres";
    private static final String FROM_POSTGRES = "postgres-to-kafka";
    private static final String TO_SALESFORCE = "kafka-to-salesforce";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private static Path home;

    private final Platform platform;
    private final SalesforceSimulator simulator = SalesforceSimulator.start(SimulatorOptions.defaults());
    private final OrgControl org = new OrgControl(simulator.baseUrl());
    private PageReader reader;
    private List<String> accounts;

    PagesIT(Platform platform) {
        this.platform = platform;
    }

    @BeforeEach
    void prepareOrgAndDatabase() throws Exception {
        reader = new PageReader(platform, simulator, home);
        List.of("Account", "Contact")
                .forEach(object -> org.addField(
                        object,
                        Map.of(
                                "name",
                                "Tandem_Key__c",
                                "type",
                                "string",
                                "length",
                                64,
                                "externalId",
                                true,
                                "unique",
                                true)));
        accounts = org.addRecords("Account", 3);
        org.addRecords("Contact", 2);
        onServer("CREATE DATABASE app");
        reader.administer(TWO_WAY_SQL.under("Rights").get(0));
        reader.administer(TWO_WAY_SQL.under("Replication origins").get(0));
    }

    @AfterEach
    void removeWhatIsLeft() throws SQLException {
        List<String> connectors = platform.connect().connectors();
        Stream.of(TO_SALESFORCE, FROM_POSTGRES, TO_POSTGRES, TO_KAFKA)
                .filter(connectors::contains)
                .forEach(platform.connect()::delete);
        await("all connections to be closed").atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
            onServer(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'debezium'");
            onServer("DROP DATABASE IF EXISTS app WITH (FORCE)");
        });
        onServer("DROP ROLE IF EXISTS " + PageReader.OWNER + ", tandem_replication, support");
        simulator.close();
    }

    private void onServer(String sql) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(platform.endpoints().postgres())) {
            connection.createStatement().execute(sql);
        }
    }

    private String nameOf(int account) {
        return "SELECT \"Name\" FROM salesforce.\"Account\" WHERE \"Id\" = '" + accounts.get(account) + "'";
    }

    private void awaitValue(String sql, String value) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(reader.query(sql)).as(sql).isEqualTo(List.of(List.of(value))));
    }

    @Test
    void runsEveryBlock() throws Exception {
        runSqlOfSignalTable();
        copiesToPostgres();
        turnsTwoWaySyncOn();
        answersQuestions();
        restartsAndResets();
        removesTandem();
        acceptsOtherConfigurations();

        assertThat(Stream.of(
                                SOURCE,
                                SOURCE_SQL,
                                SINK,
                                SINK_COMMANDS,
                                TWO_WAY,
                                TWO_WAY_SQL,
                                WRITE_BACK,
                                WRITE_BACK_SQL,
                                HEROKU,
                                OPERATING)
                        .flatMap(page -> page.rest().stream()))
                .isEmpty();
    }

    /** A table of signals for databases that have none of Tandem's. */
    private void runSqlOfSignalTable() throws SQLException {
        reader.query("BEGIN; CREATE SCHEMA tandem; "
                + SOURCE_SQL.under("Signals from Postgres").get(0) + "; ROLLBACK");
    }

    private void copiesToPostgres() throws Exception {
        reader.install(
                TO_KAFKA, reader.configuration(SOURCE.under("A configuration").get(0)));
        reader.install(
                TO_POSTGRES, reader.configuration(SINK.under("Configuration").get(0)));
        awaitValue("SELECT count(*) FROM salesforce.\"Account\"", "3");
        awaitValue("SELECT count(*) FROM salesforce.\"Contact\"", "2");

        // Behind an event, a restart of the source does not begin with all events again, which would replace what a
        // signal reads.
        org.update("Account", accounts.subList(0, 1), Map.of("Name", "Seen"));
        awaitValue(nameOf(0), "Seen");
        org.updateSilently("Account", List.of(Map.of("Id", accounts.get(0), "Name", "Silent")));
        for (String block : OPERATING.under("Read records again")) {
            reader.shell(block);
        }
        Map<String, String> source = reader.configuration(HEROKU.under("Steps").get(1));
        source.keySet().removeIf(option -> !option.startsWith("signal."));
        source.putAll(reader.configuration(SOURCE.under("A configuration").get(0)));
        reader.install(TO_KAFKA, source);

        awaitValue(nameOf(0), "Silent");
    }

    private void turnsTwoWaySyncOn() throws Exception {
        List<String> steps = TWO_WAY.under("How to turn it on");
        reader.install(
                TO_POSTGRES, reader.configuration(SINK.under("Configuration").get(0), steps.get(0)));
        // A table is switched with its next record, which the task must not have taken before it had the new
        // configuration.
        await("two-way tables")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    org.addRecords("Account", 1);
                    org.addRecords("Contact", 1);
                    return reader.query("SELECT count(*) FROM tandem.two_way_tables")
                            .equals(List.of(List.of("2")));
                });
        reader.install(TO_SALESFORCE, reader.configuration(steps.get(1)));
        reader.query(TWO_WAY_SQL.under("Rights").get(1));
        reader.install(FROM_POSTGRES, reader.configuration(steps.get(2)));

        reader.query("UPDATE salesforce.\"Account\" SET \"Name\" = 'Ours' WHERE \"Id\" = '" + accounts.get(1) + "'");

        await("the edit to reach the org")
                .atMost(LIMIT)
                .until(() -> org.liveRecords("Account")
                        .get(accounts.get(1))
                        .path("Name")
                        .asText()
                        .equals("Ours"));
        reader.query(WRITE_BACK_SQL.under("Parents before children").get(0));
    }

    private void answersQuestions() throws Exception {
        reader.administer("CREATE ROLE support");
        reader.query(TWO_WAY_SQL.under("Rights").get(2));
        for (String block : List.of(
                TWO_WAY_SQL.under("What people see").get(0),
                TWO_WAY_SQL.under("After a restore").get(0),
                SOURCE_SQL.under("Records that are gone").get(0),
                SOURCE_SQL.under("Records that are gone").get(1),
                SOURCE_SQL.under("Records that are gone").get(2))) {
            reader.query(block);
        }
        String signal =
                new ObjectMapper().readTree(SOURCE.under("Signals").get(0)).toString();
        reader.shell("bin/kafka-console-producer.sh --bootstrap-server localhost:9092 --topic tandem.signals <<'EOF'\n"
                + signal + "\nEOF");
        reader.shell(SINK_COMMANDS.under("Records that are rejected").get(0));
        reader.shell(OPERATING.under("Write rejected records again").get(0));

        assertThat(reader.shell(OPERATING.under("Status").get(0)).lines())
                .hasSizeGreaterThanOrEqualTo(8)
                .allMatch(line -> line.contains("\tRUNNING\t"));
    }

    private void restartsAndResets() throws Exception {
        reader.shell(OPERATING.under("Status").get(1));
        reader.shell(OPERATING.under("Reset offsets").get(0));
        platform.connect().awaitRunning(TO_KAFKA, LIMIT);

        platform.connect().stop(TO_POSTGRES, LIMIT);
        reader.shell(
                "curl -sS -X PATCH --retry 30 --retry-delay 1 --retry-all-errors --fail -H 'Content-Type: application/json'"
                        + " localhost:8083/connectors/" + TO_POSTGRES + "/offsets -d '"
                        + SINK.under("Records that are rejected").get(0) + "'");
        platform.connect().resume(TO_POSTGRES);
        platform.connect().awaitRunning(TO_POSTGRES, LIMIT);
    }

    private void removesTandem() throws Exception {
        reader.shell(OPERATING.under("Remove Tandem").get(0));
        await("no connector")
                .atMost(LIMIT)
                .until(() -> platform.connect().connectors().stream()
                        .noneMatch(List.of(TO_KAFKA, TO_POSTGRES, FROM_POSTGRES, TO_SALESFORCE)::contains));
        await("origins to be free")
                .atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> reader.administer(
                        TWO_WAY_SQL.under("Replication origins").get(1)));
    }

    private void acceptsOtherConfigurations() throws IOException {
        String source = SOURCE.under("A configuration").get(0);
        reader.validate(
                reader.configuration(source, SOURCE.under("Choosing records").get(0)));
        reader.validate(
                reader.configuration(source, SOURCE.under("Custom channels").get(0)));
        reader.validate(reader.configuration(
                source, SOURCE.under("Failures and restarts").get(0)));
        List<String> sink = SINK.under("Configuration");
        reader.validate(reader.configuration(sink.get(0), SINK.under("Speed").get(0)));
        reader.validate(reader.configuration(
                sink.get(0),
                TWO_WAY.under("How to turn it on").get(0),
                TWO_WAY.under("Owners of fields").get(0)));
        reader.validate(reader.configuration(
                WRITE_BACK.under("Without tables: any topic to any object").get(0)));
        List<String> steps = HEROKU.under("Steps");
        reader.validate(reader.configuration(steps.get(0)));
        reader.validate(reader.configuration(steps.get(1)));
        reader.validate(reader.configuration(steps.get(0), steps.get(2)));
        reader.validate(reader.configuration(steps.get(3)));
    }
}
