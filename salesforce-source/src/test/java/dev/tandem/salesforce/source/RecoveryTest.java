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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
    private final ControlledOrg org = ControlledOrg.start();

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dropped-session | {'advice':'handshake'}",
                "dropped-session | {'advice':'none'}",
                "expired-token   | {}",
                "lost-connection | {}"
            })
    void eventsFlowAgainAfter(String fault, String parameters) {
        String account = org.create("Account", "{'Name':'0'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntilEmitted(is("r", account));
            for (int i = 1; i <= 3; i++) {
                org.fault(fault, parameters);
                String name = "Change " + i;
                org.update("Account", "{'Id':'" + account + "','Name':'" + name + "'}");
                task.pollUntilEmitted(record -> name.equals(after(record).getString("Name"))
                        && op(record).equals("u"));
            }

            // A session that is lost before its first event goes on at a time, and some earlier events may come again.
            assertThat(task.topics().stream().filter(is("u", account))).hasSize(3);
            assertTableEquals(task);
        }
    }

    @Test
    void answersThatBreakOffDuringTheSnapshotAreReadOn() {
        org.generate("Account", 1_200);
        Map<String, String> properties = org.properties("Account");
        properties.put("snapshot.page.rows", "500");
        org.fault("lost-reply", "{'requests':'bulk','count':2}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            assertThat(task.pollUntil(1_200)).hasSize(1_200);
            assertTableEquals(task);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {73, 20})
    void readsWhatChangedWhenRetainedEventsExpiredUnread(int hours) {
        Map<String, String> properties = org.properties("Account");
        properties.put("snapshot.mode", "never");
        properties.put("salesforce.initial.start", "all");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> !task.positions().isEmpty());
            task.stop();
            task.alterOffset("Account", stored -> {
                Instant time = Instant.now().minus(Duration.ofHours(hours));
                return stored.withOffset(stored.offset().withVersion(RecordFactory.micros(time)));
            });
            String account = org.createUnseen("Account", "{'Name':'Expired'}").get(0);
            task.start();

            task.pollUntilEmitted(is("r", account));
        }
    }

    @Test
    void readsRecordsThatGapEventNames() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(3);
            org.updateUnseen("Account", "{'Id':'" + accounts.get(0) + "','Name':'Unseen'}");
            org.deleteUnseen("Account", List.of(accounts.get(1)));
            org.fault(
                    "gap-event",
                    "{'object':'Account','changeType':'GAP_UPDATE','ids':['" + accounts.get(0) + "','" + accounts.get(1)
                            + "']}");

            SourceRecord deleted = task.pollUntilEmitted(is("d", accounts.get(1)));

            SourceRecord read = task.topics().get(3);
            assertThat(id(read)).isEqualTo(accounts.get(0));
            assertThat(op(read)).isEqualTo("r");
            assertThat(changed(read)).isNull();
            assertThat(after(read).getString("Name")).isEqualTo("Unseen");
            assertThat(read.sourceOffset())
                    .as("only the last record of an event moves the offset")
                    .isNotEqualTo(deleted.sourceOffset());
            assertTableEquals(task);
        }
    }

    @Test
    void readsModifiedAndDeletedRecordsAfterOverflow() {
        List<String> accounts = org.generate("Account", 5);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(5);
            org.updateUnseen("Account", "{'Id':'" + accounts.get(0) + "','Name':'Unseen'}");
            org.deleteUnseen("Account", List.of(accounts.get(1)));
            org.createUnseen("Account", "{'Name':'Unseen too'}");
            org.fault("overflow-event", "{'object':'Account'}");

            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));

            assertTableEquals(task);
        }
    }

    @Test
    void readsEverythingAfterConversionOfField() {
        org.addField("Account", "{'name':'Size__c','type':'string','length':20}");
        List<String> accounts = org.generate("Account", 5);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(5);
            org.removeField("Account", "Size__c");
            org.addField("Account", "{'name':'Size__c','type':'double','precision':18,'scale':0}");
            org.updateUnseen("Account", "{'Id':'" + accounts.get(0) + "','Size__c':12}");
            org.fault("wildcard-event", "{'object':'Account'}");

            List<SourceRecord> records = task.pollUntil(10);

            assertThat(records.subList(5, 10))
                    .allSatisfy(record -> assertThat(op(record)).isEqualTo("r"));
            assertThat(records.get(9)
                            .valueSchema()
                            .field("after")
                            .schema()
                            .field("Size__c")
                            .schema()
                            .type())
                    .isEqualTo(Schema.Type.FLOAT64);
            assertTableEquals(task);
        }
    }

    @Test
    void stopsOrGoesOnWithoutGapRecovery() {
        org.generate("Account", 1);
        Map<String, String> failing = org.properties("Account");
        failing.put("gap.event.recovery", "fail");
        Map<String, String> careless = org.properties("Account");
        careless.put("gap.event.recovery", "latest");
        try (SourceTaskHarness stops = SourceTaskHarness.start(failing);
                SourceTaskHarness goesOn = SourceTaskHarness.start(careless)) {
            stops.pollUntil(1);
            goesOn.pollUntil(1);
            org.fault("overflow-event", "{'object':'Account'}");
            String created = org.create("Account", "{'Name':'After'}").get(0);

            goesOn.pollUntilEmitted(is("c", created));
            assertThat(goesOn.topics()).hasSize(2);
            assertThatThrownBy(() -> stops.pollUntil(2))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("gap.event.recovery=resync");
        }
    }

    @Test
    void readsModifiedRecordsAfterUnreadableMessage() throws JMException {
        String account = org.generate("Account", 1).get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(1);
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Unseen'}");
            injectUnreadable();

            task.pollUntilEmitted(record -> "Unseen".equals(after(record).getString("Name")));

            assertThat(metric("Account", "UnreadableEvents")).isEqualTo(1L);
            assertThat(metric("Account", "Gaps")).isEqualTo(1L);
            assertTableEquals(task);
        }
    }

    @Test
    void goesOnBehindUnreadableMessageOnRequest() throws JMException {
        String account = org.generate("Account", 1).get(0);
        Map<String, String> properties = org.properties("Account");
        properties.put("gap.event.recovery", "latest");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Unseen'}");
            injectUnreadable();
            String created = org.create("Account", "{'Name':'After'}").get(0);

            task.pollUntilEmitted(is("c", created));

            assertThat(task.topics()).hasSize(2);
            assertThat(metric("Account", "UnreadableEvents")).isEqualTo(1L);
        }
    }

    @Test
    void stopsAtUnreadableMessageOnRequest() throws JMException {
        org.generate("Account", 1);
        Map<String, String> properties = org.properties("Account");
        properties.put("gap.event.recovery", "fail");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            injectUnreadable();

            assertThatThrownBy(() -> task.pollUntil(2))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("it has no payload")
                    .hasMessageContaining("gap.event.recovery=resync");
            assertThat(metric("Account", "UnreadableEvents")).isEqualTo(1L);
        }
    }

    private void injectUnreadable() {
        org.inject(
                "/data/AccountChangeEvent",
                JsonNodeFactory.instance.objectNode().put("payload", "text"));
    }

    @Test
    void fetchesLongTextThatComesAsDiff() {
        String account =
                org.create("Account", "{'Name':'Acme','Description':'before'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(1);
            org.updateUnseen("Account", "{'Id':'" + account + "','Description':'after'}");
            org.inject(
                    "/data/AccountChangeEvent",
                    SampleEvents.update(
                            "Account", account, List.of("Description"), "{'Description':{'diff':'--- \\n+++ x'}}"));

            SourceRecord update = task.pollUntilEmitted(changes(account, "Description"));

            assertThat(after(update).getString("Description")).isEqualTo("after");
        }
    }

    @Test
    void countsBytesOfFetchedTextInQueue() throws JMException {
        String account =
                org.create("Account", "{'Name':'Acme','Description':'before'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
            task.pollUntil(1);
            String text = "x".repeat(30_000);
            org.updateUnseen("Account", "{'Id':'" + account + "','Description':'" + text + "'}");
            org.inject(
                    "/data/AccountChangeEvent",
                    SampleEvents.update(
                            "Account", account, List.of("Description"), "{'Description':{'diff':'--- \\n+++ x'}}"));

            // Nothing is polled meanwhile.
            await().until(() -> (long) metric("CurrentQueueSizeInBytes") > 30_000);

            task.pollUntilEmitted(changes(account, "Description"));
            assertThat(metric("CurrentQueueSizeInBytes")).isEqualTo(0L);
            assertThat(metric("MaxQueueSizeInBytes")).isEqualTo(32L << 20);
        }
    }

    @Test
    void stopsFailedObjectAloneAndShowsIt() throws JMException {
        org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account", "Nonsense__c"))) {
            task.pollUntil(3);
            String created = org.create("Account", "{'Name':'Still here'}").get(0);
            task.pollUntilEmitted(is("c", created));

            assertThat(metric("Nonsense__c", "Phase")).isEqualTo("FAILED");
            assertThat((String) metric("Nonsense__c", "Failure")).contains("Nonsense__c");
            assertThat(metric("Account", "Phase")).isEqualTo("STREAMING");
            assertThat(metric("Account", "Connected")).isEqualTo(1);
            assertThat(metric("Nonsense__c", "Connected")).isEqualTo(0);
            assertThat(metric("Account", "SnapshotRows")).isEqualTo(3L);
            assertThat(metric("ObjectsFailed")).isEqualTo(1);
            assertThat(metric("Sessions")).isEqualTo(1L);
            await().untilAsserted(() -> {
                assertThat((String) metric("Account", "LastReplayId")).isNotEmpty();
                assertThat((Long) metric("Account", "LagMs")).isNotNegative();
            });
        }
    }

    @Test
    void failsTaskWithReasonWhenAllObjectsFailed() {
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Nonsense__c"))) {
            assertThatThrownBy(() -> task.pollUntil(1))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Nonsense__c");
        }
    }

    @Test
    void failsTaskWhenLoginIsRejected() {
        Map<String, String> properties = org.properties("Account", "Contact");
        properties.put("salesforce.consumer.secret", "wrong");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            assertThatThrownBy(() -> task.pollUntil(1))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("invalid_client")
                    .hasMessageContaining("Correct salesforce.consumer.key and salesforce.consumer.secret.")
                    .hasMessageContaining("estart the task")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void namesTheOptionForADeliveryThatIsTooLarge() {
        Map<String, String> properties = org.properties("Account");
        properties.put("connection.max.message.size", "1048576");
        org.fault("oversized-batch", "{}");
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            task.stop();
            String text = "x".repeat(2_000);
            org.create(
                    "Account",
                    IntStream.range(0, 800)
                            .mapToObj(i -> "{'Name':'Large " + i + "','Description':'" + text + "'}")
                            .collect(Collectors.joining(",")));

            task.start();

            assertThatThrownBy(() -> task.pollUntil(Integer.MAX_VALUE))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("The option is connection.max.message.size.");
        }
    }

    private static Object metric(String object, String attribute) throws JMException {
        return attribute(",object=" + object, attribute);
    }

    private static Object metric(String attribute) throws JMException {
        return attribute("", attribute);
    }

    private static Object attribute(String ofTask, String attribute) throws JMException {
        ObjectName name = new ObjectName("dev.tandem:type=salesforce-source,connector=\"test\",task=0" + ofTask);
        return ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
    }

    private void assertTableEquals(SourceTaskHarness task) {
        ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
    }
}
