/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadTest {
    @Test
    void deliversEveryEventInOrderToEverySubscriber() throws Exception {
        try (SalesforceSimulator org = SalesforceSimulator.start(SimulatorOptions.defaults())) {
            OrgClient client = new OrgClient(org).login();
            List<Subscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                subscribers.add(new Subscriber(org, client.token()).connect());
                subscribers.get(i).subscribe("/data/ChangeEvents", -1);
            }

            client.control("POST", "load", "{'changesPerSecond': 1000}");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.state().at("/load/made").intValue() > 2000);
            client.control("DELETE", "load", null);

            JsonNode events = client.state().get("events");
            for (Subscriber subscriber : subscribers) {
                await().until(() ->
                        subscriber.events.size() == events.get("retained").intValue());
                assertThat(subscriber.replayIds()).isSorted().doesNotHaveDuplicates();
                subscriber.close();
            }
        }
    }

    @Test
    void makesAsManyChangesAsAsked() {
        try (SalesforceSimulator org =
                SalesforceSimulator.start(SimulatorOptions.defaults().withObjects("Contact"))) {
            OrgClient client = new OrgClient(org).login();

            client.control(
                    "POST",
                    "load",
                    "{'changesPerSecond': 500, 'mix': {'create': 2, 'delete': 1, 'undelete': 1}, 'objects': ['Contact']}");

            await().until(() -> {
                JsonNode changes = client.state().at("/objects/Contact/changes");
                return changes.get("CREATE").intValue() > 10
                        && changes.get("DELETE").intValue() > 10
                        && changes.get("UNDELETE").intValue() > 10
                        && changes.get("UPDATE").intValue() == 0;
            });
        }
    }
}
