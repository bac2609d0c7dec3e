/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.changes;
import static dev.tandem.salesforce.source.Envelopes.is;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of fields that are added and removed while their object is copied. */
class ChangedFieldsTest {
    private static final String MOTTO = "{'name':'Motto__c','type':'string','length':20}";
    private static final String CHANNEL = "/data/AccountChangeEvent";

    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties("Account");

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void keepsValueOfNewFieldThatCannotBeDescribedAtOnce() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("request.max.retries.time.ms", "0");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            org.fault("unavailable", "{'requests':'describe','count':2}");
            org.addField("Account", MOTTO);
            org.update("Account", "{'Id':'" + account + "','Motto__c':'Onwards'}");

            SourceRecord update = task.pollUntilEmitted(is("u", account));

            assertThat(after(update).schema().field("Motto__c")).isNotNull();
            assertThat(after(update).getString("Motto__c")).isEqualTo("Onwards");
        }
    }

    @Test
    void readsMissedRecordWithoutFieldThatWasRemoved() {
        org.addField("Account", MOTTO);
        String account =
                org.create("Account", "{'Name':'Acme','Motto__c':'Onwards'}").get(0);
        properties.put("sweep.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            String other = org.create("Account", "{'Name':'Its event shows the schema'}")
                    .get(0);
            task.pollUntilEmitted(is("c", other));
            task.pollUntil(() -> (Long) AccountMetrics.value("SweepCalls") > 0);
            org.removeField("Account", "Motto__c");
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Newer'}");

            SourceRecord read = task.pollUntilEmitted(
                    is("r", account).and(record -> "Newer".equals(after(record).getString("Name"))));

            assertThat(after(read).schema().field("Motto__c")).isNull();
        }
    }

    /** Without the field, the schema of the events is the one from before it came. */
    @Test
    void noticesThatFieldWhichCameIsRemovedAgain() {
        String account = org.create("Account", "{'Name':'A'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            showSchema(task, account, "Before");
            org.addField("Account", "{'name':'Vip__c','type':'boolean'}");
            showSchema(task, account, "With");
            task.pollUntilEmitted(
                    is("r", account).and(record -> after(record).schema().field("Vip__c") != null));

            org.removeField("Account", "Vip__c");

            assertThat(after(showSchema(task, account, "After")).schema().field("Vip__c"))
                    .isNull();
        }
    }

    @Test
    void readsValuesOfFieldThatHasAnotherName() {
        org.addField("Account", MOTTO);
        List<String> accounts = org.create("Account", "{'Name':'A','Motto__c':'Onwards'},{'Name':'B'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            org.removeField("Account", "Motto__c");
            addFieldWithValue(MOTTO.replace("Motto__c", "Creed__c"), accounts.get(0), "'Onwards'");
            org.update("Account", "{'Id':'" + accounts.get(1) + "','Name':'Shows the schema'}");

            SourceRecord read = task.pollUntilEmitted(is("r", accounts.get(0))
                    .and(record -> after(record).schema().field("Creed__c") != null));

            assertThat(after(read).getString("Creed__c")).isEqualTo("Onwards");
            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
            assertThat(task.topics().stream().filter(is("r", accounts.get(1))))
                    .as("only records with a value are read again")
                    .hasSize(1);
        }
    }

    /** No event reports that a value was removed while the field was out of sight. */
    @Test
    void readsRowsAgainWhenFieldComesBack() {
        org.addField("Account", MOTTO);
        List<String> accounts = org.create("Account", "{'Name':'A','Motto__c':'Onwards'},{'Name':'B'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            org.removeField("Account", "Motto__c");
            showSchema(task, accounts.get(1), "Without");

            org.addField("Account", MOTTO);
            showSchema(task, accounts.get(1), "With");

            assertReadAgain(task, accounts.get(0));
        }
    }

    @Test
    void readsRowsAgainWhenFieldComesBackAfterRestart() {
        org.addField("Account", MOTTO);
        List<String> accounts = org.create("Account", "{'Name':'A','Motto__c':'Onwards'},{'Name':'B'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            org.removeField("Account", "Motto__c");
            showSchema(task, accounts.get(1), "Without");
            task.stop();
            task.start();
            showSchema(task, accounts.get(1), "Still without");

            org.addField("Account", MOTTO);
            showSchema(task, accounts.get(1), "With");

            assertReadAgain(task, accounts.get(0));
        }
    }

    @Test
    void readsRowsAgainWhenFieldThatVanishedUnseenComesBack() {
        org.addField("Account", MOTTO);
        List<String> accounts = org.create("Account", "{'Name':'A','Motto__c':'Onwards'},{'Name':'B'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            showSchema(task, accounts.get(1), "Position of an event");
            task.stop();
            org.removeField("Account", "Motto__c");
            task.start();
            showSchema(task, accounts.get(1), "Without");
            assertThat(readsOf(task, accounts.get(0))).as("nothing has come").isEqualTo(1);

            org.addField("Account", MOTTO.replace("Motto__c", "Creed__c"));
            org.addField("Account", MOTTO);
            showSchema(task, accounts.get(1), "With");

            assertReadAgain(task, accounts.get(0));
        }
    }

    @Test
    void readsOnlyRecordsWithValuesInFieldsAddedWhileStopped() {
        List<String> accounts = org.create("Account", "{'Name':'A'},{'Name':'B'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            showSchema(task, accounts.get(1), "Position of an event");
            task.stop();
            addFieldWithValue(MOTTO, accounts.get(0), "'Onwards'");
            task.start();
            assertReadAgain(task, accounts.get(0));
            task.stop();
            task.start();
            showSchema(task, accounts.get(1), "Old fields are known now");

            addFieldWithValue(MOTTO.replace("Motto__c", "Creed__c"), accounts.get(0), "'Onwards'");
            showSchema(task, accounts.get(1), "Another new field");
            task.pollUntil(() -> readsOf(task, accounts.get(0)) == 3);
            showSchema(task, accounts.get(1), "Fields are stored");

            task.stop();
            task.start();
            showSchema(task, accounts.get(1), "After a restart");

            assertThat(readsOf(task, accounts.get(0)))
                    .as("each new field is read once")
                    .isEqualTo(3);
            assertThat(readsOf(task, accounts.get(1))).as("without a value").isEqualTo(1);
            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
        }
    }

    @Test
    void readsNewFieldOfWholeRowsOnlyOnce() {
        properties.put("cdc.full.record.on.update", "true");
        List<String> accounts = org.create("Account", "{'Name':'A'},{'Name':'B'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            addFieldWithValue(MOTTO, accounts.get(0), "'Onwards'");
            updateWhole(task, accounts.get(1), "Shows the schema");
            task.pollUntil(() -> readsOf(task, accounts.get(0)) == 2);
            updateWhole(task, accounts.get(1), "Stores it");

            task.stop();
            task.start();
            updateWhole(task, accounts.get(1), "After a restart");

            assertThat(readsOf(task, accounts.get(0))).isEqualTo(2);
            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
        }
    }

    /** A row may have a value of a field before all rows are read, and the field may be removed before that. */
    @Test
    void readsRowsAgainWhenFieldComesBackThatWasNotRead() {
        String account = org.create("Account", "{'Name':'A'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            showSchema(task, account, "Position of an event");
            org.fault("failed-bulk", "{}");
            org.addField("Account", "{'name':'Motto__c','type':'boolean'}");
            org.update("Account", "{'Id':'" + account + "','Motto__c':true}");
            task.pollUntilEmitted(changes(account, "Motto__c"));
            task.crash();
            org.removeField("Account", "Motto__c");
            org.stopFault("failed-bulk");
            task.start();
            showSchema(task, account, "Without");

            org.addField("Account", MOTTO);
            showSchema(task, account, "With");

            assertReadAgain(task, account);
        }
    }

    @Test
    void readsOnlyRecordsWithValuesInNewFieldAfterCrash() {
        List<String> accounts = org.create("Account", "{'Name':'A'},{'Name':'B'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            showSchema(task, accounts.get(0), "Position of an event");
            org.fault("unavailable", "{'requests':'query'}");
            org.addField("Account", MOTTO);
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Motto__c':'Onwards'}");
            task.pollUntilEmitted(changes(accounts.get(0), "Motto__c"));
            task.crash();
            org.stopFault("unavailable");
            task.start();

            assertReadAgain(task, accounts.get(0));
            assertThat(readsOf(task, accounts.get(1))).as("without a value").isEqualTo(1);
        }
    }

    /** Salesforce removes values that the new type cannot hold, and does so without events. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsRowsAgainWhenFieldHasAnotherType(boolean stopped) {
        org.addField("Account", MOTTO);
        List<String> accounts = org.create("Account", "{'Name':'A','Motto__c':'Onwards'},{'Name':'B','Motto__c':'7'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            showSchema(task, accounts.get(1), "Position of an event");
            if (stopped) {
                task.stop();
            }
            org.removeField("Account", "Motto__c");
            addFieldWithValue("{'name':'Motto__c','type':'double','precision':18,'scale':2}", accounts.get(1), "7");
            if (stopped) {
                task.start();
            } else {
                org.update("Account", "{'Id':'" + accounts.get(1) + "','Name':'Shows the schema'}");
            }

            task.pollUntil(() -> readsOf(task, accounts.get(0)) > 1 && readsOf(task, accounts.get(1)) > 1);

            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
        }
    }

    private void addFieldWithValue(String field, String account, String value) {
        org.addField("Account", field.replaceFirst("}$", ",'values':{'" + account + "':" + value + "}}"));
    }

    private void updateWhole(SourceTaskHarness task, String account, String name) {
        org.awaitSubscriptions(CHANNEL, 1);
        org.update("Account", "{'Id':'" + account + "','Name':'" + name + "'}");
        task.pollUntilEmitted(
                is("r", account).and(record -> name.equals(after(record).getString("Name"))));
    }

    private static long readsOf(SourceTaskHarness task, String account) {
        return task.topics().stream().filter(is("r", account)).count();
    }

    private SourceRecord showSchema(SourceTaskHarness task, String account, String name) {
        org.awaitSubscriptions(CHANNEL, 1);
        org.update("Account", "{'Id':'" + account + "','Name':'" + name + "'}");
        return task.pollUntilEmitted(
                changes(account, "Name").and(record -> name.equals(after(record).getString("Name"))));
    }

    private void assertReadAgain(SourceTaskHarness task, String account) {
        task.pollUntil(() -> {
            List<SourceRecord> reads =
                    task.topics().stream().filter(is("r", account)).toList();
            return reads.size() > 1
                    && after(reads.get(reads.size() - 1)).schema().field("Motto__c") != null;
        });
        ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
    }

    @Test
    void readsAllRecordsForNewFieldThatNoConditionCanName() {
        List<String> accounts = org.generate("Account", 2);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            addFieldWithValue(
                    "{'name':'Story__c','type':'textarea','length':32000,'filterable':false}",
                    accounts.get(0),
                    "'Once upon a time'");
            org.update("Account", "{'Id':'" + accounts.get(1) + "','Name':'Shows the schema'}");

            task.pollUntilEmitted(is("r", accounts.get(0))
                    .and(record -> after(record).schema().field("Story__c") != null));
            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
        }
    }

    @Test
    void noticesFieldsThatAppearWithoutEvents() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("sweep.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            addFieldWithValue(MOTTO, account, "'Onwards'");

            SourceRecord read = task.pollUntilEmitted(
                    is("r", account).and(record -> after(record).schema().field("Motto__c") != null));

            assertThat(after(read).getString("Motto__c")).isEqualTo("Onwards");
        }
    }

    @Test
    void goesOnWhenAnEventNamesFieldThatWasRemoved() {
        org.addField("Account", MOTTO);
        String account =
                org.create("Account", "{'Name':'Acme','Motto__c':'Onwards'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            org.inject(CHANNEL, SampleEvents.update("Account", account, List.of("Name"), "{'Name':'One'}"));
            task.pollUntilEmitted(changes(account, "Name"));

            org.removeField("Account", "Motto__c");
            org.inject(CHANNEL, SampleEvents.update("Account", account, List.of("Motto__c"), "{}"));
            org.inject(CHANNEL, SampleEvents.update("Account", account, List.of("Name"), "{'Name':'Two'}"));

            task.pollUntilEmitted(changes(account, "Name")
                    .and(record -> "Two".equals(after(record).getString("Name"))));
        }
    }
}
