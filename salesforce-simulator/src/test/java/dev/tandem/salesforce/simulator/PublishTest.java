/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cometd.bayeux.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the channels that are not of change events. */
class PublishTest {
    private SalesforceSimulator org;
    private OrgClient client;
    private Subscriber subscriber;

    @BeforeEach
    void start() throws Exception {
        org = SalesforceSimulator.start(SimulatorOptions.defaults());
        client = new OrgClient(org).login();
        subscriber = new Subscriber(org, client.token()).connect();
        client.control(
                "PUT",
                "objects/Low_Ink__e",
                "{'fields': [{'name': 'Serial_Number__c', 'nillable': false}, {'name': 'Printer_Model__c'},"
                        + " {'name': 'Ink_Percentage__c', 'type': 'double', 'scale': 2}]}");
    }

    @AfterEach
    void stop() throws Exception {
        subscriber.close();
        org.close();
    }

    @Test
    void publishesPlatformEventLikeTheSample() throws Exception {
        subscriber.subscribe("/event/Low_Ink__e", -1);

        Answer answer = client.post("sobjects/Low_Ink__e", "{'Serial_Number__c': '12345', 'Ink_Percentage__c': 0.2}");
        Answer collection = client.post(
                "composite/sobjects", "{'records': [{'attributes': {'type': 'Low_Ink__e'}, 'Serial_Number__c': '2'}]}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("success").booleanValue()).isTrue();
        assertThat(answer.json().at("/errors/0/statusCode").textValue()).isEqualTo("OPERATION_ENQUEUED");
        assertThat(collection.json().at("/0/success").booleanValue()).isTrue();
        await().until(() -> subscriber.events.size() == 2);
        JsonNode event = subscriber.events.get(0);
        JsonNode sample = Samples.read("streaming/platform_event_low_ink.json").get("data");
        assertThat(names(event.get("payload"))).containsExactlyInAnyOrderElementsOf(names(sample.get("payload")));
        assertThat(names(event.get("event"))).containsExactlyInAnyOrderElementsOf(names(sample.get("event")));
        assertThat(event.at("/payload/Ink_Percentage__c").decimalValue()).isEqualByComparingTo("0.2");
        assertThat(event.at("/payload/Printer_Model__c").isNull()).isTrue();
        assertThat(event.at("/event/EventUuid")).isEqualTo(answer.json().at("/errors/0/message"));
    }

    @Test
    void rejectsPlatformEventsThatAreNotDefinedSo() {
        Answer missing = client.post("sobjects/Low_Ink__e", "{'Printer_Model__c': 'X'}");
        Answer unknown = client.post("sobjects/Low_Ink__e", "{'Serial_Number__c': '1', 'Color__c': 'red'}");

        assertThat(missing.json().at("/0/errorCode").textValue()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(unknown.json().at("/0/errorCode").textValue()).isEqualTo("INVALID_FIELD");
        assertThat(client.get("sobjects/Other__e").status()).isEqualTo(404);
    }

    @Test
    void describesPlatformEventsAndTheirSchema() {
        JsonNode described = client.get("sobjects/Low_Ink__e/describe").json();
        JsonNode expanded = client.get("sobjects/Low_Ink__e/eventSchema").json();
        String uuid = expanded.get("uuid").textValue();
        JsonNode compact = client.get("event/eventSchema/" + uuid + "?payloadFormat=COMPACT")
                .json();

        assertThat(described.get("queryable").booleanValue()).isFalse();
        assertThat(described.get("fields"))
                .extracting(field -> field.get("name").textValue())
                .contains("ReplayId", "EventUuid", "CreatedDate", "CreatedById", "Serial_Number__c")
                .doesNotContain("Id", "SystemModstamp");
        assertThat(expanded.get("type").textValue()).isEqualTo("expanded-record");
        assertThat(expanded.at("/fields/0/type/fields/1/type/fields/2/name").textValue())
                .isEqualTo("Serial_Number__c");
        assertThat(compact.at("/fields/0/type").textValue()).isEqualTo("long");
        assertThat(compact.get("uuid").textValue()).isEqualTo(uuid);
    }

    @Test
    void publishesChangesThatPushTopicWatches() throws Exception {
        client.create(
                "PushTopic",
                "{'Name': 'Energy', 'ApiVersion': 66.0,"
                        + " 'Query': 'SELECT Id, Name FROM Account WHERE NumberOfEmployees > 10'}");
        subscriber.subscribe("/topic/Energy", -1);

        client.create("Account", "{'Name': 'Bank', 'NumberOfEmployees': 10}");
        String id = client.create("Account", "{'Name': 'Acme', 'NumberOfEmployees': 11}");
        client.patch("sobjects/Account/" + id, "{'Phone': 'not watched'}");
        client.patch("sobjects/Account/" + id, "{'Name': 'Acme 2'}");
        client.delete("sobjects/Account/" + id);
        client.control("POST", "objects/Account/records/undelete", "{'ids': ['" + id + "']}");

        await().until(() -> subscriber.events.size() == 4);
        assertThat(subscriber.events)
                .extracting(event -> event.at("/event/type").textValue())
                .containsExactly("created", "updated", "deleted", "undeleted");
        assertThat(names(subscriber.events.get(0)))
                .containsExactlyInAnyOrderElementsOf(
                        names(Samples.read("streaming/pushtopic_created.json").get("data")));
        assertThat(subscriber.events.get(1).get("sobject"))
                .isEqualTo(OrgClient.parsed("{'Id': '" + id + "', 'Name': 'Acme 2'}"));
        assertThat(subscriber.events.get(2).get("sobject")).isEqualTo(OrgClient.parsed("{'Id': '" + id + "'}"));
    }

    @Test
    void pushesTextsToGenericChannel() throws Exception {
        String channel = client.create("StreamingChannel", "{'Name': '/u/notices/Alerts'}");
        subscriber.subscribe("/u/notices/Alerts", -1);

        Answer answer = client.post(
                "sobjects/StreamingChannel/" + channel + "/push",
                "{'pushEvents': [{'payload': 'Brakes', 'userIds': []}]}");

        assertThat(answer.json()).isEqualTo(OrgClient.parsed("[{'fanoutCount': -1, 'userOnlineStatus': {}}]"));
        await().until(() -> subscriber.events.size() == 1);
        assertThat(subscriber.events.get(0).get("payload").textValue()).isEqualTo("Brakes");
        assertThat(subscriber.events.get(0).at("/event/createdDate").textValue())
                .endsWith("Z");
    }

    @Test
    void rejectsChannelsThatDoNotExist() throws Exception {
        assertThat(error(subscriber.subscribe("/event/Other__e", -1))).contains("create_denied");
        assertThat(error(subscriber.subscribe("/topic/Other", -1))).startsWith("400::The channel you requested");
        assertThat(error(subscriber.subscribe("/u/Other", -1))).isEqualTo("404::Unknown channel");
    }

    @Test
    void forgetsEventsOfGenericChannelsAfterADay() throws Exception {
        client.create("StreamingChannel", "{'Name': '/u/Alerts'}");
        org.control().push("/u/Alerts", "old");
        org.control().publish("Low_Ink__e", Map.of("Serial_Number__c", "old"));
        client.control("PUT", "clock", "{'aheadMillis': 90000000}");
        org.control().push("/u/Alerts", "new");

        subscriber.subscribe("/u/Alerts", -2);
        subscriber.subscribe("/event/Low_Ink__e", -2);

        await().until(() -> subscriber.events.size() == 2);
        assertThat(subscriber.events)
                .noneMatch(event -> "old".equals(event.path("payload").textValue()));
    }

    private static String error(Message reply) {
        return String.valueOf(reply.get(Message.ERROR_FIELD));
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
