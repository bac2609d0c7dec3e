/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New rows that refer to each other before Salesforce has given them ids. */
class ParentsTest {
    private static final String EXTERNAL_ID =
            "{'name': 'Key__c', 'type': 'string', 'length': 50, 'externalId': true, 'unique': true}";

    private final TwoSides sides = new TwoSides();

    @BeforeEach
    void defineTeams() throws IOException {
        define("Team__c", EXTERNAL_ID + reference("Boss__c", "Boss__r", true));
        define("Member__c", EXTERNAL_ID + reference("Team__c", "Team__r", false));
        sides.database()
                .execute("CREATE TABLE team (id serial PRIMARY KEY, sfid varchar(18), name text, boss__c varchar(18),"
                        + " boss__r__key__c text, key__c text)");
        sides.database()
                .execute("CREATE TABLE member (id serial PRIMARY KEY, sfid varchar(18), name text, team__c varchar(18),"
                        + " team__r__key__c text, key__c text)");
        sides.with("tables", "public.Account:Account,public.member:Member__c,public.team:Team__c")
                .with("external.id.fields", "Team__c:Key__c,Member__c:Key__c")
                .with("parent.wait.ms", "2000");
    }

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    private void define(String object, String fields) throws IOException {
        JsonNode describe = new ObjectMapper().readTree(("{'fields': [" + fields + "]}").replace('\'', '"'));
        sides.org().define(object, describe);
    }

    private static String reference(String name, String relationship, boolean nillable) {
        return ", {'name': '%s', 'type': 'reference', 'relationshipName': '%s', 'referenceTo': ['Team__c'], 'nillable': %s}"
                .formatted(name, relationship, nillable);
    }

    private void start() {
        sides.start();
        awaitTwoWay();
    }

    private void awaitTwoWay() {
        await("all tables to become two-way")
                .ignoreExceptions()
                .until(() -> sides.database()
                                .rows("SELECT FROM tandem.two_way_tables")
                                .size()
                        == 3);
    }

    /** Returns the names of records with those of the records that they refer to. */
    private Map<String, String> parents(String object, String reference) {
        Map<String, ObjectNode> teams = sides.org().liveRecords("Team__c");
        return sides.org().liveRecords(object).values().stream()
                .collect(Collectors.toMap(
                        record -> record.path("Name").asText(),
                        record -> teams.containsKey(record.path(reference).asText())
                                ? teams.get(record.path(reference).asText())
                                        .path("Name")
                                        .asText()
                                : ""));
    }

    @Test
    void createsChainFromItsTop() {
        sides.with("parent.wait.ms", "600000");
        start();

        sides.edit(
                "BEGIN; INSERT INTO member (id, name, team__r__key__c) VALUES (1, 'Ann', '13');"
                        + " INSERT INTO team (id, name, boss__r__key__c) VALUES (13, 'Low', '12'), (12, 'Middle', '11'), (11, 'Top', NULL); COMMIT");

        sides.awaitRest();
        assertThat(parents("Team__c", "Boss__c"))
                .containsOnly(Map.entry("Top", ""), Map.entry("Middle", "Top"), Map.entry("Low", "Middle"));
        assertThat(parents("Member__c", "Team__c")).containsOnly(Map.entry("Ann", "Low"));
        assertThat(sides.database().rows("SELECT operation, count(*) FROM tandem.write_log GROUP BY 1"))
                .containsExactly("create|4");
        assertThat(sides.database().rows("SELECT t.name FROM member m JOIN team t ON t.sfid = m.team__c"))
                .containsExactly("Low");
    }

    @Test
    void waitsForParentWhoseCreateIsUnderWay() {
        sides.with("parent.wait.ms", "100").with("request.deadline.ms", "2000");
        start();
        sides.org().startFault("lost-answer", Map.of("requests", "composite", "count", 1));
        sides.edit("INSERT INTO team (id, name) VALUES (11, 'Top')");
        await("the answer to be lost")
                .until(() -> !sides.database()
                        .rows("SELECT FROM tandem.write_log WHERE state = 'unanswered'")
                        .isEmpty());

        sides.edit("INSERT INTO team (id, name, boss__r__key__c) VALUES (12, 'Low', '11')");

        sides.awaitRest();
        assertThat(parents("Team__c", "Boss__c")).containsOnly(Map.entry("Top", ""), Map.entry("Low", "Top"));
        assertThat(sides.database().rows("SELECT DISTINCT operation FROM tandem.write_log"))
                .containsExactly("create");
    }

    @Test
    void leavesChildrenAloneWhileTheirTablePauses() throws SQLException {
        sides.with("parent.wait.ms", "600000");
        SteppedClock clock = new SteppedClock();
        TableTask task = TableTask.open(new SalesforceSinkConfig(sides.properties()), clock);
        try {
            awaitTwoWay();
            sides.edit("INSERT INTO member (id, name, team__r__key__c) VALUES (1, 'Ann', '11')");
            letMembersPause();

            create(11);
            create(12);

            assertThat(sides.database().rows("SELECT team__r__key__c FROM member"))
                    .containsExactly("11");
            clock.forward(Duration.ofMinutes(1));
            await().untilAsserted(
                            () -> assertThat(parents("Member__c", "Team__c")).containsOnly(Map.entry("Ann", "Top 11")));
        } finally {
            task.close();
        }
    }

    /** Creates the record of a team, and waits for its answer, which lets the sink look for the team's members. */
    private void create(int id) {
        sides.edit("INSERT INTO team (id, name) VALUES (" + id + ", 'Top " + id + "')");
        await().until(() -> !sides.database()
                .rows("SELECT FROM team WHERE id = " + id + " AND sfid IS NOT NULL")
                .isEmpty());
    }

    /** Holds the table of members until the sink has given up its wait for it. */
    private void letMembersPause() throws SQLException {
        // The watch of pending edits waits for the table, too.
        String waits = "SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                + " WHERE l.relation = 'member'::regclass AND NOT l.granted AND a.application_name NOT LIKE '%-pending'";
        try (Connection holder = DriverManager.getConnection(sides.database().url());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE member IN ACCESS EXCLUSIVE MODE");
            sides.edit("SELECT pg_notify('tandem_wake_up', 'public.member')");
            await().until(() -> !sides.database().rows(waits).isEmpty());
            await().until(() -> sides.database().rows(waits).isEmpty());
            holder.commit();
        }
    }

    @Test
    void indexesRowsThatWaitForParents() {
        start();

        assertThat(
                        sides.database()
                                .rows(
                                        "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%(team__r__key__c) WHERE (team__r__key__c IS NOT NULL)'"))
                .containsExactly("member_team__r__key__c");
    }

    @Test
    void createsRowsThatReferToEachOther() {
        start();

        sides.edit(
                "INSERT INTO team (id, name, boss__r__key__c) VALUES (1, 'Hen', '2'), (2, 'Egg', '1'), (3, 'Own', '3')");

        await().untilAsserted(() -> assertThat(parents("Team__c", "Boss__c"))
                .containsOnly(Map.entry("Hen", "Egg"), Map.entry("Egg", "Hen"), Map.entry("Own", "Own")));
        assertThat(sides.org().liveRecords("Team__c")).hasSize(3);
    }

    @Test
    void keepsWaitingForRequiredParent() {
        start();
        sides.edit("INSERT INTO member (name, team__r__key__c) VALUES ('Early', '7')");
        sides.edit("INSERT INTO team (name, boss__r__key__c) VALUES ('Later', '99')");

        await().until(() -> parents("Team__c", "Boss__c").containsKey("Later"));

        assertThat(sides.org().liveRecords("Member__c")).isEmpty();
        sides.edit("INSERT INTO team (id, name) VALUES (7, 'Awaited')");
        await().untilAsserted(
                        () -> assertThat(parents("Member__c", "Team__c")).containsOnly(Map.entry("Early", "Awaited")));
    }

    @Test
    void failsWhenRequiredParentIsDeleted() {
        sides.with("parent.wait.ms", "1000");
        start();
        sides.edit("BEGIN; INSERT INTO team (id, name) VALUES (7, 'Short'); INSERT INTO member (name, team__r__key__c)"
                + " VALUES ('Orphan', '7'); DELETE FROM team; COMMIT");

        await().until(() ->
                sides.database().rows("SELECT _sync_state FROM member").contains("failed"));

        assertThat(sides.database().rows("SELECT error FROM tandem.pending WHERE table_name = 'member'"))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error).contains("REQUIRED_FIELD_MISSING"));
        sides.edit("INSERT INTO team (id, name) VALUES (7, 'Again')");
        await().untilAsserted(
                        () -> assertThat(parents("Member__c", "Team__c")).containsOnly(Map.entry("Orphan", "Again")));
    }

    @Test
    void readsRowsAgainWhoseParentIsDeleted() {
        sides.with("request.deadline.ms", "2000");
        start();
        sides.edit("INSERT INTO team (id, name) VALUES (1, 'Gone'), (2, 'Kept'), (3, 'Later')");
        sides.awaitRest();
        sides.edit("INSERT INTO member (name, team__c) SELECT t.name, t.sfid FROM team t");
        sides.awaitRest();
        List<String> orphans =
                sides.database().rows("SELECT sfid FROM member WHERE name IN ('Gone', 'Later') ORDER BY name");

        sides.edit("DELETE FROM team WHERE id = 1");
        await().untilAsserted(() -> assertThat(readsOfMembers()).containsExactly("Id IN ('" + orphans.get(0) + "')"));
        sides.edit("DELETE FROM team WHERE id = 3");

        // A later sweep sees both deletes, and asks for the row of the new one only.
        await().untilAsserted(() -> assertThat(readsOfMembers())
                .containsExactlyInAnyOrder("Id IN ('" + orphans.get(0) + "')", "Id IN ('" + orphans.get(1) + "')"));
    }

    @Test
    void readsChildAgainThatWasDeletedWithItsMaster() {
        makeMembersDetails();
        start();
        sides.edit("INSERT INTO team (id, name) VALUES (1, 'Top')");
        sides.awaitRest();
        sides.edit("INSERT INTO member (name, team__c) SELECT 'Ann', sfid FROM team");
        sides.awaitRest();
        sides.org().startFault("silent-cascades", Map.of());
        sides.org().delete("Team__c", sides.database().rows("SELECT sfid FROM team"));

        sides.edit("UPDATE member SET name = 'Anna'");

        String child = sides.database().rows("SELECT sfid FROM member").get(0);
        await().untilAsserted(() -> assertThat(readsOfMembers()).contains("Id IN ('" + child + "')"));
        assertThat(sides.database().rows("SELECT field FROM tandem.pending")).containsExactly("name");
        assertThat(sides.org().liveRecords("Member__c")).isEmpty();
    }

    @Test
    void keepsInsertWhoseMasterIsDeleted() {
        makeMembersDetails();
        start();
        sides.edit("INSERT INTO team (id, name) VALUES (1, 'Gone'), (2, 'Kept')");
        sides.awaitRest();
        sides.org().delete("Team__c", sides.database().rows("SELECT sfid FROM team WHERE id = 1"));

        sides.edit("INSERT INTO member (name, team__c) SELECT 'Ann', sfid FROM team WHERE id = 1");

        await().untilAsserted(() -> assertThat(
                        sides.database().rows("SELECT DISTINCT state, error IS NOT NULL FROM tandem.pending"))
                .containsExactly("failed|t"));
        sides.edit("UPDATE member SET team__c = (SELECT sfid FROM team WHERE id = 2)");
        sides.awaitRest();
        assertThat(parents("Member__c", "Team__c")).containsOnly(Map.entry("Ann", "Kept"));
    }

    private void makeMembersDetails() {
        sides.org()
                .addField(
                        "Member__c",
                        Map.of(
                                "name",
                                "Team__c",
                                "type",
                                "reference",
                                "relationshipName",
                                "Team__r",
                                "referenceTo",
                                List.of("Team__c"),
                                "nillable",
                                false,
                                "cascadeDelete",
                                true));
    }

    /** Returns the conditions of all signals that ask for members. */
    private List<String> readsOfMembers() {
        return sides.database()
                .rows("SELECT data::jsonb -> 'additional-conditions' -> 0 ->> 'filter' AS filter FROM tandem.signals"
                        + " WHERE data LIKE '%Member__c%'");
    }

    @Test
    void leavesReferenceAloneThatSalesforceClears() {
        start();
        sides.edit("INSERT INTO team (id, name) VALUES (1, 'Top')");
        sides.edit("INSERT INTO team (id, name, boss__r__key__c) VALUES (2, 'Low', '1')");
        sides.awaitRest();

        sides.applying("UPDATE team SET boss__c = NULL WHERE id = 2");
        sides.edit("INSERT INTO team (id, name) VALUES (3, 'Other')");
        await().until(() -> parents("Team__c", "Boss__c").containsKey("Other"));

        assertThat(sides.database().rows("SELECT boss__c FROM team WHERE id = 2"))
                .containsExactly("null");
    }
}
