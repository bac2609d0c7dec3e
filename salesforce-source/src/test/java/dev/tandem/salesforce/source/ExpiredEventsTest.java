/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.id;
import static dev.tandem.salesforce.source.Envelopes.is;
import static dev.tandem.salesforce.source.Envelopes.op;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Restarts at a position that is a time, which Salesforce accepts however many events since then are gone. */
class ExpiredEventsTest {
    private final ControlledOrg org = ControlledOrg.start();

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void readsWhatChangedAfterRereadWasKilled() {
        List<String> accounts = org.generate("Account", 600);
        Map<String, String> properties = org.properties("Account");
        properties.put("max.queue.size", "500");
        properties.put("max.batch.size", "500");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(600);
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", accounts.get(0)));
            task.stop();
            org.fault("expired-replay-ids", "{}");
            task.start();
            task.pollUntil(() -> phase(task).equals("snapshot"));
            task.crash();
            org.update("Account", "{'Id':'" + accounts.get(1) + "','Name':'Missed'}");
            org.delete("Account", accounts.subList(2, 4));
            org.purge("Account", accounts.subList(3, 4));
            String created = org.create("Account", "{'Name':'Meanwhile'}").get(0);
            org.fault("expired-replay-ids", "{}");

            task.start();
            task.pollUntilEmitted(record -> created.equals(id(record)));

            assertConverges(task);
        }
    }

    @Test
    void readsWhatChangedBeforeFirstEvent() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties())) {
            task.pollUntil(() -> phase(task).equals("stream"));
            task.stop();
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Missed'}");
            org.fault("expired-replay-ids", "{}");

            task.start();
            task.pollUntil(4);

            assertThat(AccountMetrics.value("Rereads")).isEqualTo(1L);
            assertConverges(task);
        }
    }

    /** A merge moves the children of the loser to the winner, and deletes the loser. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsMergesAndUndeletes(boolean isPurged) {
        List<String> accounts = org.generate("Account", 5);
        String child = org.create("Contact", "{'LastName':'Child','AccountId':'" + accounts.get(1) + "'}")
                .get(0);
        Map<String, String> properties = properties();
        properties.put("sobject.names", "Account,Contact");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(6);
            org.delete("Account", accounts.subList(2, 4));
            task.pollUntilEmitted(is("d", accounts.get(3)));
            task.stop();
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Winner'}");
            org.update("Contact", "{'Id':'" + child + "','AccountId':'" + accounts.get(0) + "'}");
            org.delete("Account", accounts.subList(1, 2));
            org.undelete("Account", accounts.subList(2, 3));
            if (isPurged) {
                org.purge("Account", accounts.subList(1, 2));
            }
            org.fault("expired-replay-ids", "{}");

            task.start();

            task.pollUntil(() -> isEqual(task, "Account") && isEqual(task, "Contact"));
        }
    }

    private boolean isEqual(SourceTaskHarness task, String object) {
        try {
            ReplayedTable.of(task.topics(), object).assertEquals(org.records(object));
            return true;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    @Test
    void removesRecordsThatWereDeletedForGood() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties())) {
            task.pollUntil(() -> phase(task).equals("stream"));
            task.stop();
            org.delete("Account", accounts.subList(0, 1));
            org.purge("Account", accounts.subList(0, 1));
            org.fault("expired-replay-ids", "{}");

            task.start();
            task.pollUntilEmitted(record -> op(record).equals("t"));

            assertConverges(task);
        }
    }

    @ParameterizedTest
    @CsvSource({"snapshot.mode, always", "topic.prefix, other"})
    void readsAllOnceIfThatIsWantedAnyway(String option, String value) {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties())) {
            task.pollUntil(() -> phase(task).equals("stream"));
            task.stop();
            org.delete("Account", accounts.subList(0, 1));
            org.purge("Account", accounts.subList(0, 1));
            org.fault("expired-replay-ids", "{}");
            task.reconfigure(option, value);

            task.start();
            task.pollUntilEmitted(record -> op(record).equals("t"));
            assertConverges(task);

            assertThat(AccountMetrics.value("Rereads")).isEqualTo(1L);
        }
    }

    @Test
    void readsAllIfEventsMayBeMissingAndModeIsWhenNeeded() {
        List<String> accounts = org.generate("Account", 3);
        Map<String, String> properties = properties();
        properties.put("snapshot.mode", "when-needed");
        properties.put("invalid.replay.id.behaviour", "latest");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> phase(task).equals("stream"));
            task.stop();
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Missed'}");
            org.fault("expired-replay-ids", "{}");

            task.start();
            task.pollUntil(6);

            assertThat(task.topics()).extracting(Envelopes::id).containsAll(accounts);
            assertThat(AccountMetrics.value("Rereads")).isEqualTo(1L);
            assertConverges(task);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "all"})
    void readsNothingIfTheUserChoseToLoseEvents(String behaviour) {
        List<String> accounts = org.generate("Account", 3);
        Map<String, String> properties = properties();
        properties.put("invalid.replay.id.behaviour", behaviour);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> phase(task).equals("stream"));
            task.stop();
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Lost'}");
            org.fault("expired-replay-ids", "{}");

            task.start();
            String marker = awaitMarker(task);

            assertThat(task.topics()).hasSize(4);
            assertThat(id(task.topics().get(3))).isEqualTo(marker);
        }
    }

    @Test
    void readsNothingOfQuietObjects() {
        org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties())) {
            task.pollUntil(() -> phase(task).equals("stream"));
            task.stop();
            org.fault("expired-replay-ids", "{}");

            task.start();
            String marker = awaitMarker(task);

            assertThat(task.topics()).hasSize(4);
            assertThat(id(task.topics().get(3))).isEqualTo(marker);
        }
    }

    @Test
    void readsNothingIfAnEarlierEventIsRetained() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties())) {
            task.pollUntil(() -> phase(task).equals("stream"));
            task.stop();
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'While away'}");

            task.start();
            awaitMarker(task);

            assertThat(task.topics().stream().map(Envelopes::op)).containsExactly("r", "r", "r", "u", "c");
            assertConverges(task);
        }
    }

    /** An event that a long transaction stamped before the position may be behind it on the bus. */
    @Test
    void readsWhatChangedThoughFirstEventHasAnEarlierStamp() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(() -> phase(task).equals("stream"));
            task.stop();
            org.fault("expired-replay-ids", "{}");
            org.updateUnseen("Account", "{'Id':'" + accounts.get(0) + "','Name':'Missed'}");
            injectEarlierEvent(accounts.get(1));

            task.start();
            task.pollUntilEmitted(record -> "Missed".equals(after(record).getString("Name")));

            assertThat(AccountMetrics.value("Rereads")).isEqualTo(1L);
            assertConverges(task);
        }
    }

    /** Injects an event whose stamp is five minutes old. */
    private void injectEarlierEvent(String account) {
        ObjectNode event = SampleEvents.update("Account", account, List.of("Name"), "{'Name':'Same'}");
        org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Same'}");
        ObjectNode header = (ObjectNode) event.at("/payload/ChangeEventHeader");
        header.put(
                "commitTimestamp",
                header.get("commitTimestamp").asLong() - Duration.ofMinutes(5).toMillis());
        org.inject("/data/AccountChangeEvent", event);
    }

    /** Times need no margin here, since no transaction lasts. */
    private Map<String, String> properties() {
        Map<String, String> properties = org.properties("Account");
        properties.put("transaction.max.ms", "0");
        return properties;
    }

    private static String phase(SourceTaskHarness task) {
        return task.offsets().values().stream()
                .map(offset -> (String) offset.get("phase"))
                .findAny()
                .orElse("");
    }

    /** Waits for an event that comes after the subscription. */
    private String awaitMarker(SourceTaskHarness task) {
        task.pollUntil(() -> AccountMetrics.value("Phase").equals("STREAMING"));
        String marker = org.create("Account", "{'Name':'Marker'}").get(0);
        task.pollUntilEmitted(is("c", marker));
        return marker;
    }

    private void assertConverges(SourceTaskHarness task) {
        String last = org.create("Account", "{'Name':'Last'}").get(0);
        task.pollUntilEmitted(is("c", last));
        ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
    }
}
