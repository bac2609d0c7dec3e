/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.salesforce.client.auth.AccessToken;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.client.ClientSessionChannel.MessageListener;
import org.cometd.client.BayeuxClient;
import org.cometd.client.http.jetty.JettyHttpClientTransport;
import org.cometd.common.HashMapMessage;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;

/** The least that any subscriber must do: CometD's own client on Jetty's, which counts events and keeps nothing. */
final class BareSubscriber {
    private static final int MAX_MESSAGE_BYTES = 32 << 20;

    private final URI instance;
    private final AccessToken token;
    private final CountDownLatch last = new CountDownLatch(1);
    private long count;
    private long firstAt;
    private long lastAt;

    BareSubscriber(URI instance, AccessToken token) {
        this.instance = instance;
        this.token = token;
    }

    /** Receives all retained events of a channel up to the one with a replay id. */
    Rate receive(String channel, long lastReplayId, Duration limit) throws Exception {
        HttpClient http = new HttpClient();
        http.start();
        JettyHttpClientTransport transport =
                new JettyHttpClientTransport(new HashMap<>(Map.of("maxMessageSize", MAX_MESSAGE_BYTES)), http) {
                    @Override
                    protected void customize(Request request) {
                        request.headers(headers -> headers.put("Authorization", "Bearer " + token.value()));
                    }
                };
        BayeuxClient client = new BayeuxClient(instance.resolve("/cometd/66.0").toString(), transport);
        try {
            client.getChannel(Channel.META_HANDSHAKE)
                    .addListener((MessageListener) (meta, reply) -> subscribe(client, channel, lastReplayId));
            client.handshake(Map.of(Message.EXT_FIELD, Map.of("replay", true)));
            if (!last.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The bare client received " + count + " events in " + limit.toSeconds()
                        + " s, and not the last.");
            }
        } finally {
            client.disconnect(1_000);
            http.stop();
        }
        return new Rate(count, lastAt - firstAt);
    }

    private void subscribe(BayeuxClient client, String channel, long lastReplayId) {
        Message.Mutable message = new HashMapMessage();
        message.getExt(true).put("replay", Map.of(channel, -2));
        client.getChannel(channel).subscribe(message, (from, event) -> count(event, lastReplayId), reply -> {});
    }

    private void count(Message event, long lastReplayId) {
        if (count++ == 0) {
            firstAt = System.nanoTime();
        }
        Object replay = ((Map<?, ?>) event.getDataAsMap().get("event")).get("replayId");
        if (((Number) replay).longValue() == lastReplayId) {
            lastAt = System.nanoTime();
            last.countDown();
        }
    }
}
