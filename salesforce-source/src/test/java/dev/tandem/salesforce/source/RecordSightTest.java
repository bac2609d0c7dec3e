/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.is;
import static dev.tandem.salesforce.source.Envelopes.op;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of a user that loses View All Data while its subscriptions go on. The records of others look deleted then. */
class RecordSightTest {
    private static final String ANOTHER_USER = "005000000000001AAA";

    private final ControlledOrg org = ControlledOrg.start();
    private final String foreign = org.create(
                    "Account", "{'Name':'Foreign','Industry':'Energy','OwnerId':'" + ANOTHER_USER + "'}")
            .get(0);

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void stopsInsteadOfDeletingRecordsOutOfSight() {
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(1);
            org.fault("no-view-all", "{}");
            gap();

            assertStops(task);
        }
    }

    @Test
    void stopsInsteadOfFilteringRecordsOutOfSight() {
        Map<String, String> properties = org.properties("Account");
        properties.put("row.filter.Account", "Industry = 'Energy'");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            org.fault("no-view-all", "{}");
            org.update("Account", "{'Id':'" + foreign + "','Name':'Changed'}");

            assertStops(task);
        }
    }

    @Test
    void stopsWhenCompleteReadHasNotSeenAll() {
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(1);
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            org.updateUnseen("Account", "{'Id':'" + foreign + "','Name':'Unseen'}");
            org.fault("no-view-all", "{}");
            org.fault("overflow-event", "{'object':'Account'}");
            assertStops(task);

            assertFindsUnseenWithViewAll(task);
        }
    }

    @Test
    void stopsInsteadOfTruncatingRecordsOutOfSight() {
        Map<String, String> properties = org.properties("Account");
        properties.put("row.filter.Account", "Name != 'A'");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            task.stop();
            org.fault("slow-bulk", "{}");
            task.reconfigure("row.filter.Account", "Name != 'B'");
            task.start();
            await().until(() -> {
                task.poll();
                return AccountMetrics.value("Phase").equals("SNAPSHOT");
            });
            org.fault("no-view-all", "{}");
            org.stopFault("slow-bulk");

            assertStops(task);
        }
    }

    @Test
    void stopsInsteadOfMissingPolledChangesOutOfSight() {
        Map<String, String> properties = org.properties("Account");
        properties.put("capture.mode", "polling");
        properties.put("poll.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> "POLLING".equals(AccountMetrics.value("Phase")));
            org.fault("no-view-all", "{}");
            org.updateUnseen("Account", "{'Id':'" + foreign + "','Name':'Unseen'}");
            assertStops(task);
            task.stop();
            task.start();
            assertStops(task);

            assertFindsUnseenWithViewAll(task);
        }
    }

    /** Salesforce does not reject the subscription, and leaves the events out. */
    @Test
    void stopsInsteadOfMissingEventsOfCustomChannel() {
        org.simulator().control().send("PUT", "channels/Sales__chn", Map.of("objects", List.of("Account")));
        Map<String, String> properties = org.properties("Account");
        properties.put("cdc.channel.Account", "Sales__chn");
        properties.put("sweep.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.fault("no-view-all", "{}");
            org.update("Account", "{'Id':'" + foreign + "','Name':'Unseen'}");
            assertStops(task);

            assertFindsUnseenWithViewAll(task);
        }
    }

    @Test
    void deletesPurgedRecordWithViewAllOnTheObject() {
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(1);
            org.fault("no-view-all", "{'except':'Account'}");
            org.deleteUnseen("Account", List.of(foreign));
            org.purge("Account", List.of(foreign));
            gap();

            task.pollUntilEmitted(is("d", foreign));
        }
    }

    private void gap() {
        org.awaitSubscriptions("/data/AccountChangeEvent", 1);
        org.fault("gap-event", "{'object':'Account','ids':['" + foreign + "']}");
    }

    private void assertFindsUnseenWithViewAll(SourceTaskHarness task) {
        task.stop();
        org.stopFault("no-view-all");
        task.start();
        task.pollUntilEmitted(record -> "Unseen".equals(Envelopes.after(record).getString("Name")));
    }

    private static void assertStops(SourceTaskHarness task) {
        assertThatThrownBy(() -> task.pollUntil(Integer.MAX_VALUE))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("which records of Account are deleted");
        assertThat(task.topics())
                .noneMatch(record -> op(record).equals("d") || op(record).equals("t"));
    }
}
