/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that fail or change while their edits are written back. */
class TablesTest {
    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    @Test
    void goesOnWithOthersWhenOneTableFails() {
        String id = sides.addAccount("Acme");
        sides.edit("CREATE TABLE broken (name text)");
        sides.with("tables", "public.broken:Contact, public.Account:Account").start();

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
        await().untilAsserted(() -> assertThat(sides.metric("tables-stopped")).isEqualTo(1));
        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT DISTINCT table_name, message FROM tandem.write_log WHERE state = 'stopped'"))
                .anyMatch(entry -> entry.startsWith("broken|Table public.broken has no column for Salesforce's id.")));
        sides.task().put(List.of());
    }

    @Test
    void goesOnWithOthersWhileOneTableIsRewritten() throws SQLException {
        String id = sides.addAccount("Acme");
        sides.edit("CREATE TABLE \"Contact\" (\"Id\" varchar(18) PRIMARY KEY, \"LastName\" text)");
        sides.with("tables", "public.Contact:Contact, public.Account:Account").start();
        await().until(() -> sides.database()
                .rows("SELECT FROM tandem.two_way_tables WHERE table_name = 'Contact'")
                .equals(List.of("")));
        try (Connection rewriting = DriverManager.getConnection(sides.database().url());
                Statement statement = rewriting.createStatement()) {
            rewriting.setAutoCommit(false);
            statement.execute("LOCK TABLE \"Contact\" IN ACCESS EXCLUSIVE MODE");
            await("the sink to have waited for the table")
                    .until(() -> !locksOfContact().isEmpty());

            sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

            await().until(() -> sides.record(id).path("Name").asText().equals("New"));
            rewriting.commit();
        }

        sides.awaitRest();
        assertThat(sides.metric("tables-stopped")).isZero();
    }

    /** Returns the waits for the table, but for that of the watch of pending edits. */
    private List<String> locksOfContact() {
        return sides.database()
                .rows(
                        "SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.relation = '\"Contact\"'::regclass"
                                + " AND NOT l.granted AND a.application_name NOT LIKE '%-pending'");
    }

    @Test
    void triesStoppedTableAgain() {
        sides.edit("CREATE TABLE broken (name text)");
        sides.with("tables", "public.broken:Contact, public.Account:Account").start();
        await().until(() -> sides.metric("tables-stopped") == 1);

        sides.edit("ALTER TABLE broken ADD COLUMN sfid varchar(18) PRIMARY KEY");

        await().until(() -> sides.metric("tables-stopped") == 0);
    }

    @Test
    void failsWhenAllTablesFail() {
        sides.edit("CREATE TABLE broken (name text)");
        sides.with("tables", "public.broken:Account").launch();

        await().untilAsserted(() -> assertThatThrownBy(() -> sides.task().put(List.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("public.broken"));
    }

    @Test
    void namesRightsThatUserLacks() {
        sides.edit("CREATE SCHEMA own; CREATE TABLE own.a (sfid varchar(18) PRIMARY KEY); CREATE ROLE poor LOGIN");
        try {
            sides.with("tables", "own.a:Account")
                    .with("connection.url", sides.database().url().replace("user=postgres", "user=poor"))
                    .with("validate.connection", "true");
            assertThat(new SalesforceSinkConnector()
                            .validate(sides.properties())
                            .configValues())
                    .flatExtracting(ConfigValue::errorMessages)
                    .singleElement()
                    .asString()
                    .contains(
                            "GRANT CREATE ON DATABASE",
                            "GRANT USAGE ON SCHEMA own TO poor",
                            "ALTER TABLE own.a OWNER TO poor");

            sides.launch();

            await().untilAsserted(() -> assertThatThrownBy(() -> sides.task().put(List.of()))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("permission denied")
                    .hasMessageContaining("Run: GRANT"));
            sides.stop();
        } finally {
            sides.edit("DROP ROLE poor");
        }
    }

    @Test
    void failsWhenItsThreadEnds() {
        SteppedClock clock = new SteppedClock();
        TableTask task = TableTask.open(new SalesforceSinkConfig(sides.properties()), clock);
        try {
            task.put(List.of());

            clock.breakDown();

            await().untilAsserted(() -> assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("ended unexpectedly: java.lang.OutOfMemoryError"));
        } finally {
            task.close();
        }
    }

    @Test
    void letsInsertRestWhileObjectHasNoExternalId() {
        sides.start();
        sides.stop();
        sides.edit("INSERT INTO \"Account\" (\"Name\") VALUES ('New')");
        String id = sides.addAccount("Acme");
        sides.with("external.id.fields", "").start();

        sides.edit("UPDATE \"Account\" SET \"Phone\" = '2' WHERE \"Id\" = '" + id + "'");

        await().untilAsserted(() -> assertThat(sides.database().rows("SELECT state, error FROM tandem.pending"))
                .containsOnly(
                        "failed|Failed to create the record of the row: external.id.fields has no field of Account."
                                + " Name one, then call tandem.requeue."));
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("2");
        sides.stop();

        sides.with("external.id.fields", "Account:External_Account_ID__c").start();
        assertThat(sides.database().rows("SELECT tandem.requeue('\"Account\"')"))
                .containsExactly("1");

        sides.awaitRest();
        assertThat(sides.org().liveRecords("Account")).hasSize(2);
    }

    @Test
    void knowsHowEachFieldMayBeWritten() {
        sides.org().addField("Account", Map.of("name", "IsPersonAccount", "type", "boolean", "updateable", false));
        sides.org()
                .addField("Account", Map.of("name", "Origin__c", "type", "string", "length", 9, "updateable", false));
        sides.org().addField("Account", Map.of("name", "Score__c", "type", "double", "createable", false));
        sides.edit(
                "ALTER TABLE \"Account\" ADD \"IsPersonAccount\" boolean, ADD \"Origin__c\" text, ADD \"Score__c\" numeric");
        sides.with("validate.writes", "true").start();

        await().untilAsserted(() -> assertThat(sides.database()
                        .rows("SELECT o.key, o.value FROM tandem.two_way_tables, jsonb_each(options -> 'columns') o"
                                + " WHERE o.key IN ('Name', 'IsPersonAccount', 'Origin__c', 'Score__c') ORDER BY 1"))
                .containsExactly(
                        "IsPersonAccount|{\"create_only\": true, \"required_on_update\": true}",
                        "Name|{\"length\": 255}",
                        "Origin__c|{\"length\": 9, \"create_only\": true}",
                        "Score__c|{\"update_only\": true}"));
    }

    @Test
    void learnsOfPicklistValuesThatAreAddedLater() {
        Map<String, Object> tier = new HashMap<>(Map.of(
                "name", "Tier__c", "type", "picklist", "restrictedPicklist", true, "picklistValues", List.of("Gold")));
        sides.org().addField("Account", tier);
        sides.edit("ALTER TABLE \"Account\" ADD COLUMN \"Tier__c\" text");
        String id = sides.addAccount("Acme");
        sides.with("validate.writes", "true")
                .with("describe.interval.ms", "1000")
                .start();

        sides.org().removeField("Account", "Tier__c");
        tier.put("picklistValues", List.of("Gold", "Tin"));
        sides.org().addField("Account", tier);
        await().until(() -> sides.database()
                .rows("SELECT options #> '{columns,Tier__c,values}' ? 'Tin' FROM tandem.two_way_tables")
                .equals(List.of("t")));
        sides.edit("UPDATE \"Account\" SET \"Tier__c\" = 'Tin'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Tier__c").asText()).isEqualTo("Tin");
    }

    @Test
    void writesEditsOfTableThatTakesTheName() {
        String id = sides.addAccount("Acme");
        sides.start();
        sides.edit(
                "BEGIN; CREATE TABLE copy (LIKE \"Account\" INCLUDING ALL); INSERT INTO copy SELECT * FROM \"Account\";"
                        + " ALTER TABLE \"Account\" RENAME TO old; ALTER TABLE copy RENAME TO \"Account\"; COMMIT");

        await().until(() -> !sides.database()
                .rows("SELECT FROM pg_trigger WHERE tgrelid = '\"Account\"'::regclass AND tgname = '~tandem_update'")
                .isEmpty());
        sides.edit("UPDATE \"Account\" SET \"Phone\" = '12'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("12");
    }

    @Test
    void writesColumnThatWasAddedLater() {
        String id = sides.addAccount("Acme");
        sides.start();

        sides.edit("ALTER TABLE \"Account\" ADD COLUMN \"Fax\" text");
        await().until(() -> sides.database()
                .rows("SELECT options #> '{columns,Fax}' IS NOT NULL FROM tandem.two_way_tables")
                .equals(List.of("t")));
        sides.edit("UPDATE \"Account\" SET \"Fax\" = '12'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Fax").asText()).isEqualTo("12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RENAME \"Phone\" TO own", "DROP \"Phone\""})
    void sendsNoValueOfColumnThatTakesTheName(String change) {
        String id = sides.addAccount("Acme");
        sides.with("sweep.interval.ms", "3600000").start();
        sides.edit("BEGIN; UPDATE \"Account\" SET \"Phone\" = '2', \"Rating\" = 'Cold'; ALTER TABLE \"Account\" "
                + change + "; ALTER TABLE \"Account\" ADD \"Phone\" text; COMMIT");

        sides.awaitRest();

        assertThat(sides.record(id).path("Phone").asText()).isEqualTo("1");
        assertThat(sides.record(id).path("Rating").asText()).isEqualTo("Cold");
        assertThat(sides.database().rows("SELECT field, local_value, remote_value FROM tandem.conflicts"))
                .containsExactly("Phone|null|\"1\"");
        assertThat(sides.database().rows("SELECT data::jsonb -> 'data-collections' FROM tandem.signals"))
                .contains("[\"Account\"]");
    }

    @Test
    void logsEditOfColumnThatIsRenamed() {
        String id = sides.addAccount("Acme");
        sides.with("sweep.interval.ms", "3600000").start();
        sides.edit(
                "BEGIN; UPDATE \"Account\" SET \"Phone\" = '2', \"Rating\" = 'Cold'; ALTER TABLE \"Account\" RENAME \"Phone\""
                        + " TO own; COMMIT");

        sides.awaitRest();

        assertThat(sides.record(id).path("Rating").asText()).isEqualTo("Cold");
        assertThat(sides.database().rows("SELECT field, remote_value FROM tandem.conflicts"))
                .containsExactly("Phone|\"1\"");
        assertThat(sides.database().rows("SELECT own FROM \"Account\"")).containsExactly("2");
        assertThat(sides.metric("tables-stopped")).isZero();
    }

    @Test
    void waitsForTableThatIsGoneForAWhile() {
        String id = sides.addAccount("Acme");
        sides.edit("CREATE TABLE \"Contact\" (\"Id\" varchar(18) PRIMARY KEY, \"LastName\" text)");
        sides.with("tables", "public.Account:Account, public.Contact:Contact")
                .with("sweep.interval.ms", "200")
                .start();
        await().until(() -> sides.database()
                .rows("SELECT table_name FROM tandem.two_way_tables ORDER BY 1")
                .equals(List.of("Account", "Contact")));

        sides.edit("ALTER TABLE \"Account\" RENAME TO \"Moved\"");
        sides.edit("ALTER TABLE \"Contact\" ADD COLUMN \"Email\" text");
        await("the sink to have met both changes, in the order of the tables")
                .until(() -> sides.database()
                        .rows("SELECT options #> '{columns,Email}' IS NOT NULL FROM tandem.two_way_tables"
                                + " WHERE table_name = 'Contact'")
                        .equals(List.of("t")));
        sides.edit("ALTER TABLE \"Moved\" RENAME TO \"Account\"");
        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");

        sides.awaitRest();
        assertThat(sides.record(id).path("Name").asText()).isEqualTo("New");
        assertThat(sides.metric("tables-stopped")).isZero();
    }
}
