/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.auth.AccessToken;
import dev.tandem.salesforce.client.http.FailureClassifier;
import dev.tandem.salesforce.client.http.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.client.http.common.AbstractHttpClientTransport;
import org.cometd.client.transport.TransportListener;
import org.eclipse.jetty.http.HttpCookie;

/**
 * A long-polling transport for CometD that uses the JDK's HTTP client.
 *
 * <p>CometD's own transport needs Jetty's client, and parses answers into maps. Here a single parse creates the trees that
 * readers get. CometD keeps the cookies, because its store accepts those of Salesforce (a comma in the expiry date, a path
 * below the host's). The size of an answer is bounded while it arrives. So is the time until it is complete:
 * {@code maxNetworkDelay}, plus the time for which the server holds a {@code /meta/connect}.
 */
final class LongPollingTransport extends AbstractHttpClientTransport {

    /** The receiver of what answers bring. */
    interface Receiver {
        /** Takes the events of an answer, before CometD sends the next {@code /meta/connect}. */
        void received(List<StreamItem> events, int answerBytes) throws InterruptedException;

        /** Reports what an answer or its receiver failed with, although neither server nor network is to blame. */
        void fail(Throwable defect);

        /** Returns what has to know of each {@code /meta/connect} and its answer. */
        Silence silence();
    }

    private final HttpClient http;
    private final AccessToken token;
    private final int maxMessageBytes;
    private final Receiver receiver;
    private final StreamThreads threads;
    private final Set<Exchange> pending = ConcurrentHashMap.newKeySet();
    private volatile Instant serverTime;

    LongPollingTransport(
            HttpClient http, AccessToken token, int maxMessageBytes, StreamThreads threads, Receiver receiver) {
        super(null, null, threads.timer());
        this.threads = threads;
        this.http = http;
        this.token = token;
        this.maxMessageBytes = maxMessageBytes;
        this.receiver = receiver;
    }

    /** Returns Salesforce's clock from the latest answer. */
    Optional<Instant> serverTime() {
        return Optional.ofNullable(serverTime);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The listener learns every outcome.
    public void send(TransportListener listener, List<Message.Mutable> messages) {
        URI uri = URI.create(newRequestURI(messages));
        // INVARIANT: computed before a short poll is asked for, because a server may hold it as long as any other.
        Duration limit = Duration.ofMillis(calculateMaxNetworkDelay(messages));
        Optional<Silence.Poll> poll = poll(messages.get(0));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json;charset=UTF-8")
                .header("Authorization", "Bearer " + token.value())
                .header("Accept-Encoding", "gzip")
                .POST(BodyPublishers.ofString(generateJSON(messages)));
        String cookies =
                getCookies(uri).stream().map(LongPollingTransport::pair).collect(Collectors.joining("; "));
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies);
        }
        listener.onSending(messages);
        Exchange exchange = new Exchange(request.build(), maxMessageBytes);
        pending.add(exchange);
        CompletableFuture.runAsync(() -> run(exchange, limit, new Sent(listener, messages, poll)), threads.exchanges())
                .whenComplete((none, defect) -> {
                    if (defect != null) {
                        receiver.fail(defect instanceof CompletionException ? defect.getCause() : defect);
                    }
                });
        if (isAborted()) {
            exchange.end();
        }
    }

    /**
     * A request that waits for its answer.
     *
     * @param poll present if it is a {@code /meta/connect}
     */
    private record Sent(TransportListener listener, List<Message.Mutable> messages, Optional<Silence.Poll> poll) {
        void fail(Throwable failure) {
            listener.onFailure(failure, messages);
        }
    }

    /** Returns the poll that a message is, and gives it its time. */
    private Optional<Silence.Poll> poll(Message.Mutable message) {
        if (!Channel.META_CONNECT.equals(message.getChannel())) {
            return Optional.empty();
        }
        Silence.Poll poll = receiver.silence().poll(message.getAdvice() != null, System.nanoTime());
        poll.time().ifPresent(time -> message.getAdvice(true).put(Message.TIMEOUT_FIELD, time.toMillis()));
        return Optional.of(poll);
    }

    private void run(Exchange exchange, Duration limit, Sent sent) {
        HttpResponse<byte[]> response;
        try {
            response = exchange.await(http, getScheduler(), limit);
        } catch (IOException | RuntimeException failure) {
            sent.fail(failure);
            return;
        } finally {
            pending.remove(exchange);
        }
        take(sent, response.request().uri(), response);
    }

    private static String pair(HttpCookie cookie) {
        return cookie.getName() + "=" + cookie.getValue();
    }

    private void take(Sent sent, URI uri, HttpResponse<byte[]> response) {
        Message request = sent.messages().get(0);
        storeCookies(uri, response.headers().map());
        HttpAnswer.date(response.headers()).ifPresent(date -> serverTime = date);
        byte[] body;
        BayeuxReply reply;
        try {
            body = decoded(response);
            reply = parse(uri, response.statusCode(), body);
            if (reply.meta().isEmpty()) {
                throw new IOException("the answer to " + request.getChannel() + " has no reply to it");
            }
            requireReply(request, reply.meta());
        } catch (IOException | RuntimeException failure) {
            sent.fail(failure);
            return;
        }
        try {
            // A failure in here may have taken some of the events, so another session would miss them.
            if (!reply.events().isEmpty()) {
                receiver.received(reply.events(), body.length);
            }
            if (sent.poll().isPresent() && isAccepted(request, reply)) {
                receiver.silence().answer(sent.poll().get(), reply.events().isEmpty(), System.nanoTime());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            sent.fail(closing);
            return;
        }
        try {
            processResponseMessages(sent.listener(), reply.meta());
        } catch (RuntimeException failure) {
            sent.fail(failure);
        }
    }

    /** Rejects an answer to an earlier request, which broken proxies may repeat. Its events would be taken for new ones. */
    private static void requireReply(Message request, List<Message.Mutable> replies) throws IOException {
        // Without a reply of its own, CometD would wait for ever.
        if (replies.stream().noneMatch(reply -> isReplyOrFarewell(reply, request))) {
            throw new IOException("the answer to " + request.getChannel() + " has only replies to others");
        }
        for (Message reply : replies) {
            boolean answers = reply.isSuccessful() && reply.getChannel().equals(request.getChannel());
            // Salesforce may write a number.
            Object id = reply.get(Message.ID_FIELD);
            if (answers && id != null && !id.toString().equals(request.getId())) {
                throw new IOException("the answer is to another " + request.getChannel());
            }
        }
    }

    /** Returns whether a request has succeeded. A rejected poll says nothing about events. */
    private static boolean isAccepted(Message request, BayeuxReply reply) {
        return reply.meta().stream()
                .anyMatch(meta -> meta.isSuccessful() && meta.getChannel().equals(request.getChannel()));
    }

    private static boolean isReplyOrFarewell(Message reply, Message request) {
        return reply.getChannel().equals(request.getChannel())
                || reply.getChannel().equals(Channel.META_DISCONNECT)
                || !reply.isSuccessful();
    }

    /** Some rejections have an error status and Bayeux messages; others are those of any Salesforce API. */
    private static BayeuxReply parse(URI uri, int status, byte[] body) throws IOException {
        try {
            BayeuxReply reply = BayeuxReply.parse(body);
            if (status == 200 || !reply.meta().isEmpty()) {
                return reply;
            }
        } catch (IOException notBayeux) {
            if (status == 200) {
                throw notBayeux;
            }
        }
        String text = new String(body, StandardCharsets.UTF_8);
        throw FailureClassifier.exceptionOf(status, text, "streaming request", uri);
    }

    private byte[] decoded(HttpResponse<byte[]> response) throws IOException {
        if (response.body() == null) {
            // A proxy has rejected the tunnel.
            return new byte[0];
        }
        if (!response.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
            return response.body();
        }
        return Gzip.decoded(response.body(), maxMessageBytes);
    }

    @Override
    public void abort(Throwable failure) {
        super.abort(failure);
        pending.forEach(Exchange::end);
    }
}
