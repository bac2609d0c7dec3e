/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.id;
import static dev.tandem.salesforce.source.Envelopes.is;
import static dev.tandem.salesforce.source.Envelopes.op;
import static dev.tandem.salesforce.source.Envelopes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.SalesforceChange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartTest {
    private final ControlledOrg org = ControlledOrg.start();

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void crashesAtRandomInstantsOfSnapshotAndStreamLoseNothing(long seed) {
        Random random = new Random(seed);
        org.generate("Account", 1_500);
        org.load("{'changesPerSecond':150,'objects':['Account']}");
        Map<String, String> properties = org.properties("Account");
        properties.put("snapshot.page.rows", "600");
        properties.put("max.batch.size", "300");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            for (int crash = 0; crash < 4; crash++) {
                int goOn = task.topics().size() + random.nextInt(700);
                task.pollUntil(goOn);
                task.pollAndCrash(random);
                task.start();
            }
            org.stopLoad();
            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));

            assertTableEquals(task);
        }
    }

    @Test
    void emitsNothingBeforeItsPositionIsStored() {
        org.generate("Account", 10);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.storeAtMost(0);
            task.pollUntil(() -> !task.positions().isEmpty());
            task.poll();
            task.poll();
            assertThat(task.topics()).isEmpty();
            assertThat(AccountMetrics.value("Failure")).asString().contains("offset.flush.interval.ms");
            assertThat(task.positions().get(0).sourceOffset())
                    .as("Salesforce prepares the rows meanwhile")
                    .containsKey("job_id");

            task.crash();
            task.storeAtMost(Integer.MAX_VALUE);
            task.start();
            task.pollUntil(10);

            assertThat(AccountMetrics.value("Failure")).isEqualTo("");
            assertThat(task.positions()).hasSize(2);
            assertTableEquals(task);
        }
    }

    @Test
    void stopsObjectWhosePositionATransformDrops() {
        org.generate("Account", 10);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.storeAtMost(0);
            task.pollUntil(() -> !task.positions().isEmpty());
            task.passOver(task.positions().get(0));

            assertThatThrownBy(() -> task.pollUntil(() -> false))
                    .hasStackTraceContaining("Failed to store the first position of Account")
                    .hasStackTraceContaining("Give it a predicate");
        }
    }

    @Test
    void goesOnIfPositionIsStoredThoughItsRecordWasNotWritten() {
        org.generate("Account", 10);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(() -> !task.positions().isEmpty());
            task.passOver(task.positions().get(0));

            task.pollUntil(10);

            assertTableEquals(task);
        }
    }

    @Test
    void findsPurgedRecordsAfterAKillBeforeRowOffsets() {
        List<String> accounts = org.generate("Account", 10);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.storeAtMost(1);
            task.pollUntil(10);
            task.crash();
            org.delete("Account", accounts.subList(0, 3));
            org.purge("Account", accounts.subList(0, 3));

            task.storeAtMost(Integer.MAX_VALUE);
            task.start();
            task.pollUntilEmitted(is("d", accounts.get(2)));

            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));
            assertTableEquals(task);
        }
    }

    @Test
    void startsWithoutSnapshotWhereItWasKilledBeforeAnyEvent() {
        Map<String, String> properties = org.properties("Account");
        properties.put("historical.snapshot", "false");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> !task.positions().isEmpty());
            task.crash();
            String created = org.create("Account", "{'Name':'Meanwhile'}").get(0);
            task.start();

            task.pollUntilEmitted(is("c", created));
        }
    }

    @Test
    void goesOnAtNextRowAfterRestartInSnapshot() {
        org.generate("Account", 2_500);
        Map<String, String> properties = org.properties("Account");
        properties.put("snapshot.page.rows", "1000");
        properties.put("max.queue.size", "500");
        properties.put("max.batch.size", "500");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1_500);
            task.crash();
            task.start();
            List<SourceRecord> reads = task.pollUntil(2_500);

            Set<String> ids = new HashSet<>();
            reads.forEach(read -> ids.add(id(read)));
            assertThat(reads)
                    .hasSize(2_500)
                    .allSatisfy(read -> assertThat(op(read)).isEqualTo("r"));
            assertThat(ids).hasSize(2_500);
            assertThat(jobs(task)).hasSize(1);
        }
    }

    @Test
    void catchesUpOnceAfterStop() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntilEmitted(is("r", account));
            org.update("Account", "{'Id':'" + account + "','Name':'One'}");
            task.pollUntilEmitted(is("u", account));
            task.stop();
            org.update("Account", "{'Id':'" + account + "','Name':'Two'}");
            String created = org.create("Account", "{'Name':'Other'}").get(0);
            task.start();
            task.pollUntilEmitted(is("c", created));

            assertThat(task.topics().stream().map(Envelopes::op)).containsExactly("r", "u", "u", "c");
            assertTableEquals(task);
        }
    }

    @Test
    void losesNothingBeforeFirstEvent() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntilEmitted(record -> snapshot(record).equals("last"));
            task.crash();
            org.update("Account", "{'Id':'" + account + "','Name':'While away'}");
            task.start();
            task.pollUntilEmitted(record -> op(record).equals("u"));

            assertTableEquals(task);
        }
    }

    @Test
    void replacesJobThatIsGone() {
        org.generate("Account", 2_000);
        Map<String, String> properties = org.properties("Account");
        properties.put("snapshot.page.rows", "500");
        properties.put("max.queue.size", "500");
        properties.put("max.batch.size", "500");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(500);
            task.crash();
            org.deleteBulkJob((String) task.offsets().values().iterator().next().get("job_id"));
            task.start();
            task.pollUntilEmitted(record -> snapshot(record).equals("last"));

            assertThat(jobs(task)).hasSize(2);
            assertTableEquals(task);
        }
    }

    @Test
    void readsAgainIfPositionWithoutEventIsOlderThanRetention() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntilEmitted(record -> snapshot(record).equals("last"));
            task.stop();
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'The event has expired'}");
            long old = Instant.now().minus(Duration.ofHours(80)).toEpochMilli();
            task.offsets().replaceAll((partition, offset) -> with(offset, "position_ts", old));

            task.start();
            task.pollUntil(2);

            assertTableEquals(task);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "all", "resync"})
    void readsAllRowsThoughEventsExpireMeanwhile(String behaviour) {
        org.generate("Account", 2_500);
        Map<String, String> properties = org.properties("Account");
        properties.put("max.queue.size", "500");
        properties.put("max.batch.size", "500");
        properties.put("invalid.replay.id.behaviour", behaviour);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1_000);
            task.crash();
            long old = Instant.now().minus(Duration.ofHours(80)).toEpochMilli();
            task.offsets().replaceAll((partition, offset) -> with(offset, "position_ts", old));

            task.start();
            task.pollUntilEmitted(record -> snapshot(record).equals("last"));

            assertThat(AccountMetrics.value("DeletesUnverified")).isEqualTo(0L);
            assertTableEquals(task);
        }
    }

    private static Map<String, Object> with(Map<String, Object> offset, String key, Object value) {
        Map<String, Object> changed = new HashMap<>(offset);
        changed.put(key, value);
        return changed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"initial", "when-needed"})
    void readsAllRecordsWhenPurgedDeletesMayBeMissing(String mode) {
        List<String> accounts = org.generate("Account", 3);
        Map<String, String> properties = org.properties("Account");
        properties.put("snapshot.mode", mode);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(3);
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", accounts.get(0)));
            task.stop();
            org.delete("Account", List.of(accounts.get(1)));
            org.purge("Account", List.of(accounts.get(1)));
            org.fault("expired-replay-ids", "{}");

            task.start();
            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker).or(is("r", marker)));

            task.pollUntil(() -> versions(task, accounts.get(2)).size() == 2);
            assertThat(AccountMetrics.value("DeletesUnverified")).isEqualTo(1L);
            assertThat(versions(task, accounts.get(1)))
                    .as("the purged record is the only one without a new version")
                    .hasSize(1);
            assertThat(versions(task, accounts.get(0))).hasSize(3);
            task.pollUntilEmitted(record -> op(record).equals("t"));
            assertTableEquals(task);
        }
    }

    @Test
    void removesRowsOfPurgedRecordsThoughKilledBeforeThat() {
        List<String> accounts = org.generate("Account", 600);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(600);
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", accounts.get(0)));
            task.stop();
            org.delete("Account", accounts.subList(1, 3));
            org.purge("Account", accounts.subList(1, 3));
            org.fault("expired-replay-ids", "{}");
            task.start();
            task.pollUntil(() -> task.topics().size() > 700);
            task.crash();

            task.start();
            task.pollUntilEmitted(record -> op(record).equals("t"));

            assertTableEquals(task);
            assertThat(task.offsets().values()).noneMatch(offset -> offset.containsKey("unverified_version"));
        }
    }

    /** A log of deletes that is complete since then says nothing about what was unverified before. */
    @Test
    void removesUnreadRowsThoughEventsExpireBeforeThat() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(3);
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", accounts.get(0)));
            task.stop();
            // So it stands after a kill between a complete read and its truncate.
            task.offsets().replaceAll((partition, offset) -> with(offset, "unverified_version", offset.get("version")));
            org.fault("expired-replay-ids", "{}");

            task.start();
            task.pollUntilEmitted(record -> op(record).equals("t"));

            assertThat(versions(task, accounts.get(2)))
                    .as("all records are read before the truncate")
                    .hasSize(2);
            assertThat(task.offsets().values()).noneMatch(offset -> offset.containsKey("unverified_version"));
            assertTableEquals(task);
        }
    }

    private static List<Long> versions(SourceTaskHarness task, String id) {
        return task.topics().stream()
                .filter(record -> id.equals(id(record)))
                .map(record -> Envelopes.source(record).getInt64(SalesforceChange.VERSION_TS))
                .toList();
    }

    @Test
    void readsModifiedAndDeletedRecordsAgainWhenEventsExpired() {
        List<String> accounts = org.generate("Account", 20);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(20);
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", accounts.get(0)));
            task.stop();
            org.update("Account", "{'Id':'" + accounts.get(1) + "','Name':'Missed'}");
            org.delete("Account", List.of(accounts.get(2)));
            String created =
                    org.create("Account", "{'Name':'Created meanwhile'}").get(0);
            org.fault("expired-replay-ids", "{}");
            task.start();
            task.pollUntilEmitted(record -> created.equals(id(record)));
            task.pollUntilEmitted(is("d", accounts.get(2)));
            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));

            assertThat(AccountMetrics.value("DeletesUnverified")).isEqualTo(0L);
            assertTableEquals(task);
        }
    }

    private static Set<Object> jobs(SourceTaskHarness task) {
        Set<Object> jobs = new HashSet<>();
        task.topics().forEach(record -> jobs.add(record.sourceOffset().get("job_id")));
        jobs.remove(null);
        return jobs;
    }

    private void assertTableEquals(SourceTaskHarness task) {
        ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
    }
}
