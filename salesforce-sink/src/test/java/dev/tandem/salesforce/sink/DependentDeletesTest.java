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
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deletes of rows to which others refer, or whose unique values others take. */
class DependentDeletesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TwoSides sides = new TwoSides()
            .with("tables", "public.Account:Account,public.part:Part__c")
            .with("external.id.fields", "Account:External_Account_ID__c,Part__c:Key__c");

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    /** @param reference a flag of the field that refers to the account */
    private void start(String reference) throws IOException {
        JsonNode describe = JSON.readTree(("{'fields': ["
                        + "{'name': 'Key__c', 'type': 'string', 'length': 50, 'externalId': true, 'unique': true},"
                        + "{'name': 'Code__c', 'type': 'string', 'length': 50, 'unique': true},"
                        + "{'name': 'Whole__c', 'type': 'reference', 'referenceTo': ['Account'], '" + reference
                        + "': true}]}")
                .replace('\'', '"'));
        sides.org().define("Part__c", describe);
        sides.database()
                .execute("CREATE TABLE part (id serial PRIMARY KEY, sfid varchar(18), name text, whole__c varchar(18),"
                        + " code__c text, key__c text, _sync_version bigint)");
        sides.start();
        await("both tables to become two-way")
                .ignoreExceptions()
                .until(() -> sides.database()
                                .rows("SELECT FROM tandem.two_way_tables")
                                .size()
                        == 2);
    }

    /** Adds a part of an account to the org, and its row; returns its id. */
    private String addPart(String account) {
        String id = sides.org()
                .addRecords("Part__c", List.of(Map.of("Name", "Part", "Whole__c", account)))
                .get(0);
        sides.applying("INSERT INTO part (sfid, name, whole__c, _sync_version) VALUES ('" + id + "', 'Part', '"
                + account + "', 1)");
        return id;
    }

    @Test
    void deletesRecordsThatKeepTheirParentFromBeingDeleted() throws IOException {
        start("restrictedDelete");
        String account = sides.addAccount("Whole");
        addPart(account);
        addPart(account);

        sides.edit("BEGIN; DELETE FROM part; DELETE FROM \"Account\"; COMMIT");

        await("the account to be deleted")
                .until(() -> sides.org().liveRecords("Account").isEmpty());
        assertThat(sides.org().liveRecords("Part__c")).isEmpty();
        assertThat(sides.database().rows("SELECT FROM tandem.write_log WHERE state <> 'written'"))
                .isEmpty();
    }

    @Test
    void movesRecordsBeforeTheirFormerParentIsDeleted() throws IOException, SQLException {
        start("cascadeDelete");
        String former = sides.addAccount("Former");
        String other = sides.addAccount("Other");
        String part = addPart(former);

        sides.stop();
        sides.edit("BEGIN; UPDATE part SET whole__c = '" + other + "'; DELETE FROM \"Account\" WHERE \"Id\" = '"
                + former + "'; UPDATE \"Account\" SET \"Name\" = 'Sent with the delete'; COMMIT");
        try (Connection user = DriverManager.getConnection(sides.database().url());
                Statement statement = user.createStatement()) {
            user.setAutoCommit(false);
            statement.execute("SELECT FROM part FOR UPDATE");
            sides.launch();
            await("the other edit to arrive")
                    .until(() -> sides.record(other).path("Name").asText().equals("Sent with the delete"));
            user.commit();
        }

        await("the former parent to be deleted").until(() -> sides.record(former) == null);
        assertThat(sides.org().liveRecords("Part__c").get(part).path("Whole__c").asText())
                .isEqualTo(other);
    }

    @Test
    void deletesNoParentWhileTableOfItsChildrenIsStopped() throws IOException {
        start("cascadeDelete");
        String former = sides.addAccount("Former");
        String other = sides.addAccount("Other");
        String part = addPart(former);
        sides.edit(
                "BEGIN; UPDATE part SET whole__c = '" + other + "'; ALTER TABLE part RENAME sfid TO elsewhere; COMMIT");
        await("the table to be stopped").until(() -> sides.metric("tables-stopped") == 1);

        sides.edit("BEGIN; DELETE FROM \"Account\" WHERE \"Id\" = '" + former
                + "'; UPDATE \"Account\" SET \"Name\" = 'Sent with the delete'; COMMIT");
        await("the other edit to arrive")
                .until(() -> sides.record(other).path("Name").asText().equals("Sent with the delete"));
        await("the row's story to say what the delete waits for")
                .until(() -> sides.database()
                        .rows(
                                "SELECT count(*) FROM tandem.explain('\"Account\"', '" + former
                                        + "') WHERE what = 'write' AND details ->> 'state' = 'blocked'"
                                        + " AND details ->> 'message' LIKE 'The delete waits until public.part can be written back again%'")
                        .equals(List.of("1")));
        sides.edit("ALTER TABLE part RENAME elsewhere TO sfid");

        await("the former parent to be deleted").until(() -> sides.record(former) == null);
        assertThat(sides.org().liveRecords("Part__c").get(part).path("Whole__c").asText())
                .isEqualTo(other);
    }

    @Test
    void notesWaitingDeleteOnceItsLogCanBeWritten() throws IOException {
        start("cascadeDelete");
        String former = sides.addAccount("Former");
        String other = sides.addAccount("Other");
        addPart(former);
        sides.edit("ALTER TABLE part RENAME sfid TO elsewhere");
        await("the table to be stopped").until(() -> sides.metric("tables-stopped") == 1);
        sides.edit("ALTER TABLE tandem.write_log ADD CONSTRAINT full_disk CHECK (state <> 'blocked')");

        sides.edit("BEGIN; DELETE FROM \"Account\" WHERE \"Id\" = '" + former
                + "'; UPDATE \"Account\" SET \"Name\" = 'Sent with the delete'; COMMIT");
        await("the other edit to arrive")
                .until(() -> sides.record(other).path("Name").asText().equals("Sent with the delete"));
        sides.edit("ALTER TABLE tandem.write_log DROP CONSTRAINT full_disk");

        await("the log to say what the delete waits for")
                .until(() -> !sides.database()
                        .rows("SELECT FROM tandem.write_log WHERE state = 'blocked'")
                        .isEmpty());
        assertThat(sides.metric("tables-stopped")).isEqualTo(1);
    }

    @Test
    void createsRecordWithUniqueValueOfDeletedOne() throws IOException {
        start("restrictedDelete");
        sides.edit("INSERT INTO part (name, code__c) VALUES ('Former', 'C1')");
        sides.awaitRest();

        sides.edit("BEGIN; DELETE FROM part; INSERT INTO part (name, code__c) VALUES ('New', 'c1'); COMMIT");

        await("the new record to have the value").until(() -> codes().equals(Map.of("New", "c1")));
    }

    @Test
    void movesUniqueValueFromRowToRow() throws IOException {
        start("restrictedDelete");
        sides.edit(
                "INSERT INTO part (id, name, code__c) VALUES (1, 'One', 'C1'), (2, 'Two', 'C2'), (3, 'Three', 'C3')");
        sides.awaitRest();

        sides.edit("UPDATE part SET code__c = 'C' || id + 1");

        sides.awaitRest();
        assertThat(codes()).containsOnly(Map.entry("One", "C2"), Map.entry("Two", "C3"), Map.entry("Three", "C4"));
    }

    @Test
    void failsForUniqueValueThatAnotherRecordKeeps() throws IOException {
        start("restrictedDelete");
        sides.edit("INSERT INTO part (id, name, code__c) VALUES (1, 'One', 'C1'), (2, 'Two', 'C2')");
        sides.awaitRest();

        sides.edit("UPDATE part SET code__c = 'C1' WHERE id = 2");

        await("the edit to fail")
                .until(() -> sides.database()
                        .rows("SELECT _sync_state, left(_sync_error, 16) FROM part WHERE id = 2")
                        .equals(List.of("failed|DUPLICATE_VALUE:")));
        assertThat(sides.database().rows("SELECT DISTINCT state FROM tandem.write_log WHERE operation = 'update'"))
                .containsExactly("failed");
    }

    private Map<String, String> codes() {
        return sides.org().liveRecords("Part__c").values().stream()
                .collect(Collectors.toMap(
                        part -> part.path("Name").asText(),
                        part -> part.path("Code__c").asText()));
    }
}
