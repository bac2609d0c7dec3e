/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static dev.tandem.salesforce.simulator.Samples.assertSameShape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The replies of the Streaming API byte by byte, as captured from real orgs. */
class BayeuxTest {
    private static final String HANDSHAKE =
            "[{'channel': '/meta/handshake', 'version': '1.0', 'supportedConnectionTypes': ['long-polling'], 'id': '305', 'ext': {'replay': true}}]";

    private static final Duration HOLD = Duration.ofMillis(300);

    @RegisterExtension
    final SimulatedOrg org =
            new SimulatedOrg(SimulatorOptions.defaults().withStreamingTimes(HOLD, Duration.ofMinutes(1)));

    private final Map<String, String> cookies = new HashMap<>();
    private String clientId;

    private JsonNode send(String messages, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        org.simulator().baseUrl().resolve("/cometd/66.0/"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(messages.replace('\'', '"')));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        cookies.forEach((name, value) -> request.header("Cookie", name + "=" + value));
        OrgClient.Answer answer = org.client().send(request);
        answer.response().headers().allValues("Set-Cookie").forEach(cookie -> {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            cookies.put(pair[0], pair[1]);
        });
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode send(String messages) {
        return send(messages, "OAuth " + org.client().token());
    }

    private JsonNode handshake() {
        JsonNode reply = send(HANDSHAKE);
        clientId = reply.at("/0/clientId").textValue();
        return reply;
    }

    private JsonNode connect(String more) {
        return send("[{'channel': '/meta/connect', 'clientId': '%s', 'connectionType': 'long-polling', 'id': '2'%s}]"
                .formatted(clientId, more));
    }

    private JsonNode subscribe(String channel, String ext) {
        return send("[{'channel': '/meta/subscribe', 'clientId': '%s', 'subscription': '%s', 'id': '3', 'ext': %s}]"
                .formatted(clientId, channel, ext));
    }

    @Test
    void answersHandshakeAndConnectsLikeRealOrgs() {
        assertSameShape(handshake(), Samples.read("streaming/handshake_response_ok.json"));
        JsonNode first = connect(", 'advice': {'timeout': 0}");
        assertSameShape(first, Samples.read("streaming/connect_first_response_ok_advice.json"));
        assertSameShape(connect(""), Samples.read("streaming/connect_response_ok_no_advice.json"));
    }

    @Test
    void deliversEventsBeforeConnectReply() {
        handshake();
        connect(", 'advice': {'timeout': 0}");
        subscribe("/data/ChangeEvents", "{'replay': {'/data/ChangeEvents': -1}}");
        org.client().create("Account", "{'Name': 'a'}");
        org.client().create("Account", "{'Name': 'b'}");

        ArrayNode reply = (ArrayNode) connect("");

        assertThat(reply).hasSize(3);
        assertThat(reply.at("/0/data/payload/Name").textValue()).isEqualTo("a");
        assertThat(reply.at("/0/channel").textValue()).isEqualTo("/data/ChangeEvents");
        assertThat(reply.at("/2/channel").textValue()).isEqualTo("/meta/connect");
    }

    @Test
    void rejectsSubscriptionsLikeRealOrgs() {
        org.client()
                .create("PushTopic", "{'Name': 'topicName', 'Query': 'SELECT Id FROM Account', 'ApiVersion': 66.0}");
        handshake();
        connect(", 'advice': {'timeout': 0}");

        assertSameShape(
                subscribe("/topic/topicName", "{'replay': {'/topic/topicName': 82}}")
                        .get(0),
                Samples.read("streaming/subscribe_400_replayid_invalid.json"));
        assertThat(subscribe("/topic/topicName", "{'replay': {}}")
                        .at("/0/error")
                        .textValue())
                .isEqualTo(
                        "400::The replayId for channel {/topic/topicName} wasn't found using the provided replay ID map {{}}."
                                + " Ensure that the channel name you provided in the replay map is valid and matches the channel name used for subscribing.");
    }

    @Test
    void deniesHandshakeWithoutToken() {
        JsonNode reply = send(HANDSHAKE, null);

        assertThat(reply.at("/0/error").textValue()).isEqualTo("403::Handshake denied");
        assertThat(reply.at("/0/ext/sfdc/failureReason").textValue()).isEqualTo("401::Request requires authentication");
        assertThat(reply.at("/0/advice/reconnect").textValue()).isEqualTo("none");
    }

    @Test
    void acceptsBareToken() {
        assertThat(send(HANDSHAKE, org.client().token()).at("/0/successful").booleanValue())
                .isTrue();
    }

    @Test
    void deniesTooManyConnectionsLikeRealOrgs() {
        org.client().control("PUT", "faults/denied-handshake", "{'count': 1}");

        JsonNode denied = send(HANDSHAKE);

        assertThat(denied.at("/0/ext/sfdc/failureReason"))
                .isEqualTo(Samples.read("streaming/handshake_403_connection_limit.json")
                        .at("/ext/sfdc/failureReason"));
        assertThat(handshake().at("/0/successful").booleanValue()).isTrue();
    }

    @Test
    void reportsExpiredTokenAndDroppedSessionLikeRealOrgs() {
        handshake();
        assertSameShape(
                send(
                                "[{'channel': '/meta/connect', 'clientId': '%s', 'connectionType': 'long-polling', 'id': 7}]"
                                        .formatted(clientId),
                                "Bearer expired")
                        .get(0),
                withId(Samples.read("streaming/connect_401_authentication_invalid.json")));
        handshake();
        org.client().control("PUT", "faults/dropped-session", "{}");
        assertSameShape(connect(""), Samples.read("streaming/connect_403_unknown_client.json"));
    }

    /** CometD answers ids as text, whatever they were. */
    private static JsonNode withId(JsonNode sample) {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) sample.deepCopy()).put("id", "7");
    }

    @Test
    void forgetsClientThatStaysAwayTooLong() {
        org.restart(SimulatorOptions.defaults().withStreamingTimes(HOLD, Duration.ofMillis(100)));
        handshake();
        connect(", 'advice': {'timeout': 0}");

        await().until(() -> org.client().state().get("sessions").isEmpty());

        assertThat(connect("").at("/0/error").textValue()).isEqualTo("403::Unknown client");
    }

    @Test
    void setsStreamCookieWithCommaInDate() {
        OrgClient.Answer answer = org.client()
                .send(HttpRequest.newBuilder(org.simulator().baseUrl().resolve("/cometd/66.0/"))
                        .POST(HttpRequest.BodyPublishers.ofString(HANDSHAKE.replace('\'', '"'))));

        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.matches(
                        "sfdc-stream=!\\w+; path=/; expires=\\w{3}, \\d{2}-\\w{3}-\\d{4} [\\d:]{8} GMT"));
    }

    @Test
    void cookiesAreAskedFor() {
        handshake();
        String browser = cookies.remove("BAYEUX_BROWSER");
        assertThat(connect("").at("/0/error").textValue())
                .isEqualTo(
                        "400::Client " + clientId + " has established a session, but no BAYEUX_BROWSER cookie present");

        cookies.put("BAYEUX_BROWSER", browser);
        cookies.remove("sfdc-stream");
        assertThat(connect("").at("/0/error").textValue()).isEqualTo("403::Unknown client");
    }

    @Test
    void reportsBusyServerInFailureReasonOnly() {
        handshake();
        org.client().control("PUT", "faults/busy-streaming", "{'count': 1}");

        JsonNode reply = connect("").get(0);

        assertThat(reply.get("error").textValue()).isEqualTo("401::Authentication invalid");
        assertThat(reply.at("/ext/sfdc/failureReason").textValue()).startsWith("503::Server is too busy");
        assertThat(connect(", 'advice': {'timeout': 0}").at("/0/successful").booleanValue())
                .isTrue();
    }
}
