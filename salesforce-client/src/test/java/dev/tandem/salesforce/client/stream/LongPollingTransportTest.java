/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.auth.AccessToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    private static final String EXCHANGE_THREAD = "exchange of this test";

    private final StreamThreads threads = StreamThreads.of(Thread::new, task -> new Thread(task, EXCHANGE_THREAD));
    private final CompletableFuture<Throwable> reported = new CompletableFuture<>();

    @AfterEach
    void stop() {
        threads.close();
    }

    @Test
    void reportsWhatTheReceiverOfAFailureThrows() throws IOException {
        IllegalStateException defect = new IllegalStateException("defect");

        transport(addressOfNobody())
                .send(
                        new TransportListener() {
                            @Override
                            public void onFailure(Throwable failure, List<? extends Message> messages) {
                                throw defect;
                            }
                        },
                        List.of(handshake()));

        assertThat(reported).succeedsWithin(Duration.ofSeconds(30)).isSameAs(defect);
    }

    @Test
    void callsItsListenerOnThreadsOfTheStream() throws IOException {
        CompletableFuture<String> caller = new CompletableFuture<>();

        transport(addressOfNobody())
                .send(
                        new TransportListener() {
                            @Override
                            public void onFailure(Throwable failure, List<? extends Message> messages) {
                                caller.complete(Thread.currentThread().getName());
                            }
                        },
                        List.of(handshake()));

        assertThat(caller).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(EXCHANGE_THREAD);
    }

    @Test
    void endsExchangesWhenAborted() throws IOException {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            LongPollingTransport transport = transport(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
            transport.send(
                    new TransportListener() {
                        @Override
                        public void onFailure(Throwable failure, List<? extends Message> messages) {
                            outcome.complete(failure);
                        }
                    },
                    List.of(handshake()));

            transport.abort(new IOException("closed"));

            assertThat(outcome).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void saysThatProxyHasRejectedTheTunnel() throws IOException {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> reject(proxy));
            HttpClient http = HttpClient.newBuilder()
                    .proxy(ProxySelector.of((InetSocketAddress) proxy.getLocalSocketAddress()))
                    .build();

            transport(URI.create("https://acme.my.salesforce.com"), http)
                    .send(
                            new TransportListener() {
                                @Override
                                public void onFailure(Throwable failure, List<? extends Message> messages) {
                                    outcome.complete(failure);
                                }
                            },
                            List.of(handshake()));

            assertThat(outcome)
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isInstanceOfSatisfying(SalesforceException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.RETRIABLE);
                        assertThat(failure).hasMessageContaining("HTTP 407").hasMessageContaining("proxy");
                    });
            answer.join();
        }
    }

    private static void reject(ServerSocket proxy) {
        try (Socket client = proxy.accept()) {
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream()
                    .write("HTTP/1.1 407 Rejected\r\nProxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private static Message.Mutable handshake() {
        HashMapMessage handshake = new HashMapMessage();
        handshake.setChannel(Channel.META_HANDSHAKE);
        return handshake;
    }

    private LongPollingTransport transport(URI url) {
        return transport(url, HttpClient.newHttpClient());
    }

    private LongPollingTransport transport(URI url, HttpClient http) {
        LongPollingTransport transport = new LongPollingTransport(
                http,
                new AccessToken("token", url, "00Dx0000000BV7zEAG", "005x00000012Q9PAAU"),
                1_000_000,
                threads,
                new LongPollingTransport.Receiver() {
                    @Override
                    public void received(List<StreamItem> events, int answerBytes) {}

                    @Override
                    public void fail(Throwable defect) {
                        reported.complete(defect);
                    }

                    @Override
                    public Silence silence() {
                        return new Silence(Optional.empty());
                    }
                });
        transport.setOption(ClientTransport.MAX_NETWORK_DELAY_OPTION, 30_000L);
        transport.setOption(ClientTransport.JSON_CONTEXT_OPTION, new JacksonJSONContextClient());
        // The client gives the transport its address and its cookies.
        assertThat(new BayeuxClient(url.toString(), threads.timer(), transport).getURL())
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
