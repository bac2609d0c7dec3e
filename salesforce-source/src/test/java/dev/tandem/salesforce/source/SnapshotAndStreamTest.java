/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.changed;
import static dev.tandem.salesforce.source.Envelopes.changes;
import static dev.tandem.salesforce.source.Envelopes.id;
import static dev.tandem.salesforce.source.Envelopes.is;
import static dev.tandem.salesforce.source.Envelopes.op;
import static dev.tandem.salesforce.source.Envelopes.snapshot;
import static dev.tandem.salesforce.source.Envelopes.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Envelope;
import dev.tandem.event.SalesforceChange;
import dev.tandem.event.SourceColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotAndStreamTest {
    private final ControlledOrg org = ControlledOrg.start();

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void readsAllRecordsAndThenEmitsEveryChange() {
        org.generate("Account", 1_200);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            List<SourceRecord> reads = task.pollUntil(1_200);

            assertThat(reads)
                    .hasSize(1_200)
                    .allSatisfy(read -> assertThat(op(read)).isEqualTo("r"));
            assertThat(reads.subList(0, 1_199))
                    .allSatisfy(read -> assertThat(snapshot(read)).isEqualTo("true"));
            assertThat(snapshot(reads.get(1_199))).isEqualTo("last");

            String created =
                    org.create("Account", "{'Name':'New','BillingCity':'Rome'}").get(0);
            org.update("Account", "{'Id':'" + created + "','Name':'Newer','BillingCity':null}");
            String gone = id(reads.get(0));
            String back = id(reads.get(1));
            org.delete("Account", List.of(gone, back));
            org.undelete("Account", List.of(back));
            task.pollUntilEmitted(is("c", back));

            assertThat(task.topics().stream().filter(changes(created, "BillingCity")))
                    .singleElement()
                    .satisfies(update -> {
                        assertThat(after(update).getString("Name")).isEqualTo("Newer");
                        assertThat(after(update).get("BillingCity")).isNull();
                        assertThat(changed(update)).doesNotContain("Phone");
                    });
            assertThat(task.topics()).anyMatch(is("d", gone));
            assertTableEquals(task, "Account");
        }
    }

    @Test
    void announcesObjectsWithoutRecords() {
        String deleted = org.create("Contact", "{'LastName':'Gone'}").get(0);
        org.delete("Contact", List.of(deleted));
        org.generate("Opportunity", 1);
        Map<String, String> properties = org.properties("Account", "Contact", "Opportunity");
        properties.put("announce.empty.objects", "true");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(4);
            List<SourceRecord> announcements = task.topics().stream()
                    .filter(is("d", SalesforceChange.NO_RECORD))
                    .toList();

            assertThat(announcements)
                    .extracting(SourceRecord::topic)
                    .containsExactlyInAnyOrder("salesforce.Account", "salesforce.Contact");
            assertThat(announcements)
                    .allMatch(announcement ->
                            announcement.sourceOffset().get("phase").equals("stream"));
            assertThat(announcements
                            .get(0)
                            .valueSchema()
                            .field(Envelope.AFTER)
                            .schema()
                            .field("CreatedDate"))
                    .isNotNull();

            String created = org.create("Account", "{'Name':'First'}").get(0);
            task.pollUntilEmitted(is("c", created));
            assertTableEquals(task, "Account");
        }
    }

    @Test
    void emitsNothingForObjectsWithoutRecordsByDefault() {
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(() -> "STREAMING".equals(AccountMetrics.value("Phase")));
            String created = org.create("Account", "{'Name':'First'}").get(0);
            task.pollUntilEmitted(is("c", created));

            assertThat(task.topics()).singleElement().matches(is("c", created));
        }
    }

    @Test
    void describesOriginInRecords() {
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            String before = org.create("Account", "{'Name':'Before'}").get(0);
            task.pollUntilEmitted(record -> id(record).equals(before));
            String created = org.create("Account", "{'Name':'After'}").get(0);

            SourceRecord record = task.pollUntilEmitted(is("c", created));

            assertThat(record.topic()).isEqualTo("salesforce.Account");
            assertThat(record.sourcePartition()).isEqualTo(Map.of("object", "Account"));
            assertThat(source(record).getString(SalesforceChange.CONNECTOR)).isEqualTo("salesforce");
            assertThat(source(record).getString(SalesforceChange.NAME_FIELD)).isEqualTo("salesforce");
            assertThat(source(record).getString(SalesforceChange.CHANNEL)).isEqualTo("/data/AccountChangeEvent");
            assertThat(source(record).getString(SalesforceChange.CHANGE_TYPE)).isEqualTo("CREATE");
            assertThat(source(record).getString(SalesforceChange.ORG_ID)).hasSize(18);
            assertThat(source(record).getInt64(SalesforceChange.COMMIT_TS) % 1_000_000)
                    .isZero();
            assertThat(record.sourceOffset().get("replay_id"))
                    .isEqualTo(source(record).getString(SalesforceChange.REPLAY_ID));
            assertThat(SourceColumn.type(after(record).schema().field("Name").schema()))
                    .contains("string");
        }
    }

    @Test
    void emitsAddedFieldWithoutRestart() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntilEmitted(is("r", account));

            org.addField("Account", "{'name':'Tier__c','type':'picklist','length':255}");
            org.update("Account", "{'Id':'" + account + "','Tier__c':'Gold'}");

            SourceRecord update = task.pollUntilEmitted(changes(account, "Tier__c"));
            assertThat(after(update).getString("Tier__c")).isEqualTo("Gold");
            assertThat(SourceColumn.length(
                            after(update).schema().field("Tier__c").schema()))
                    .contains(255);

            org.removeField("Account", "Tier__c");
            org.update("Account", "{'Id':'" + account + "','Name':'Acme 2'}");
            SourceRecord later = task.pollUntilEmitted(record ->
                    after(record) != null && "Acme 2".equals(after(record).getString("Name")));
            assertThat(after(later).schema().field("Tier__c")).isNull();
            assertTableEquals(task, "Account");
        }
    }

    @Test
    void readsAllRecordsForNewFieldWithSilentValues() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntilEmitted(is("r", account));
            org.addField("Account", "{'name':'Vip__c','type':'boolean','nillable':false}");
            String other =
                    org.create("Account", "{'Name':'Other','Vip__c':true}").get(0);

            task.pollUntilEmitted(is("r", other));

            assertTableEquals(task, "Account");
        }
    }

    @Test
    void readsAllRecordsForFieldAddedToConfiguration() {
        String account = org.create("Account", "{'Name':'Acme','Phone':'1'}").get(0);
        Map<String, String> properties = org.properties("Account");
        properties.put("field.include.list", "Account.Name");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            task.stop();
            task.reconfigure("field.include.list", "Account.Name,Account.Phone");
            task.start();

            task.pollUntil(() -> task.topics().stream().filter(is("r", account)).count() == 2);
            assertTableEquals(task, "Account");
        }
    }

    @Test
    void objectsAreDividedOverTasksThatShareNothing() {
        org.generate("Account", 50);
        org.generate("Contact", 50);
        org.generate("Opportunity", 50);
        Map<String, String> connector = org.properties("Account", "Contact", "Opportunity");
        try (SourceTaskHarness first = SourceTaskHarness.start(connector, 2, 0);
                SourceTaskHarness second = SourceTaskHarness.start(connector, 2, 1)) {
            first.pollUntil(100);
            second.pollUntil(50);
            String contact = org.create("Contact", "{'LastName':'Brown'}").get(0);
            second.pollUntilEmitted(is("c", contact));

            assertThat(topicsOf(first)).containsExactlyInAnyOrder("salesforce.Account", "salesforce.Opportunity");
            assertThat(topicsOf(second)).containsExactly("salesforce.Contact");
            assertTableEquals(first, "Account");
            assertTableEquals(first, "Opportunity");
            assertTableEquals(second, "Contact");
        }
    }

    @Test
    void emitsNewOrRetainedEventsWithoutSnapshot() {
        String old = org.create("Account", "{'Name':'Old'}").get(0);
        Map<String, String> latest = org.properties("Account");
        latest.put("historical.snapshot", "false");
        Map<String, String> all = org.properties("Account");
        all.put("historical.snapshot", "false");
        all.put("salesforce.initial.start", "all");
        try (SourceTaskHarness fromNow = SourceTaskHarness.start(latest);
                SourceTaskHarness fromStart = SourceTaskHarness.start(all)) {
            fromStart.pollUntilEmitted(is("c", old));
            org.awaitSubscriptions("/data/AccountChangeEvent", 2);
            String fresh = org.create("Account", "{'Name':'Fresh'}").get(0);
            fromNow.pollUntilEmitted(is("c", fresh));

            assertThat(fromNow.topics()).hasSize(1);
        }
    }

    @Test
    void emitsEventsDuringSnapshotAfterItsRows() {
        org.generate("Account", 3_000);
        org.load("{'changesPerSecond':200,'objects':['Account']}");
        Map<String, String> properties = org.properties("Account");
        properties.put("snapshot.page.rows", "100");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() ->
                    task.topics().stream().anyMatch(record -> snapshot(record).equals("last")));
            org.stopLoad();
            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));

            List<String> snapshots =
                    task.topics().stream().map(Envelopes::snapshot).toList();
            assertThat(snapshots.lastIndexOf("true")).isLessThan(snapshots.indexOf("last"));
            assertThat(snapshots.indexOf("last")).isLessThan(snapshots.indexOf("false"));
            assertTableEquals(task, "Account");
        }
    }

    @Test
    void countsRecordsThatConnectDoesNotWrite() {
        org.create("Account", "{'Name':'Acme'}");
        Map<String, String> properties = org.properties("Account");
        properties.put("errors.tolerance", "all");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);

            task.passOver(task.topics().get(0));

            assertThat(AccountMetrics.value("RecordsSkipped")).isEqualTo(1L);
        }
    }

    @Test
    void losesNothingWhenBufferIsFull() {
        org.generate("Account", 1_200);
        Map<String, String> properties = org.properties("Account");
        properties.put("event.buffer.size", "100");
        properties.put("max.queue.size", "500");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            // The task is not polled, so the read cannot end and events pile up.
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            org.load("{'changesPerSecond':500,'objects':['Account']}");
            org.awaitChanges(600);
            org.stopLoad();
            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));

            assertTableEquals(task, "Account");
        }
    }

    @Test
    void handsOverFewLargeRowsInOnePoll() {
        String text = "x".repeat(30_000);
        for (int i = 0; i < 60; i++) {
            org.create("Contact", "{'LastName':'Miller','Description':'" + text + "'}");
        }
        Map<String, String> properties = org.properties("Contact");
        properties.put("max.queue.size.in.bytes", "1048576");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            List<Integer> polls = new ArrayList<>();
            task.pollUntil(() -> {
                polls.add(task.topics().size());
                return task.topics().size() >= 60;
            });

            // A megabyte of these rows makes a unit.
            assertThat(polls).contains(35, 60);
            assertTableEquals(task, "Contact");
        }
    }

    private void assertTableEquals(SourceTaskHarness task, String object) {
        ReplayedTable.of(task.topics(), object).assertEquals(org.records(object));
    }

    private static Set<String> topicsOf(SourceTaskHarness task) {
        Set<String> topics = new HashSet<>();
        task.topics().forEach(record -> topics.add(record.topic()));
        return topics;
    }
}
