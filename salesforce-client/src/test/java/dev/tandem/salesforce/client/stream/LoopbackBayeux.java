/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.LoopbackSalesforce.Request;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Salesforce's side of CometD, as far as a script needs it: real handshakes, held connects, and whatever a test answers. */
final class LoopbackBayeux {
    static final String ROOT = "/cometd/66.0";
    /** Placeholder in a script for the id of the answered request. */
    private static final String ID = "$ID";

    /** A subscription that was asked for. */
    record Asked(String clientId, String channel, String replay) {}

    private final Map<String, BlockingQueue<Reply>> connects = new ConcurrentHashMap<>();
    private final BlockingQueue<Reply> handshakes = new LinkedBlockingQueue<>();
    private final List<String> sessions = new CopyOnWriteArrayList<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<String> withoutCookies = new CopyOnWriteArrayList<>();
    private volatile Function<Asked, String> rejections = subscription -> null;
    private volatile int heldMillis = 110_000;
    private volatile Optional<Reply> shortPolls = Optional.empty();

    LoopbackBayeux(LoopbackSalesforce salesforce) {
        salesforce.on(ROOT + "/handshake", this::handshake);
        salesforce.on(ROOT + "/connect", this::connect);
        salesforce.on(ROOT + "/subscribe", this::subscribe);
        salesforce.on(ROOT + "/unsubscribe", request -> answer(request, success("/meta/unsubscribe")));
        salesforce.on(ROOT + "/disconnect", request -> answer(request, success("/meta/disconnect")));
    }

    /** Answers the next handshake with this instead of a session. */
    void rejectHandshake(Reply reply) {
        handshakes.add(reply);
    }

    /** Rejects subscriptions for which {@code errors} returns an error. */
    void reject(Function<Asked, String> errors) {
        rejections = errors;
    }

    /** Answers connects that ask for a time of their own with this; {@value #ID} stands for their id. */
    void answerShortPolls(Reply reply) {
        shortPolls = Optional.of(reply);
    }

    void holdConnectsFor(int millis) {
        heldMillis = millis;
    }

    /** Answers the held connect of the newest session; {@value #ID} stands for its id. */
    void push(Reply reply) {
        connects.get(sessions.get(sessions.size() - 1)).add(reply);
    }

    /** Delivers events, possibly none, and completes the held connect. */
    void deliver(String... events) {
        push(Reply.ok("["
                + Stream.concat(Stream.of(events), Stream.of(success("/meta/connect")))
                        .collect(Collectors.joining(","))
                + "]"));
    }

    List<String> sessions() {
        return sessions;
    }

    List<Asked> asked() {
        return asked;
    }

    List<String> requestsWithoutCookies() {
        return withoutCookies;
    }

    static String success(String channel) {
        return "{\"channel\":\"" + channel + "\",\"id\":\"" + ID + "\",\"successful\":true}";
    }

    /** An event of {@code channel}, committed at {@code epochSecond}. */
    static String event(String channel, long replayId, long epochSecond) {
        return """
                {"channel":"%s","data":{"schema":"s","payload":{"Name":"n%d","ChangeEventHeader":{"entityName":"Account",
                "recordIds":["001RM000004UF9sYAG"],"changeType":"UPDATE","changeOrigin":"","transactionKey":"t","sequenceNumber":1,
                "commitTimestamp":%d,"commitNumber":1,"commitUser":"u"}},"event":{"replayId":%d}}}""".formatted(channel, replayId, epochSecond * 1000, replayId);
    }

    private Reply handshake(Request request) {
        Reply rejection = handshakes.poll();
        if (rejection != null) {
            return answer(request, rejection);
        }
        String clientId = "client" + sessions.size();
        connects.put(clientId, new LinkedBlockingQueue<>());
        sessions.add(clientId);
        return answer(
                request,
                Reply.ok(Samples.edited(
                                "streaming/handshake_response_ok.json",
                                "1cyu4thyxh3fgv1nqwcvebt3o9x",
                                clientId,
                                "\"305\"",
                                "\"" + ID + "\""))
                        // The comma in the date is real.
                        .with(
                                "Set-Cookie",
                                "BAYEUX_BROWSER=b1; Path=/cometd/; expires=Thu, 02-Jan-2099 14:21:47 GMT; HttpOnly"));
    }

    private Reply connect(Request request) throws InterruptedException {
        checkCookies(request);
        JsonNode message = message(request);
        int timeout = message.path("advice").path("timeout").asInt(-1);
        if (timeout > 0 && shortPolls.isPresent()) {
            return answer(request, shortPolls.get());
        }
        if (timeout == 0) {
            return answer(
                    request,
                    "[{\"channel\":\"/meta/connect\",\"id\":\"$ID\",\"successful\":true,\"advice\":{\"interval\":0,\"timeout\":"
                            + heldMillis + ",\"reconnect\":\"retry\"}}]");
        }
        return answer(request, connects.get(message.path("clientId").asText()).take());
    }

    private Reply subscribe(Request request) {
        checkCookies(request);
        JsonNode message = message(request);
        String channel = message.path("subscription").asText();
        JsonNode replay = message.path("ext").path("replay");
        Asked subscription = new Asked(
                message.path("clientId").asText(),
                channel,
                replay.size() == 1 ? replay.path(channel).asText() : replay.toString());
        asked.add(subscription);
        String error = rejections.apply(subscription);
        String outcome = error == null ? "\"successful\":true" : "\"successful\":false,\"error\":\"" + error + "\"";
        return answer(
                request,
                "[{\"channel\":\"/meta/subscribe\",\"id\":\"$ID\",\"subscription\":\"" + channel + "\"," + outcome
                        + "}]");
    }

    private void checkCookies(Request request) {
        if (!request.header("Cookie").contains("BAYEUX_BROWSER=b1")) {
            withoutCookies.add(request.uri().getPath());
        }
    }

    private static Reply answer(Request request, String body) {
        return answer(request, Reply.ok(body));
    }

    private static Reply answer(Request request, Reply reply) {
        String id = message(request).path("id").asText();
        return reply.withBody(reply.body().replace(ID, id));
    }

    /** The one message of a request: they are never batched. */
    static JsonNode message(Request request) {
        try {
            JsonNode messages = Json.MAPPER.readTree(request.body());
            if (messages.size() != 1) {
                throw new AssertionError("batched: " + request.body());
            }
            return messages.get(0);
        } catch (IOException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
