/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.is;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outages that outlast the retries of single requests: an object that waits goes on by itself. */
class OutageTest {
    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties("Account");

    OutageTest() {
        properties.put("request.max.retries.time.ms", "100");
    }

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unavailable", "request-limit-exceeded", "unauthorized"})
    void readsAnObjectOnceAnOutageIsOver(String outage) {
        org.generate("Account", 20);
        org.fault(outage, "{}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            awaitPhase("WAITING");
            org.stopFault(outage);

            task.pollUntil(20);

            assertThat(metric("Failure")).isEqualTo("");
            assertTableEquals(task);
        }
    }

    @Test
    void answersAGapOnceAnOutageIsOver() {
        String account = org.create("Account", "{'Name':'Before'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.fault("unavailable", "{}");
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'During'}");
            org.fault("gap-event", "{'object':'Account','changeType':'GAP_UPDATE','ids':['" + account + "']}");
            org.create("Account", "{'Name':'Later'}");
            awaitPhase("WAITING");
            org.stopFault("unavailable");

            task.pollUntil(3);

            assertThat(metric("Phase")).isEqualTo("STREAMING");
            assertTableEquals(task);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overflow-event", "wildcard-event"})
    void readsTheObjectOfAGapOnceAnOutageIsOver(String gap) {
        String account = org.create("Account", "{'Name':'Before'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.fault("unavailable", "{}");
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'During'}");
            org.fault(gap, "{'object':'Account'}");
            awaitPhase("WAITING");
            org.stopFault("unavailable");

            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));
            assertTableEquals(task);
        }
    }

    @Test
    void readsWhatAnExpiredPositionMissedOnceAnOutageIsOver() {
        String account = org.create("Account", "{'Name':'Before'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.update("Account", "{'Id':'" + account + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", account));
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Missed'}");
            org.fault("unavailable", "{}");
            org.fault("expired-replay-ids", "{}");
            org.fault("dropped-session", "{'advice':'handshake'}");
            awaitPhase("WAITING");
            org.stopFault("unavailable");

            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker).or(is("r", marker)));
            task.pollUntilEmitted(
                    is("r", account).and(record -> "Missed".equals(after(record).getString("Name"))));
        }
    }

    @Test
    void readsAnObjectWithAnotherJobWhenOneFails() {
        org.generate("Account", 20);
        org.fault("failed-bulk", "{'message':'InternalServerError : retry','count':2}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(20);

            assertTableEquals(task);
        }
    }

    @Test
    void stopsWithTheReasonOfAJobThatNeverSucceeds() {
        org.generate("Account", 1);
        org.fault("failed-bulk", "{'message':'QUERY_TOO_COMPLICATED : too many formulas'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            assertThatThrownBy(() -> task.pollUntil(1))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("QUERY_TOO_COMPLICATED");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> org.state()
                                    .path("subscriptions")
                                    .path("/data/AccountChangeEvent")
                                    .asInt()
                            == 0);
        }
    }

    @Test
    void saysWhyAnObjectCannotSubscribeForTheFirstTime() {
        org.fault("denied-handshake", "{}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat((String) metric("Failure")).contains("number of simultaneous connections"));
            assertThat(metric("Connected")).isEqualTo(0);
            org.stopFault("denied-handshake");

            String account = org.create("Account", "{'Name':'After'}").get(0);
            task.pollUntilEmitted(is("c", account).or(is("r", account)));
            assertThat(metric("Failure")).isEqualTo("");
        }
    }

    @Test
    void findsDeletesInTheRecycleBinAfterAnOffsetReset() {
        List<String> accounts = org.generate("Account", 10);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(10);
            task.crash();
            task.resetOffsets();
            org.delete("Account", accounts.subList(0, 3));
            task.start();

            task.pollUntilEmitted(is("d", accounts.get(2)));

            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));
            assertTableEquals(task);
        }
    }

    private void awaitPhase(String phase) {
        await().atMost(Duration.ofSeconds(60)).until(() -> phase.equals(metric("Phase")));
    }

    private static Object metric(String attribute) {
        return AccountMetrics.value(attribute);
    }

    private void assertTableEquals(SourceTaskHarness task) {
        ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
    }
}
