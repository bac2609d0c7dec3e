/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.cometd.bayeux.Message;
import org.cometd.client.BayeuxClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamingTest {
    private static final String ACCOUNTS = "/data/AccountChangeEvent";
    private static final String ALL = "/data/ChangeEvents";

    private SalesforceSimulator org;
    private OrgClient client;
    private Subscriber subscriber;

    @BeforeEach
    void start() throws Exception {
        org = SalesforceSimulator.start(SimulatorOptions.defaults());
        client = new OrgClient(org).login();
        subscriber = new Subscriber(org, client.token()).connect();
    }

    @AfterEach
    void stop() throws Exception {
        subscriber.close();
        org.close();
    }

    @Test
    void sendsPopulatedFieldsOfCreatedRecord() throws Exception {
        subscriber.subscribe(ACCOUNTS, -1);

        String id = client.create("Account", "{'Name': 'Acme', 'BillingCity': 'Oslo', 'AnnualRevenue': 20}");

        await().until(() -> subscriber.events.size() == 1);
        JsonNode payload = subscriber.events.get(0).get("payload");
        assertThat(payload.get("Name").textValue()).isEqualTo("Acme");
        assertThat(payload.at("/BillingAddress/City").textValue()).isEqualTo("Oslo");
        assertThat(payload.get("AnnualRevenue").isIntegralNumber()).isTrue();
        assertThat(payload.has("Industry")).isFalse();
        assertThat(payload.has("Id")).isFalse();
        JsonNode header = subscriber.header(0);
        assertThat(header.at("/recordIds/0").textValue()).isEqualTo(id);
        assertThat(header.get("changeType").textValue()).isEqualTo("CREATE");
        assertThat(header.get("commitTimestamp").longValue() % 1000).isZero();
        assertThat(header.get("changeOrigin").textValue()).isEqualTo("com/salesforce/api/rest/66.0");
    }

    @Test
    void sendsChangedFieldsNullsAndUserOfUpdate() throws Exception {
        String id = client.create("Account", "{'Name': 'Acme', 'BillingStreet': 'a', 'Industry': 'Banking'}");
        subscriber.subscribe(ALL, -1);

        client.patch(
                "sobjects/Account/" + id,
                "{'Industry': null, 'BillingStreet': 'b'}",
                "Sforce-Call-Options",
                "client=tandem-17");

        await().until(() -> subscriber.events.size() == 1);
        JsonNode payload = subscriber.events.get(0).get("payload");
        assertThat(payload.get("Industry").isNull()).isTrue();
        assertThat(payload.has("Name")).isFalse();
        assertThat(payload.has("LastModifiedById")).isFalse();
        assertThat(payload.has("LastModifiedDate")).isTrue();
        assertThat(subscriber.header(0).get("changedFields"))
                .extracting(JsonNode::textValue)
                .containsExactlyInAnyOrder("Industry", "BillingAddress.Street", "LastModifiedDate");
        assertThat(subscriber.header(0).get("changeOrigin").textValue())
                .isEqualTo("com/salesforce/api/rest/66.0;client=tandem-17");
    }

    @Test
    void sendsNameOfPersonInParts() throws Exception {
        subscriber.subscribe("/data/ContactChangeEvent", -1);

        String id = client.create("Contact", "{'FirstName': 'Ada', 'LastName': 'Abe'}");
        client.patch("sobjects/Contact/" + id, "{'LastName': 'Baker'}");

        await().until(() -> subscriber.events.size() == 2);
        assertThat(subscriber.events.get(0).at("/payload/Name"))
                .isEqualTo(OrgClient.parsed("{'FirstName': 'Ada', 'LastName': 'Abe'}"));
        assertThat(subscriber.events.get(1).at("/payload/Name")).isEqualTo(OrgClient.parsed("{'LastName': 'Baker'}"));
        assertThat(client.records("SELECT Name FROM Contact").at("/0/Name").textValue())
                .isEqualTo("Ada Baker");
    }

    @Test
    void sendsDeletesAndUndeletes() throws Exception {
        String id = client.create("Account", "{'Name': 'Acme'}");
        subscriber.subscribe(ACCOUNTS, -1);

        client.delete("sobjects/Account/" + id);
        client.control("POST", "objects/Account/records/undelete", "{'ids': ['" + id + "']}");

        await().until(() -> subscriber.events.size() == 2);
        assertThat(subscriber.events.get(0).get("payload")).hasSize(1);
        assertThat(subscriber.header(0).get("changeType").textValue()).isEqualTo("DELETE");
        assertThat(subscriber.header(1).get("changeType").textValue()).isEqualTo("UNDELETE");
        assertThat(subscriber.events.get(1).at("/payload/Name").textValue()).isEqualTo("Acme");
    }

    @Test
    void sendsOneEventForRecordsThatChangeAlike() throws Exception {
        List<String> ids = List.of(
                client.create("Account", "{'Name': 'a'}"),
                client.create("Account", "{'Name': 'b'}"),
                client.create("Account", "{'Name': 'c'}"));
        subscriber.subscribe(ACCOUNTS, -1);

        client.patch("composite/sobjects", """
                {'records': [
                  {'attributes': {'type': 'Account'}, 'id': '%s', 'Industry': 'Energy'},
                  {'attributes': {'type': 'Account'}, 'id': '%s', 'Industry': 'Energy'},
                  {'attributes': {'type': 'Account'}, 'id': '%s', 'Industry': 'Banking'}]}
                """.formatted(ids.toArray()));

        await().until(() -> subscriber.events.size() == 2);
        assertThat(subscriber.header(0).get("recordIds"))
                .extracting(JsonNode::textValue)
                .containsExactly(ids.get(0), ids.get(1));
        assertThat(subscriber.header(1).get("recordIds")).hasSize(1);
        assertThat(subscriber.header(1).get("sequenceNumber").intValue()).isEqualTo(2);
        assertThat(subscriber.header(1).get("transactionKey"))
                .isEqualTo(subscriber.header(0).get("transactionKey"));
    }

    @Test
    void replaysAfterGivenEvent() throws Exception {
        subscriber.subscribe(ACCOUNTS, -1);
        for (String name : List.of("a", "b", "c")) {
            client.create("Account", "{'Name': '" + name + "'}");
        }
        await().until(() -> subscriber.events.size() == 3);
        List<Long> ids = subscriber.replayIds();
        assertThat(ids).isSorted().doesNotHaveDuplicates();

        try (Subscriber after = new Subscriber(org, client.token()).connect();
                Subscriber everything = new Subscriber(org, client.token()).connect()) {
            after.subscribe(ACCOUNTS, ids.get(0));
            everything.subscribe(ALL, -2);

            await().until(() -> everything.events.size() == 3);
            await().until(() -> after.events.size() == 2);
            assertThat(after.replayIds()).isEqualTo(ids.subList(1, 3));
            assertThat(everything.replayIds()).isEqualTo(ids);
        }
    }

    @Test
    void rejectsUnknownReplayIdInSalesforcesWords() throws Exception {
        Message reply = subscriber.subscribe(ACCOUNTS, 82);

        assertThat(reply.isSuccessful()).isFalse();
        assertThat(reply.get("error"))
                .isEqualTo("400::The replayId {82} you provided was invalid.  Please provide a valid ID,"
                        + " -2 to replay all events, or -1 to replay only new events.");
    }

    @Test
    void rejectsReplayMapWithoutChannel() throws Exception {
        subscriber.subscribe(ALL, -1);

        Message reply = subscriber.subscribe(ACCOUNTS);

        assertThat(reply.get("error"))
                .asString()
                .startsWith("400::The replayId for channel {" + ACCOUNTS + "} wasn't found");
    }

    @Test
    void deniesChannelOfNoObject() throws Exception {
        Message reply = subscriber.subscribe("/data/FooChangeEvent", -1);

        assertThat(reply.get("error")).isEqualTo("403:denied_by_security_policy:create_denied");
    }

    @Test
    void forgetsDroppedSessionUntilNextHandshake() throws Exception {
        subscriber.subscribe(ACCOUNTS, -1);

        client.control("PUT", "faults/dropped-session", "{}");

        await().until(() -> subscriber.handshakes.size() == 2);
        assertThat(subscriber.connectFailures.get(0))
                .containsEntry("error", "403::Unknown client")
                .doesNotContainKey("clientId");
        assertThat(subscriber.bayeux.waitFor(5000, BayeuxClient.State.CONNECTED))
                .isTrue();
    }

    @Test
    void endsConnectsWhenTokenExpires() throws Exception {
        client.control("PUT", "faults/expired-token", "{}");

        await().until(() -> subscriber.bayeux.isDisconnected());
        assertThat(subscriber.connectFailures.get(0)).containsEntry("error", "401::Authentication invalid");
        assertThat(client.get("limits").status()).isEqualTo(401);
        try (Subscriber late = new Subscriber(org, client.token())) {
            late.bayeux.handshake();
            await().until(() -> !late.handshakes.isEmpty());
            JsonNode reply = OrgClient.JSON.valueToTree(late.handshakes.get(0));
            assertThat(reply.get("error").textValue()).isEqualTo("403::Handshake denied");
            assertThat(reply.at("/ext/sfdc/failureReason").textValue()).isEqualTo("401::Authentication invalid");
        }
    }

    @Test
    void losesEventsOfReplyThatBreaksOff() throws Exception {
        subscriber.subscribe(ACCOUNTS, -1);
        client.control("PUT", "faults/lost-reply", "{'count': 1}");

        client.create("Account", "{'Name': 'lost'}");
        await().until(() -> client.state().at("/delivered").path(ACCOUNTS).intValue() == 1);
        client.create("Account", "{'Name': 'kept'}");

        await().until(() -> subscriber.events.size() == 1);
        assertThat(subscriber.events.get(0).at("/payload/Name").textValue()).isEqualTo("kept");
    }

    @Test
    void keepsSessionAliveWhenConnectionBreaks() throws Exception {
        subscriber.subscribe(ACCOUNTS, -1);
        // Handshake, first connect, subscription, and the connect that is held.
        await().until(() -> client.state().at("/requests/streaming").intValue() == 4);

        client.control("PUT", "faults/lost-connection", "{}");
        await().until(() -> !subscriber.connectFailures.isEmpty());

        // An event may still be lost with the old connection, until the next connect has replaced it.
        await().until(() -> {
            client.create("Account", "{'Name': 'Acme'}");
            return !subscriber.events.isEmpty();
        });
        assertThat(subscriber.handshakes).hasSize(1);
    }

    @Test
    void keepsInjectedEventsAsGivenOnBothChannels() throws Exception {
        subscriber.subscribe(ALL, -1);

        client.control("POST", "events", """
                {'channel': '/data/Employee__ChangeEvent', 'data': {'schema': 'x', 'payload':
                  {'ChangeEventHeader': {'entityName': 'Employee__c', 'recordIds': ['a00B000000AVWaZIAX'],
                   'commitNumber': 1652977933433528300}, 'Tenure__c': 20.50}, 'event': {'replayId': 4}}}
                """);

        try (Subscriber employees = new Subscriber(org, client.token()).connect()) {
            employees.subscribe("/data/Employee__ChangeEvent", -2);
            await().until(() -> employees.events.size() == 1 && subscriber.events.size() == 1);
            assertThat(employees.replayIds()).containsExactly(4L);
            assertThat(employees.header(0).get("commitNumber").longValue()).isEqualTo(1652977933433528300L);
        }
    }
}
