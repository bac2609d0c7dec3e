/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the channels that are not of change events. */
class ChannelsTest {
    private static final String INK = "/event/Low_Ink__e";

    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties();

    @BeforeEach
    void define() {
        org.describe(
                "Low_Ink__e",
                "{'name':'Serial_Number__c'},{'name':'Ink_Percentage__c','type':'double','scale':2},"
                        + "{'name':'Checked__c','type':'datetime'}");
        properties.put("platform.event.names", "Low_Ink__e");
    }

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void emitsPlatformEventsAsFlatRows() {
        properties.put("source.headers", "true");
        try (SourceTaskHarness task = started()) {
            publish("12345", 0.2);

            SourceRecord record = task.pollUntil(1).get(0);

            Struct row = (Struct) record.value();
            assertThat(record.topic()).isEqualTo("salesforce.event.Low_Ink__e");
            assertThat(row.schema().name()).isEqualTo("salesforce.event.Low_Ink__e.Value");
            assertThat(row.schema().fields())
                    .extracting(Field::name)
                    .containsExactlyInAnyOrder(
                            "ReplayId",
                            "EventUuid",
                            "CreatedDate",
                            "CreatedById",
                            "Serial_Number__c",
                            "Ink_Percentage__c",
                            "Checked__c");
            assertThat(row.getString("Serial_Number__c")).isEqualTo("12345");
            assertThat(row.getFloat64("Ink_Percentage__c")).isEqualTo(0.2);
            assertThat(row.get("Checked__c")).isNull();
            assertThat((Date) row.get("CreatedDate")).isCloseTo(new Date(), 60_000);
            assertThat(row.getString("EventUuid")).hasSize(36);
            assertThat(((Struct) record.key()).getString("ReplayId")).isEqualTo(row.getString("ReplayId"));
            assertThat(record.headers().lastWithName("salesforce.channel").value())
                    .isEqualTo(INK);
            assertThat(record.sourcePartition()).isEqualTo(Map.of("channel", INK));
            assertThat(record.sourceOffset().get("replay_id")).isEqualTo(row.getString("ReplayId"));
        }
    }

    @Test
    void emitsEveryEventOnceAcrossRestarts() {
        try (SourceTaskHarness task = started()) {
            publish("1", 1);
            task.pollUntil(1);
            task.stop();
            publish("2", 1);
            task.start();
            task.pollUntil(2);
            task.crash();
            publish("3", 1);
            task.start();
            task.pollUntil(3);

            assertThat(serials(task)).containsExactly("1", "2", "3");
        }
    }

    @Test
    void givesRepeatedEventItsFormerVersion() {
        try (SourceTaskHarness task = started()) {
            publish("1", 1);
            task.pollUntil(1);
            task.storeAtMost(0);
            publish("2", 1);
            publish("3", 1);
            task.pollUntil(3);
            task.crash();
            task.start();

            task.pollUntil(5);

            List<Long> versions = task.topics().stream()
                    .map(record -> (Long)
                            record.headers().lastWithName("tandem.version").value())
                    .toList();
            assertThat(serials(task)).containsExactly("1", "2", "3", "2", "3");
            assertThat(versions.subList(0, 3)).isSorted().doesNotHaveDuplicates();
            assertThat(versions.subList(3, 5)).isEqualTo(versions.subList(1, 3));
        }
    }

    @Test
    void losesNothingBeforeTheFirstEvent() {
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> !task.positions().isEmpty());
            task.crash();
            publish("1", 1);
            task.start();

            task.pollUntil(1);

            assertThat(serials(task)).containsExactly("1");
        }
    }

    @Test
    void beginsWithAllRetainedEventsOnRequest() {
        publish("1", 1);
        properties.put("salesforce.initial.start", "all");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);

            assertThat(task.positions()).isEmpty();
            assertThat(serials(task)).containsExactly("1");
        }
    }

    @Test
    void addsFieldsThatAreAddedToTheEvent() {
        try (SourceTaskHarness task = started()) {
            publish("1", 1);
            task.pollUntil(1);
            org.addField("Low_Ink__e", "{'name':'Printer__c'}");
            org.simulator().control().publish("Low_Ink__e", Map.of("Serial_Number__c", "2", "Printer__c", "XZO"));

            Struct row = (Struct) task.pollUntil(2).get(1).value();

            assertThat(row.getString("Printer__c")).isEqualTo("XZO");
        }
    }

    /** Without the field, the schema of the events is the one from before it came. */
    @Test
    void noticesThatFieldWhichCameIsRemovedAgain() {
        try (SourceTaskHarness task = started()) {
            publish("1", 0.5);
            task.pollUntil(1);
            org.addField("Low_Ink__e", "{'name':'Printer__c'}");
            publish("2", 0.5);
            assertThat(row(task, 2).schema().field("Printer__c")).isNotNull();

            org.removeField("Low_Ink__e", "Printer__c");
            publish("3", 0.5);

            assertThat(row(task, 3).schema().field("Printer__c")).isNull();
        }
    }

    private static Struct row(SourceTaskHarness task, int records) {
        return (Struct) task.pollUntil(records).get(records - 1).value();
    }

    @Test
    void emitsEventsOfPushTopicWithTheirType() {
        org.create(
                "PushTopic",
                "{'Name':'Big','ApiVersion':66.0,"
                        + "'Query':'select Id, name,AnnualRevenue from Account where NumberOfEmployees > 10'}");
        properties.remove("platform.event.names");
        properties.put("salesforce.push.topic.name", "Big");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> !task.positions().isEmpty());
            String id = org.create("Account", "{'Name':'Acme','NumberOfEmployees':11,'AnnualRevenue':20}")
                    .get(0);
            org.update("Account", "{'Id':'" + id + "','Name':'Acme 2'}");
            org.delete("Account", List.of(id));
            org.undelete("Account", List.of(id));

            List<SourceRecord> records = task.pollUntil(4);

            assertThat(records).allMatch(record -> record.topic().equals("salesforce.topic.Big"));
            assertThat(records).allMatch(record -> Envelopes.id(record).equals(id));
            assertThat(texts(task, "_EventType")).containsExactly("created", "updated", "deleted", "undeleted");
            assertThat(texts(task, "Name")).containsExactly("Acme", "Acme 2", null, "Acme 2");
            Struct created = (Struct) records.get(0).value();
            assertThat(created.getString("_ObjectType")).isEqualTo("Account");
            assertThat(created.getFloat64("AnnualRevenue")).isEqualTo(20);
            assertThat(created.schema().field("_EventDate").schema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
        }
    }

    @Test
    void emitsTextsOfGenericChannel() {
        org.create("StreamingChannel", "{'Name':'/u/notices/Alerts'}");
        properties.remove("platform.event.names");
        properties.put("generic.channel.names", "/u/notices/Alerts");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> !task.positions().isEmpty());
            org.simulator().control().push("/u/notices/Alerts", "Brakes \"soon\"");

            SourceRecord record = task.pollUntil(1).get(0);

            assertThat(record.topic()).isEqualTo("salesforce.u.notices.Alerts");
            assertThat(((Struct) record.value()).getString("Payload")).isEqualTo("Brakes \"soon\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"resync,80,1,'1,3'", "latest,80,1,'1,4'", "resync,1,0,'1,3'"})
    void reportsEventsThatAreLostForGood(String choice, int hoursAgo, long lost, String emitted) {
        properties.put("invalid.replay.id.behaviour", choice);
        try (SourceTaskHarness task = started()) {
            publish("1", 1);
            task.pollUntil(1);
            task.stop();
            publish("2", 1);
            org.fault("expired-replay-ids", "{}");
            publish("3", 1);
            long time = Instant.now().minus(Duration.ofHours(hoursAgo)).toEpochMilli();
            task.offsets().replaceAll((partition, offset) -> with(offset, "position_ts", time));

            task.start();
            task.pollUntil(() -> metric("Phase").equals("STREAMING"));
            publish("4", 1);
            task.pollUntil(() -> serials(task).contains("4"));

            assertThat(serials(task)).startsWith(emitted.split(","));
            assertThat(metric("EventsLost")).isEqualTo(lost);
        }
    }

    @Test
    void stopsChannelWithoutItsPositionOnRequest() {
        properties.put("invalid.replay.id.behaviour", "fail");
        try (SourceTaskHarness task = started()) {
            publish("1", 1);
            task.pollUntil(1);
            task.stop();
            org.fault("expired-replay-ids", "{}");

            task.start();

            assertThatThrownBy(() -> task.pollUntil(2))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining(INK)
                    .hasMessageContaining("invalid.replay.id.behaviour");
        }
    }

    @Test
    void movesThePositionOfSilentChannelInTime() {
        properties.put("sweep.interval.ms", "100");
        try (SourceTaskHarness task = started()) {
            publish("1", 1);
            task.pollUntil(1);
            Object replayId = offset(task).get("replay_id");
            org.simulator().control().setClockAhead(Duration.ofHours(50));

            task.pollUntil(() -> (long) offset(task).get("position_ts")
                    > Instant.now().plus(Duration.ofHours(49)).toEpochMilli());

            assertThat(offset(task)).containsEntry("replay_id", replayId);
        }
    }

    @Test
    void stopsAtMessageThatIsNotAnEvent() {
        try (SourceTaskHarness task = started()) {
            org.inject(INK, parsed("{'payload':'text'}"));

            assertThatThrownBy(() -> task.pollUntil(1))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("gap.event.recovery=latest");
        }
    }

    @Test
    void goesOnBehindUnreadableMessageOnRequest() {
        properties.put("gap.event.recovery", "latest");
        try (SourceTaskHarness task = started()) {
            org.inject(INK, parsed("{'payload':'text'}"));
            publish("2", 1);

            task.pollUntil(1);

            assertThat(serials(task)).containsExactly("2");
            assertThat(metric("EventsLost")).isEqualTo(1L);
        }
    }

    @Test
    void copiesObjectsAndChannelsInOneTask() {
        properties.put("sobject.names", "Account");
        org.create("Account", "{'Name':'Acme'}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> task.positions().size() == 2);
            publish("1", 1);

            task.pollUntil(2);

            assertThat(task.topics())
                    .extracting(SourceRecord::topic)
                    .containsExactlyInAnyOrder("salesforce.Account", "salesforce.event.Low_Ink__e");
        }
    }

    @Test
    void followsObjectsOfCustomChannels() {
        org.simulator().control().send("PUT", "channels/Sales__chn", Map.of("objects", List.of("Account", "Contact")));
        properties.remove("platform.event.names");
        properties.put("sobject.names", "Account,Contact");
        properties.put("cdc.channel.Account", "Sales__chn");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> task.positions().size() == 2);
            org.awaitSubscriptions("/data/Sales__chn", 1);
            org.create("Contact", "{'LastName':'Abe'}");
            String account = org.create("Account", "{'Name':'Acme'}").get(0);

            SourceRecord created = task.pollUntilEmitted(Envelopes.is("c", account));
            task.pollUntil(2);

            assertThat(Envelopes.source(created).getString("channel")).isEqualTo("/data/Sales__chn");
            assertThat(task.topics())
                    .extracting(SourceRecord::topic)
                    .containsExactlyInAnyOrder("salesforce.Account", "salesforce.Contact");
        }
    }

    /** A task that has stored its first position. */
    private SourceTaskHarness started() {
        SourceTaskHarness task = SourceTaskHarness.start(properties);
        task.pollUntil(() -> !task.positions().isEmpty());
        return task;
    }

    private void publish(String serial, double ink) {
        org.simulator().control().publish("Low_Ink__e", Map.of("Serial_Number__c", serial, "Ink_Percentage__c", ink));
    }

    private static List<String> serials(SourceTaskHarness task) {
        return texts(task, "Serial_Number__c");
    }

    private static List<String> texts(SourceTaskHarness task, String field) {
        return task.topics().stream()
                .map(record -> ((Struct) record.value()).getString(field))
                .toList();
    }

    private static Map<String, Object> offset(SourceTaskHarness task) {
        return task.offsets().get(Map.of("channel", INK));
    }

    private static Map<String, Object> with(Map<String, Object> offset, String key, Object value) {
        Map<String, Object> changed = new HashMap<>(offset);
        changed.put(key, value);
        return changed;
    }

    private static JsonNode parsed(String json) {
        try {
            return new ObjectMapper().readTree(ControlledOrg.quoted(json));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static Object metric(String attribute) {
        try {
            ObjectName name =
                    new ObjectName("dev.tandem:type=salesforce-source,connector=\"test\",task=0,object=" + INK);
            return ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
        } catch (JMException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
