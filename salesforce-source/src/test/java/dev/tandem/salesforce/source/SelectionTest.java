/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.changed;
import static dev.tandem.salesforce.source.Envelopes.id;
import static dev.tandem.salesforce.source.Envelopes.is;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the options that choose what is read, and when. */
class SelectionTest {
    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties("Account");

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void copiesOnlyRecordsThatMeetTheCondition() {
        String energy =
                org.create("Account", "{'Name':'A','Industry':'Energy'}").get(0);
        String leaving =
                org.create("Account", "{'Name':'B','Industry':'Energy'}").get(0);
        String banking =
                org.create("Account", "{'Name':'C','Industry':'Banking'}").get(0);
        properties.put("row.filter.Account", "Industry = 'Energy'");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            assertThat(task.topics()).noneMatch(record -> id(record).equals(banking));

            org.update("Account", "{'Id':'" + leaving + "','Industry':'Banking'}");
            org.update("Account", "{'Id':'" + banking + "','Industry':'Energy'}");
            org.create("Account", "{'Name':'D','Industry':'Banking'}");
            task.pollUntilEmitted(is("d", leaving));
            task.pollUntilEmitted(is("r", banking));

            org.delete("Account", List.of(energy));
            task.pollUntilEmitted(is("d", energy));
            assertTableHasEnergy(task);
        }
    }

    /** SOQL cannot negate a condition with a subquery. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "account | Industry = 'Energy' | 'Banking'",
                "Account | Industry = 'Energy' AND Id IN (SELECT AccountId FROM Contact) | null"
            })
    void findsRecordsThatLeftTheConditionUnseen(String object, String condition, String industry) {
        String leaving =
                org.create("Account", "{'Name':'A','Industry':'Energy'}").get(0);
        String staying =
                org.create("Account", "{'Name':'B','Industry':'Energy'}").get(0);
        org.create("Contact", "{'LastName':'X','AccountId':'" + leaving + "'}");
        org.create("Contact", "{'LastName':'Y','AccountId':'" + staying + "'}");
        properties.put("row.filter." + object, condition);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            org.update("Account", "{'Id':'" + staying + "','Name':'Seen'}");
            task.pollUntil(3);
            task.stop();
            org.update("Account", "{'Id':'" + leaving + "','Industry':" + industry + "}");
            org.fault("expired-replay-ids", "{}");

            task.start();

            task.pollUntilEmitted(is("d", leaving));
            task.pollUntil(() -> count(task, is("r", staying)) == 3);
            assertTableHasEnergy(task);
        }
    }

    @Test
    void readsAllRecordsAtEveryStartIfModeIsAlways() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("snapshot.mode", "always");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            task.stop();
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Unseen'}");

            task.start();

            task.pollUntil(() -> count(task, is("r", account)) == 2);
            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
        }
    }

    @Test
    void readsAllRecordsIfThePositionIsGoneAndModeIsWhenNeeded() {
        List<String> accounts = org.generate("Account", 3);
        properties.put("snapshot.mode", "when_needed");
        properties.put("transaction.max.ms", "0");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(3);
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", accounts.get(0)));
            task.stop();
            org.fault("expired-replay-ids", "{}");

            task.start();

            task.pollUntil(() -> count(task, is("r", accounts.get(2))) == 2);
        }
    }

    @Test
    void followsADeleteByATombstoneOnRequest() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("tombstones.on.delete", "true");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.delete("Account", List.of(account));

            List<SourceRecord> records = task.pollUntil(3);

            SourceRecord delete = records.get(1);
            SourceRecord tombstone = records.get(2);
            assertThat(is("d", account)).accepts(delete);
            assertThat(tombstone.key()).isEqualTo(delete.key());
            assertThat(tombstone.value()).isNull();
            assertThat(tombstone.valueSchema()).isNull();
            assertThat(tombstone.sourceOffset()).containsKey("replay_id");
            assertThat(delete.sourceOffset()).doesNotContainKey("replay_id");
        }
    }

    @Test
    void emitsWholeRowsOfEventsOnRequest() {
        String account =
                org.create("Account", "{'Name':'Acme','Phone':'030 1'}").get(0);
        String doomed = org.create("Account", "{'Name':'Doomed'}").get(0);
        properties.put("cdc.full.record.on.update", "true");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            org.update("Account", "{'Id':'" + account + "','Name':'Acme & Sons'}");
            org.delete("Account", List.of(doomed));
            task.pollUntilEmitted(is("d", doomed));

            SourceRecord update = task.topics().get(2);

            assertThat(is("r", account)).accepts(update);
            assertThat(changed(update)).isNull();
            assertThat(after(update).getString("Name")).isEqualTo("Acme & Sons");
            assertThat(after(update).getString("Phone")).isEqualTo("030 1");
            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
        }
    }

    @Test
    void addsTheSourceAsHeadersOnRequest() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("source.headers", "true");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            SourceRecord read = task.pollUntilEmitted(is("r", account));
            org.update("Account", "{'Id':'" + account + "','Name':'Other'}");
            SourceRecord update = task.pollUntilEmitted(is("u", account));

            assertThat(header(read, "snapshot")).isEqualTo("last");
            assertThat(header(read, "change_type"))
                    .as("a read has no change type")
                    .isNull();
            assertThat(header(update, "change_type")).isEqualTo("UPDATE");
            assertThat(header(update, "object")).isEqualTo("Account");
            assertThat((String) header(update, "replay_id")).isNotEmpty();
            assertThat((Long) header(update, "version_ts")).isGreaterThan((Long) header(read, "version_ts"));
        }
    }

    private static Object header(SourceRecord record, String field) {
        Header header = record.headers().lastWithName("salesforce." + field);
        return header == null ? null : header.value();
    }

    private static long count(SourceTaskHarness task, Predicate<SourceRecord> wanted) {
        return task.topics().stream().filter(wanted).count();
    }

    private void assertTableHasEnergy(SourceTaskHarness task) {
        Map<String, ObjectNode> records = org.records("Account");
        records.values().removeIf(record -> !record.path("Industry").asText().equals("Energy"));
        ReplayedTable.of(task.topics(), "Account").assertEquals(records);
    }
}
