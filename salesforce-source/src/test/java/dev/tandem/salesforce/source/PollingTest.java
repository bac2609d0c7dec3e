/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.id;
import static dev.tandem.salesforce.source.Envelopes.is;
import static dev.tandem.salesforce.source.Envelopes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of objects that are polled. */
class PollingTest {
    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties("Account");

    PollingTest() {
        properties.put("capture.mode", "polling");
        properties.put("poll.interval.ms", "1000");
    }

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void findsEveryKindOfChangeWithoutEvents() {
        List<String> accounts = org.generate("Account", 5);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(5);
            org.updateUnseen("Account", "{'Id':'" + accounts.get(0) + "','Name':'Newer'}");
            String created = org.createUnseen("Account", "{'Name':'New'}").get(0);
            org.deleteUnseen("Account", List.of(accounts.get(1)));

            task.pollUntilEmitted(is("d", accounts.get(1)));
            task.pollUntilEmitted(is("r", created));
            task.pollUntilEmitted(reads(accounts.get(0), "Newer"));

            assertTableEquals(task);
            assertThat(org.state().path("requests").path("streaming").asInt()).isZero();
        }
    }

    @Test
    void emitsEachChangeOnceHoweverManyShareAStamp() {
        String stamp =
                Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.SECONDS).toString();
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> "POLLING".equals(AccountMetrics.value("Phase")));
            String record = "{'Name':'N','SystemModstamp':'" + stamp + "'}";
            org.createUnseen("Account", String.join(",", Collections.nCopies(2_500, record)));
            task.pollUntil(2_500);

            String last = org.createUnseen("Account", "{'Name':'Last'}").get(0);
            task.pollUntilEmitted(is("r", last));

            assertThat(task.topics().stream().map(Envelopes::id).toList())
                    .hasSize(2_501)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void findsAllChangesIfTheirListExpires() {
        org.generate("Account", 2_500);
        org.fault("expired-locators", "{'count':2}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2_500);
            task.pollUntil(5_000);

            assertThat(AccountMetrics.value("Phase")).isEqualTo("POLLING");
            assertTableEquals(task);
        }
    }

    @Test
    void pollsOnceChangeDataCaptureIsSwitchedOff() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("capture.mode", "auto");
        properties.put("sweep.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            org.fault("create-denied", "{'channel':'/data/AccountChangeEvent'}");
            org.fault("dropped-session", "{'advice':'handshake'}");
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Unseen'}");

            task.pollUntilEmitted(reads(account, "Unseen"));

            assertThat(AccountMetrics.value("Phase")).isEqualTo("POLLING");
        }
    }

    /** Change Data Capture is switched off while the task is down, and on again while it is down once more. */
    @Test
    void readsWhatChangedThoughItNeverPolledAChange() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("capture.mode", "auto");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            org.update("Account", "{'Id':'" + account + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", account));
            task.stop();
            org.fault("create-denied", "{'channel':'/data/AccountChangeEvent'}");
            task.start();
            task.pollUntil(() ->
                    task.offsets().values().stream().allMatch(offset -> "none".equals(offset.get("from_channel"))));
            task.crash();
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Unseen'}");
            org.stopFault("create-denied");

            task.start();

            task.pollUntilEmitted(reads(account, "Unseen"));
        }
    }

    @Test
    void readsAllRecordsAtEachStartIfModeIsAlways() {
        org.generate("Account", 3);
        properties.put("capture.mode", "auto");
        properties.put("snapshot.mode", "always");
        org.fault("create-denied", "{'channel':'/data/AccountChangeEvent'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> readsEnded(task) == 1 && "POLLING".equals(AccountMetrics.value("Phase")));
            task.stop();

            task.start();

            task.pollUntil(() -> readsEnded(task) == 2);
        }
    }

    @Test
    void readsAllRecordsWithoutATruncateWhenPollingEnds() {
        org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(3);
            task.stop();
            task.reconfigure("capture.mode", "streaming");
            task.reconfigure("snapshot.mode", "always");

            task.start();

            task.pollUntil(() -> readsEnded(task) == 2 && "STREAMING".equals(AccountMetrics.value("Phase")));
            assertThat(AccountMetrics.value("DeletesUnverified")).isEqualTo(0L);
            assertTableEquals(task);
        }
    }

    private static long readsEnded(SourceTaskHarness task) {
        return task.topics().stream()
                .filter(record -> "last".equals(snapshot(record)))
                .count();
    }

    @Test
    void findsChangeThatSharesTheSecondOfAnEarlierOne() {
        String stamp =
                Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS).toString();
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> "POLLING".equals(AccountMetrics.value("Phase")));
            String account = org.createUnseen("Account", "{'Name':'First','SystemModstamp':'" + stamp + "'}")
                    .get(0);
            task.pollUntilEmitted(reads(account, "First"));

            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Second','SystemModstamp':'" + stamp + "'}");

            task.pollUntilEmitted(reads(account, "Second"));
        }
    }

    @Test
    void findsRecordsWhoseTransactionCommitsLate() {
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            String first = org.createUnseen("Account", "{'Name':'First'}").get(0);
            task.pollUntilEmitted(is("r", first));
            String late = org.createUnseen(
                            "Account",
                            "{'Name':'Late','SystemModstamp':'"
                                    + Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS) + "'}")
                    .get(0);

            task.pollUntilEmitted(is("r", late));

            assertTableEquals(task);
        }
    }

    @Test
    void findsWhatHappenedWhileItWasDown() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(3);
            task.crash();
            org.deleteUnseen("Account", List.of(accounts.get(0)));
            String created = org.createUnseen("Account", "{'Name':'New'}").get(0);

            task.start();

            task.pollUntilEmitted(is("d", accounts.get(0)));
            task.pollUntilEmitted(is("r", created));
            assertTableEquals(task);
        }
    }

    /** There is no event of what was changed before Change Data Capture was selected. */
    @Test
    void readsWhatChangedBeforeThereWereEvents() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(3);
            task.crash();
            org.updateUnseen("Account", "{'Id':'" + accounts.get(0) + "','Name':'Unseen'}");

            task.reconfigure("capture.mode", "streaming");
            task.start();
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            org.update("Account", "{'Id':'" + accounts.get(1) + "','Name':'Seen'}");

            task.pollUntilEmitted(is("u", accounts.get(1)));
            task.pollUntilEmitted(reads(accounts.get(0), "Unseen"));
            assertTableEquals(task);
        }
    }

    @Test
    void readsAFieldThatIsAddedWhilePolling() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            org.addField("Account", "{'name':'Vip__c','type':'boolean','nillable':false}");

            task.pollUntilEmitted(
                    is("r", account).and(record -> after(record).schema().field("Vip__c") != null));
        }
    }

    @Test
    void pollsOnlyObjectsWithoutEventsIfModeIsAuto() {
        org.describeWithoutEvents("Ledger__c", "{'name':'Name','type':'string','length':80}");
        Map<String, String> auto = org.properties("Account", "Ledger__c");
        auto.put("capture.mode", "auto");
        auto.put("poll.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(auto)) {
            task.pollUntil(() -> task.positions().size() == 2);
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            String entry = org.create("Ledger__c", "{'Name':'One'}").get(0);
            String account = org.create("Account", "{'Name':'Acme'}").get(0);

            task.pollUntilEmitted(is("r", entry));
            task.pollUntilEmitted(record -> id(record).equals(account));
        }
    }

    private static Predicate<SourceRecord> reads(String id, String name) {
        return is("r", id).and(record -> name.equals(after(record).getString("Name")));
    }

    private void assertTableEquals(SourceTaskHarness task) {
        ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
    }
}
