/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.client.ClientSession;
import org.cometd.client.BayeuxClient;
import org.cometd.client.http.jetty.JettyHttpClientTransport;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;

/** CometD's own client with a replay extension like EMP-Connector's. */
final class Subscriber implements AutoCloseable {
    final List<JsonNode> events = new CopyOnWriteArrayList<>();
    final List<Map<String, Object>> connectFailures = new CopyOnWriteArrayList<>();
    final List<Map<String, Object>> handshakes = new CopyOnWriteArrayList<>();
    final BayeuxClient bayeux;
    private final HttpClient http = new HttpClient();
    private final Map<String, Object> replay = new HashMap<>();

    Subscriber(SalesforceSimulator org, String token) throws Exception {
        http.start();
        String url = org.baseUrl() + "/cometd/66.0/";
        bayeux = new BayeuxClient(url, new JettyHttpClientTransport(null, http) {
            @Override
            protected void customize(Request request) {
                request.headers(headers -> headers.put("Authorization", "Bearer " + token));
            }
        });
        bayeux.addExtension(new ClientSession.Extension() {
            @Override
            public boolean sendMeta(ClientSession session, Message.Mutable message) {
                if (message.getChannel().equals(Channel.META_HANDSHAKE)) {
                    message.getExt(true).put("replay", true);
                } else if (message.getChannel().equals(Channel.META_SUBSCRIBE) && !replay.isEmpty()) {
                    message.getExt(true).put("replay", new HashMap<>(replay));
                }
                return true;
            }
        });
        bayeux.getChannel(Channel.META_HANDSHAKE)
                .addListener((org.cometd.bayeux.client.ClientSessionChannel.MessageListener)
                        (channel, message) -> handshakes.add(message));
        bayeux.getChannel(Channel.META_CONNECT)
                .addListener((org.cometd.bayeux.client.ClientSessionChannel.MessageListener) (channel, message) -> {
                    if (!message.isSuccessful()) {
                        connectFailures.add(message);
                    }
                });
    }

    Subscriber connect() {
        bayeux.handshake();
        assertThat(bayeux.waitFor(10_000, BayeuxClient.State.CONNECTED)).isTrue();
        return this;
    }

    /** The subscribe reply. */
    Message subscribe(String channel, long replayId) throws Exception {
        replay.put(channel, replayId);
        return subscribe(channel);
    }

    Message subscribe(String channel) throws Exception {
        CompletableFuture<Message> reply = new CompletableFuture<>();
        bayeux.getChannel(channel)
                .subscribe(
                        (from, message) -> events.add(OrgClient.JSON.valueToTree(message.getDataAsMap())),
                        reply::complete);
        return reply.get(10, TimeUnit.SECONDS);
    }

    List<Long> replayIds() {
        return events.stream()
                .map(event -> event.at("/event/replayId").longValue())
                .toList();
    }

    JsonNode header(int index) {
        return events.get(index).at("/payload/ChangeEventHeader");
    }

    @Override
    public void close() throws Exception {
        bayeux.disconnect(1000);
        http.stop();
    }
}
