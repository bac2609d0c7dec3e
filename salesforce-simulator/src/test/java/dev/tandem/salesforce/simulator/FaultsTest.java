/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.cometd.bayeux.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    private static final String ACCOUNTS = "/data/AccountChangeEvent";

    private final SteppedClock clock = new SteppedClock();

    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg(SimulatorOptions.defaults().withClock(clock));

    private OrgClient client() {
        return org.client();
    }

    private void put(String fault, String parameters) {
        client().control("PUT", "faults/" + fault, parameters);
    }

    private Subscriber subscriber() throws Exception {
        return new Subscriber(org.simulator(), client().token()).connect();
    }

    @ParameterizedTest
    @CsvSource({
        "unauthorized, 401, INVALID_SESSION_ID",
        "unusable-session, 401, INVALID_SESSION_ID",
        "request-limit-exceeded, 403, REQUEST_LIMIT_EXCEEDED"
    })
    void strikesRestFaultsAsOftenAsCounted(String fault, int status, String code) {
        put(fault, "{'count': 1}");

        Answer struck = client().get("limits");

        assertThat(struck.status()).isEqualTo(status);
        assertThat(struck.json().at("/0/errorCode").textValue()).isEqualTo(code);
        assertThat(client().get("limits").status()).isEqualTo(200);
    }

    @Test
    void aimsFaultAtOneKindOfRequests() {
        put("unavailable", "{'requests': 'query'}");

        Answer query = client().query("SELECT Id FROM Account");

        assertThat(query.status()).isEqualTo(503);
        assertThat(query.header("Content-Type")).startsWith("text/html");
        assertThat(client().get("limits").status()).isEqualTo(200);
        client().control("DELETE", "faults/unavailable", null);
        assertThat(client().query("SELECT Id FROM Account").status()).isEqualTo(200);
    }

    @Test
    void endsFaultsAfterTheirTime() {
        put("unavailable", "{'seconds': 60}");
        assertThat(client().get("limits").status()).isEqualTo(503);

        clock.advance(Duration.ofSeconds(61));

        assertThat(client().get("limits").status()).isEqualTo(200);
    }

    @Test
    void stopsOnlyWritesOnLockedRows() {
        put("locked-row", "{}");

        assertThat(client().post("sobjects/Account", "{'Name': 'a'}")
                        .json()
                        .at("/0/errorCode")
                        .textValue())
                .isEqualTo("UNABLE_TO_LOCK_ROW");
        assertThat(client().query("SELECT Id FROM Account").status()).isEqualTo(200);
    }

    @Test
    void losesRestReplyInTheMiddle() {
        put("lost-reply", "{'requests': 'query', 'count': 1}");

        assertThatThrownBy(() -> client().query("SELECT Id FROM Account")).isInstanceOf(UncheckedIOException.class);
        assertThat(client().query("SELECT Id FROM Account").status()).isEqualTo(200);
    }

    @Test
    void sendsGapOverflowAndWildcardEventsWithHeaderOnly() throws Exception {
        try (Subscriber subscriber = subscriber()) {
            subscriber.subscribe(ACCOUNTS, -1);

            put(
                    "gap-event",
                    "{'object': 'Account', 'changeType': 'GAP_DELETE', 'ids': ['001Hs0000000001IAA', '001Hs0000000002IAA']}");
            put("overflow-event", "{'object': 'Account'}");
            put("wildcard-event", "{'object': 'Account'}");

            await().until(() -> subscriber.events.size() == 3);
            assertThat(subscriber.events)
                    .allSatisfy(event -> assertThat(event.get("payload")).hasSize(1));
            assertThat(subscriber.header(0).get("recordIds")).hasSize(2);
            assertThat(subscriber.header(1).at("/recordIds/0").textValue()).isEqualTo("000000000000000AAA");
            assertThat(subscriber.header(1).get("changeType").textValue()).isEqualTo("GAP_OVERFLOW");
            assertThat(subscriber.header(2).at("/recordIds/0").textValue()).isEqualTo("001*");
        }
    }

    @Test
    void rejectsExpiredReplayIds() throws Exception {
        try (Subscriber subscriber = subscriber()) {
            subscriber.subscribe(ACCOUNTS, -1);
            client().create("Account", "{'Name': 'a'}");
            await().until(() -> subscriber.events.size() == 1);

            put("expired-replay-ids", "{}");

            try (Subscriber late = subscriber()) {
                Message reply = late.subscribe(ACCOUNTS, subscriber.replayIds().get(0));
                assertThat(reply.get("error")).asString().startsWith("400::The replayId {");
            }
        }
    }

    @Test
    void deliversAgainAfterReconnect() throws Exception {
        try (Subscriber subscriber = subscriber()) {
            subscriber.subscribe(ACCOUNTS, -1);
            client().create("Account", "{'Name': 'a'}");
            client().create("Account", "{'Name': 'b'}");
            await().until(() -> subscriber.events.size() == 2);
            put("duplicate-delivery", "{'count': 1, 'events': 1}");

            try (Subscriber again = subscriber()) {
                again.subscribe(ACCOUNTS, subscriber.replayIds().get(1));

                await().until(() -> again.events.size() == 1);
                assertThat(again.replayIds().get(0))
                        .isEqualTo(subscriber.replayIds().get(1));
            }
        }
    }

    @Test
    void shapesEventsLikeOtherOrgs() throws Exception {
        put("seconds-only", "{}");
        put("missing-changed-fields", "{}");
        put("missing-formulas", "{}");
        try (Subscriber subscriber = subscriber()) {
            subscriber.subscribe("/data/Invoice__ChangeEvent", -1);

            client().create("Invoice__c", "{'Amount__c': 1, 'Tax_Rate__c': 1}");

            await().until(() -> subscriber.events.size() == 1);
            JsonNode payload = subscriber.events.get(0).get("payload");
            assertThat(payload.get("CreatedDate").textValue()).matches(".*T\\d\\d:\\d\\d:\\d\\dZ");
            assertThat(payload.has("Total__c")).isFalse();
            assertThat(subscriber.header(0).has("changedFields")).isFalse();
        }
    }

    @Test
    void deniesOneChannelAndLeavesTheOthers() throws Exception {
        put("create-denied", "{'channel': '" + ACCOUNTS + "'}");
        try (Subscriber subscriber = subscriber()) {
            assertThat(subscriber.subscribe(ACCOUNTS, -1).isSuccessful()).isFalse();
            assertThat(subscriber.subscribe("/data/ChangeEvents", -1).isSuccessful())
                    .isTrue();
        }
    }

    @Test
    void dropsSessionForGood() throws Exception {
        try (Subscriber subscriber = subscriber()) {
            put("dropped-session", "{'advice': 'none'}");

            await().until(() -> subscriber.bayeux.isDisconnected());
            assertThat(subscriber.handshakes).hasSize(1);
        }
    }

    @Test
    void collectionsHideTheirOrigin() throws Exception {
        put("originless-collections", "{}");
        try (Subscriber subscriber = subscriber()) {
            subscriber.subscribe(ACCOUNTS, -1);

            client().post(
                            "composite/sobjects",
                            "{'records': [{'attributes': {'type': 'Account'}, 'Name': 'a'}]}",
                            "Sforce-Call-Options",
                            "client=tandem-1");

            await().until(() -> subscriber.events.size() == 1);
            assertThat(subscriber.header(0).get("changeOrigin").textValue()).isEqualTo("com/salesforce/api/rest/66.0");
        }
    }

    @Test
    void locatorsExpire() {
        client().control("POST", "objects/Contact/records", "{'count': 300, 'events': false}");
        String next = client().get(
                        "query?q=" + OrgClient.encoded("SELECT Id FROM Contact"),
                        "Sforce-Query-Options",
                        "batchSize=200")
                .json()
                .get("nextRecordsUrl")
                .textValue();

        put("expired-locators", "{'count': 1}");

        assertThat(client().get(next).json().at("/0/errorCode").textValue()).isEqualTo("INVALID_QUERY_LOCATOR");
        assertThat(client().get(next).json().get("records")).hasSize(100);
    }

    @Test
    void sendsEverythingInOversizedBatch() throws Exception {
        client().control("POST", "objects/Contact/records", "{'count': 3000}");
        put("oversized-batch", "{}");
        try (Subscriber subscriber = subscriber()) {
            subscriber.subscribe("/data/ContactChangeEvent", -2);

            // CometD's client takes 1 MiB at most and loses the batch.
            await().until(() -> client().state()
                            .at("/delivered")
                            .path("/data/ContactChangeEvent")
                            .intValue()
                    == 3000);
            assertThat(subscriber.events).isEmpty();
        }
    }

    @Test
    void keepsUsualBatchesWithinClientLimits() throws Exception {
        client().control("POST", "objects/Contact/records", "{'count': 3000}");
        try (Subscriber subscriber = subscriber()) {
            subscriber.subscribe("/data/ContactChangeEvent", -2);

            await().until(() -> subscriber.events.size() == 3000);
        }
    }

    @Test
    void stopsConnectsAtDailyLimit() throws Exception {
        try (Subscriber subscriber = subscriber()) {
            put("daily-limit", "{'count': 1}");
            client().control("PUT", "faults/lost-connection", "{}");

            // The lost connection is a failure too; the one after it is the refusal.
            await().untilAsserted(() -> assertThat(subscriber.connectFailures)
                    .anySatisfy(failure -> assertThat(failure)
                            .containsEntry("error", "403::Organization total events daily limit exceeded")));
        }
    }

    @Test
    void describesEveryFault() {
        put("slow-bulk", "{}");

        JsonNode faults = client().control("GET", "faults", null);

        assertThat(faults).allSatisfy(fault -> {
            assertThat(fault.get("name").textValue()).matches("[a-z-]+");
            assertThat(fault.get("description").textValue()).isNotBlank();
        });
        assertThat(faults)
                .filteredOn(fault -> fault.get("active").booleanValue())
                .extracting(fault -> fault.get("name").textValue())
                .containsExactly("slow-bulk");
        assertThatThrownBy(() -> put("no-such-fault", "{}")).hasMessageContaining("GET /simulator/faults lists them");
    }
}
