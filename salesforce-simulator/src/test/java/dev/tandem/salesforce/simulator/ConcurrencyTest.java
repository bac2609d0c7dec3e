/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that meet each other or their network's faults. */
class ConcurrencyTest {
    private static final String LONG_AGO = "Wed, 25 Nov 2020 10:00:00 GMT";

    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    private void put(String fault, String parameters) {
        client().control("PUT", "faults/" + fault, parameters);
    }

    private void lock(String id) {
        client().control("PUT", "locks/user", "{'ids': ['" + id + "']}");
    }

    private void unlock() {
        client().control("DELETE", "locks/user", null);
    }

    private String name(String id) {
        return client().get("sobjects/Account/" + id).json().get("Name").textValue();
    }

    @Test
    void rejectsLockedRowAfterWait() {
        String id = client().create("Account", "{'Name': 'a'}");
        put("short-lock-wait", "{'millis': 50}");
        lock(id);

        Answer answer = client().patch("sobjects/Account/" + id, "{'Name': 'b'}");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().at("/0/errorCode").textValue()).isEqualTo("UNABLE_TO_LOCK_ROW");
        assertThat(answer.json().at("/0/message").textValue())
                .isEqualTo("unable to obtain exclusive access to this record or 1 records: " + id);
        unlock();
        assertThat(client().patch("sobjects/Account/" + id, "{'Name': 'b'}").status())
                .isEqualTo(204);
    }

    @Test
    void waitsForLockAndThenSucceeds() {
        String id = client().create("Account", "{'Name': 'a'}");
        lock(id);
        CompletableFuture<Answer> write =
                CompletableFuture.supplyAsync(() -> client().patch("sobjects/Account/" + id, "{'Name': 'b'}"));
        await().until(() -> client().state().path("waitingForLocks").intValue() == 1);

        unlock();

        assertThat(write.join().status()).isEqualTo(204);
        assertThat(name(id)).isEqualTo("b");
    }

    @Test
    void locksParentOnSaveOfChild() {
        String id = client().create("Account", "{'Name': 'a'}");
        put("short-lock-wait", "{'millis': 50}");
        lock(id);

        Answer answer = client().post(
                        "composite/sobjects",
                        "{'records': [{'attributes': {'type': 'Contact'}, 'LastName': 'a', 'AccountId': '" + id + "'},"
                                + " {'attributes': {'type': 'Contact'}, 'LastName': 'b'}]}");

        assertThat(answer.json().at("/0/errors/0/statusCode").textValue()).isEqualTo("UNABLE_TO_LOCK_ROW");
        assertThat(answer.json().at("/1/success").booleanValue()).isTrue();
    }

    @Test
    void seesSaveThatCommitsWhileGuardWaits() {
        String id = client().create("Account", "{'Name': 'a'}");
        lock(id);
        CompletableFuture<Answer> guarded = CompletableFuture.supplyAsync(
                () -> client().patch("sobjects/Account/" + id, "{'Name': 'guarded'}", "If-Unmodified-Since", LONG_AGO));
        await().until(() -> client().state().path("waitingForLocks").intValue() == 1);

        unlock();

        assertThat(guarded.join().status()).isEqualTo(412);
        assertThat(name(id)).isEqualTo("a");
    }

    @Test
    void missesSaveAfterEarlyGuard() {
        String id = client().create("Account", "{'Name': 'a'}");
        put("early-precondition", "{}");
        String present = client().get("sobjects/Account/" + id).header("Last-Modified");
        lock(id);
        CompletableFuture<Answer> guarded = CompletableFuture.supplyAsync(() ->
                client().patch("sobjects/Account/" + id, "{'Industry': 'Energy'}", "If-Unmodified-Since", present));
        await().until(() -> client().state().path("waitingForLocks").intValue() == 1);

        unlock();

        assertThat(guarded.join().status()).isEqualTo(204);
    }

    @Test
    void createsOneRecordForTwoUpserts() {
        client().control(
                        "POST",
                        "objects/Account/fields",
                        "{'name': 'Code__c', 'type': 'string', 'externalId': true, 'unique': true}");
        put("slow-saves", "{'millis': 300}");

        CompletableFuture<Answer> other =
                CompletableFuture.supplyAsync(() -> client().patch("sobjects/Account/Code__c/x", "{'Name': 'one'}"));
        Answer answer = client().patch("sobjects/Account/Code__c/x", "{'Name': 'two'}");

        assertThat(new int[] {answer.status(), other.join().status()}).containsExactlyInAnyOrder(201, 200);
        assertThat(client().state().at("/objects/Account/records").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost-request", "lost-answer", "late-request"})
    void endsLostExchangeWithoutAnswer(String fault) {
        String id = client().create("Account", "{'Name': 'a'}");
        put(fault, "{'requests': 'records', 'method': 'PATCH', 'count': 1, 'millis': 100}");

        assertThatThrownBy(() -> client().patch("sobjects/Account/" + id, "{'Name': 'b'}"))
                .isInstanceOf(UncheckedIOException.class);

        if (fault.equals("lost-request")) {
            assertThat(name(id)).isEqualTo("a");
        } else {
            await().until(() -> name(id).equals("b"));
        }
    }

    @Test
    void keepsGuardOfLateRequest() {
        String id = client().create("Account", "{'Name': 'a'}");
        put("late-request", "{'requests': 'records', 'count': 1, 'millis': 50}");
        assertThatThrownBy(() ->
                        client().patch("sobjects/Account/" + id, "{'Name': 'late'}", "If-Unmodified-Since", LONG_AGO))
                .isInstanceOf(UncheckedIOException.class);

        await().until(() -> client().state().path("lateRequests").intValue() == 0);

        assertThat(name(id)).isEqualTo("a");
    }

    @Test
    void returnsBodyOfFailedPreconditionAsSet() {
        String id = client().create("Account", "{'Name': 'a'}");
        put("precondition-body", "{'body': '<html>no</html>'}");

        Answer answer = client().patch("sobjects/Account/" + id, "{'Name': 'b'}", "If-Unmodified-Since", LONG_AGO);

        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.body()).isEqualTo("<html>no</html>");
        assertThat(answer.header("Content-Type")).startsWith("text/html");
    }

    @Test
    void ignoresGuardOnDeletesUnlessSet() {
        String kept = client().create("Account", "{'Name': 'a'}");
        String gone = client().create("Account", "{'Name': 'b'}");

        Answer ignored = client().delete("sobjects/Account/" + gone, "If-Unmodified-Since", LONG_AGO);
        put("conditional-deletes", "{}");
        Answer honoured = client().delete("sobjects/Account/" + kept, "If-Unmodified-Since", LONG_AGO);

        assertThat(ignored.status()).isEqualTo(204);
        assertThat(honoured.status()).isEqualTo(412);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client=x-1",
                "client=x-1; defaultNamespace=y",
                "defaultNamespace=y;client=x-1",
                "client=x-1, defaultNamespace=y",
                "Client = x-1 ,defaultNamespace=y"
            })
    void readsCallOptionsInEverySpelling(String header) throws Exception {
        try (Subscriber subscriber = new Subscriber(org.simulator(), client().token()).connect()) {
            subscriber.subscribe("/data/AccountChangeEvent", -1);

            client().post("sobjects/Account", "{'Name': 'a'}", "Sforce-Call-Options", header);

            await().until(() -> subscriber.events.size() == 1);
            assertThat(subscriber.header(0).get("changeOrigin").textValue())
                    .isEqualTo("com/salesforce/api/rest/66.0;client=x-1");
        }
    }

    @Test
    void emitsBareEventOrNoneForUpdateWithoutChange() throws Exception {
        String id = client().create("Account", "{'Name': 'a'}");
        try (Subscriber subscriber = new Subscriber(org.simulator(), client().token()).connect()) {
            subscriber.subscribe("/data/AccountChangeEvent", -1);
            client().patch("sobjects/Account/" + id, "{'Name': 'a'}");
            put("silent-no-ops", "{}");
            client().patch("sobjects/Account/" + id, "{'Name': 'a'}");
            client().patch("sobjects/Account/" + id, "{'Name': 'b'}");

            await().until(() -> subscriber.events.size() == 2);

            assertThat(subscriber.header(0).get("changedFields").toString()).isEqualTo("[\"LastModifiedDate\"]");
            assertThat(subscriber.header(1).get("changedFields").toString()).contains("Name");
        }
    }

    @Test
    void emitsEventsOfDetailsThatGoWithTheirMasterOrNone() throws Exception {
        client().control(
                        "POST",
                        "objects/Contact/fields",
                        "{'name': 'Master__c', 'type': 'reference', 'referenceTo': ['Account'], 'cascadeDelete': true}");
        String loud = client().create("Account", "{'Name': 'a'}");
        String silent = client().create("Account", "{'Name': 'b'}");
        String detail = client().create("Contact", "{'LastName': 'd', 'Master__c': '" + loud + "'}");
        client().create("Contact", "{'LastName': 'e', 'Master__c': '" + silent + "'}");
        try (Subscriber subscriber = new Subscriber(org.simulator(), client().token()).connect()) {
            subscriber.subscribe("/data/ContactChangeEvent", -1);
            client().delete("sobjects/Account/" + loud);
            put("silent-cascades", "{}");
            client().delete("sobjects/Account/" + silent);
            client().create("Contact", "{'LastName': 'last'}");

            await().until(() -> subscriber.events.size() == 2);

            assertThat(subscriber.header(0).get("changeType").textValue()).isEqualTo("DELETE");
            assertThat(subscriber.header(0).get("recordIds").toString()).isEqualTo("[\"" + detail + "\"]");
            assertThat(subscriber.header(1).get("changeType").textValue()).isEqualTo("CREATE");
        }
    }
}
