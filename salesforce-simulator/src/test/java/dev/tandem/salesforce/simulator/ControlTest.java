/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ControlTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    @Test
    void completesSparseDescription() {
        client().control(
                        "PUT",
                        "objects/Employee__c",
                        "{'fields': [{'name': 'Last_Name__c', 'type': 'string', 'length': 40}, {'name': 'Tenure__c', 'type': 'double'}]}");

        String id = client().create("Employee__c", "{'Last_Name__c': 'Benioff', 'Tenure__c': 20}");

        JsonNode read = client().get("sobjects/Employee__c/" + id).json();
        assertThat(read.get("Last_Name__c").textValue()).isEqualTo("Benioff");
        assertThat(read.get("OwnerId").textValue()).startsWith("005");
        JsonNode described = client().get("sobjects/Employee__c/describe").json();
        assertThat(described.get("label").textValue()).isEqualTo("Employee");
        assertThat(described.get("fields"))
                .extracting(field -> field.get("name").textValue())
                .contains("Id", "Name", "SystemModstamp", "Tenure__c");
        assertThat(described.get("fields"))
                .allSatisfy(field -> assertThat(field).hasSizeGreaterThan(50));
    }

    @Test
    void emptiesFieldThatComesBack() {
        client().control(
                        "POST",
                        "objects/Account/fields",
                        "[{'name': 'A__c', 'type': 'string'}, {'name': 'B__c', 'type': 'int'}]");
        String id = client().create("Account", "{'Name': 'x', 'A__c': 'old', 'B__c': 7}");

        client().control("DELETE", "objects/Account/fields/A__c", null);
        assertThat(client().query("SELECT A__c FROM Account").status()).isEqualTo(400);
        client().control("POST", "objects/Account/fields", "{'name': 'A__c', 'type': 'double'}");

        JsonNode read = client().get("sobjects/Account/" + id).json();
        assertThat(read.get("A__c").isNull()).isTrue();
        assertThat(read.get("B__c").intValue()).isEqualTo(7);
    }

    @Test
    void addsFieldWithValuesAndLeavesRecordsUnmodified() {
        String id = client().create("Account", "{'Name': 'x'}");
        JsonNode before = client().get("sobjects/Account/" + id).json();

        client().control(
                        "POST",
                        "objects/Account/fields",
                        "{'name': 'A__c', 'type': 'string', 'length': 20, 'values': {'" + id + "': 'from before'}}");

        JsonNode read = client().get("sobjects/Account/" + id).json();
        assertThat(read.get("A__c").textValue()).isEqualTo("from before");
        assertThat(read.get("SystemModstamp")).isEqualTo(before.get("SystemModstamp"));
        JsonNode described = client().get("sobjects/Account/describe").json().get("fields");
        assertThat(described.get(described.size() - 1).has("values")).isFalse();
    }

    @Test
    void keepsWhatCanBeConvertedToNewType() {
        client().control("POST", "objects/Account/fields", "{'name': 'A__c', 'type': 'string'}");
        String number = client().create("Account", "{'Name': 'x', 'A__c': '12.5'}");
        String text = client().create("Account", "{'Name': 'y', 'A__c': 'twelve'}");

        client().control("POST", "objects/Account/fields", "{'name': 'A__c', 'type': 'double', 'scale': 2}");

        assertThat(client().get("sobjects/Account/" + number).json().get("A__c").doubleValue())
                .isEqualTo(12.5);
        assertThat(client().get("sobjects/Account/" + text).json().get("A__c").isNull())
                .isTrue();
    }

    @Test
    void makesSameRecordsFromSameSeed() {
        client().control("POST", "objects/Account/records", "{'count': 20, 'events': false}");
        JsonNode here = client().records("SELECT Name, Industry, AnnualRevenue FROM Account");
        try (SalesforceSimulator twin = SalesforceSimulator.start(SimulatorOptions.defaults())) {
            OrgClient other = new OrgClient(twin).login();
            other.control("POST", "objects/Account/records", "{'count': 20, 'events': false}");

            assertThat(other.records("SELECT Name, Industry, AnnualRevenue FROM Account"))
                    .isEqualTo(here);
        }
    }

    @Test
    void writesRecordsWithOrWithoutEvents() {
        client().control("POST", "objects/Account/records", "{'count': 3, 'events': false}");
        assertThat(client().state().at("/events/retained").intValue()).isZero();

        JsonNode ids = client().control("POST", "objects/Account/records", "{'count': 3}")
                .get("ids");
        assertThat(client().state().at("/events/retained").intValue()).isEqualTo(3);

        client().control("DELETE", "objects/Account/records", "{'ids': " + ids + ", 'purge': true}");
        assertThat(client().state().at("/events/retained").intValue()).isEqualTo(4);
        assertThat(client().control("GET", "objects/Account/records", null).get("records"))
                .hasSize(3);
    }

    @Test
    void reportsEveryChangeWithItsExactTime() {
        String id = client().create("Account", "{'Name': 'a'}");
        long before = System.currentTimeMillis();
        client().patch("sobjects/Account/" + id, "{'Name': 'b'}");

        JsonNode changes = client().control("GET", "state?changesAfter=1", null).get("changes");

        assertThat(changes).hasSize(1);
        assertThat(changes.at("/0/kind").textValue()).isEqualTo("UPDATE");
        assertThat(changes.at("/0/fields").toString()).contains("Name");
        assertThat(changes.at("/0/committedAt").longValue()).isBetween(before, System.currentTimeMillis());
        assertThat(changes.at("/0/replayId").longValue())
                .isEqualTo(client().state().at("/events/newestReplayId").longValue());
    }

    @Test
    void showsObjectsOnCustomChannel() throws Exception {
        client().control("PUT", "channels/Sales__chn", "{'objects': ['Account', 'Opportunity']}");
        try (Subscriber subscriber = new Subscriber(org.simulator(), client().token()).connect()) {
            subscriber.subscribe("/data/Sales__chn", -1);

            client().create("Contact", "{'LastName': 'x'}");
            client().create("Account", "{'Name': 'y'}");

            await().until(() -> !subscriber.events.isEmpty());
            assertThat(subscriber.header(0).get("entityName").textValue()).isEqualTo("Account");
        }
    }

    @Test
    void deliversInjectedEventsInOrderOfArrival() throws Exception {
        for (int replayId : new int[] {9, 4, 4, 12}) {
            client().control(
                            "POST",
                            "events",
                            "{'channel': '/data/AccountChangeEvent', 'data': {'payload': {'n': %d}, 'event': {'replayId': %d}}}"
                                    .formatted(replayId, replayId));
        }
        client().control("POST", "events", "{'channel': '/data/AccountChangeEvent', 'data': {'payload': {}}}");

        try (Subscriber all = new Subscriber(org.simulator(), client().token()).connect();
                Subscriber later = new Subscriber(org.simulator(), client().token()).connect()) {
            all.subscribe("/data/ChangeEvents", -2);
            later.subscribe("/data/AccountChangeEvent", 4);

            await().until(() -> all.events.size() == 5 && later.events.size() == 2);
            List<Long> ids = new ArrayList<>(all.replayIds());
            assertThat(ids.remove(4)).isGreaterThan(12);
            assertThat(ids).containsExactly(9L, 4L, 4L, 12L);
            assertThat(later.replayIds().get(0)).isEqualTo(12L);
        }
    }

    @Test
    void streamsPlatformEventsSeparately() throws Exception {
        client().control("PUT", "objects/Low_Ink__e", "{'fields': [{'name': 'Serial_Number__c'}]}");
        try (Subscriber subscriber = new Subscriber(org.simulator(), client().token()).connect()) {
            subscriber.subscribe("/event/Low_Ink__e", -1);

            client().control(
                            "POST",
                            "events",
                            "{'channel': '/event/Low_Ink__e', 'data': {'payload': {'Serial_Number__c': '1'}}}");

            await().until(() -> subscriber.events.size() == 1);
            assertThat(client().state().at("/events/newestReplayId").longValue())
                    .isZero();
        }
    }

    @Test
    void mistakesAreExplained() {
        assertThatThrownBy(() -> client().control("POST", "load", "{'objects': ['Nonsense']}"))
                .hasMessageContaining("The org has no object Nonsense");
        assertThatThrownBy(() -> client().control("POST", "load", "{'changesPerSecond': 0}"))
                .hasMessageContaining("changesPerSecond must be more than 0");
        assertThatThrownBy(() -> client().control("POST", "objects/Account/fields", "{'name': 'x', 'type': 'blob'}"))
                .hasMessageContaining("No field type is called 'blob'");
    }

    /** Otherwise the connection would be reset, and a client that uses it again would take that for a fault. */
    @Test
    void readsBodiesThatItDoesNotNeedBeforeItAnswers() throws IOException {
        URI url = URI.create(org.simulator().baseUrl().toString());
        try (Socket socket = new Socket(url.getHost(), url.getPort());
                var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            OutputStream requests = socket.getOutputStream();
            String head = " /simulator/faults HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n";

            requests.write(("DELETE" + head + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n").getBytes(US_ASCII));
            assertThat(answers.readLine()).isEqualTo("HTTP/1.1 100 Continue");
            requests.write(("{}GET" + head + "Connection: close\r\n\r\n").getBytes(US_ASCII));

            assertThat(answers.lines().filter(line -> line.contains("HTTP/1.1")))
                    .hasSize(2)
                    .allMatch(line -> line.endsWith("HTTP/1.1 200 OK"));
        }
    }
}
