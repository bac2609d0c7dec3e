/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.auth.AccessToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.client.BayeuxClient;
import org.cometd.client.transport.ClientTransport;
import org.cometd.client.transport.TransportListener;
import org.cometd.common.HashMapMessage;
import org.cometd.common.JacksonJSONContextClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongPollingTransportTest {
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<Throwable> reported = new CompletableFuture<>();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void reportsWhatTheReceiverOfAFailureThrows() throws IOException {
        IllegalStateException defect = new IllegalStateException("defect");
        HashMapMessage handshake = new HashMapMessage();
        handshake.setChannel(Channel.META_HANDSHAKE);

        transport(addressOfNobody())
                .send(
                        new TransportListener() {
                            @Override
                            public void onFailure(Throwable failure, List<? extends Message> messages) {
                                throw defect;
                            }
                        },
                        List.of(handshake));

        assertThat(reported).succeedsWithin(Duration.ofSeconds(30)).isSameAs(defect);
    }

    private LongPollingTransport transport(URI url) {
        LongPollingTransport transport = new LongPollingTransport(
                HttpClient.newHttpClient(),
                new AccessToken("token", url, "00Dx0000000BV7zEAG", "005x00000012Q9PAAU"),
                1_000_000,
                scheduler,
                (events, answerBytes) -> {},
                reported::complete);
        transport.setOption(ClientTransport.JSON_CONTEXT_OPTION, new JacksonJSONContextClient());
        // The client gives the transport its address and its cookies.
        assertThat(new BayeuxClient(url.toString(), scheduler, transport).getURL())
                .isEqualTo(url.toString());
        transport.init();
        return transport;
    }

    private static URI addressOfNobody() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return URI.create("http://127.0.0.1:" + closed.getLocalPort());
        }
    }
}
