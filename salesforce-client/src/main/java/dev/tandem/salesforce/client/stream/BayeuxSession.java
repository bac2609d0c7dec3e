/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.auth.AccessToken;
import dev.tandem.salesforce.client.stream.SessionEnd.Remedy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.client.ClientSessionChannel;
import org.cometd.bayeux.client.ClientSessionChannel.MessageListener;
import org.cometd.client.BayeuxClient;
import org.cometd.client.transport.ClientTransport;
import org.cometd.common.HashMapMessage;
import org.cometd.common.JacksonJSONContextClient;

/**
 * A CometD session, from handshake to end. It is never repaired: CometD would carry on after a lost answer without its
 * events, and would repeat the handshake without the subscriptions. Any fault ends the session, once, and the {@link Feed}
 * opens the next.
 */
final class BayeuxSession implements AutoCloseable {
    /** The keeper of the session, called on threads of the stream. */
    interface Receiver {
        /** Takes the events of one answer. Blocking delays the next answer. */
        void received(BayeuxSession from, List<StreamItem> events, int answerBytes) throws InterruptedException;

        /** Reports what an answer failed with, although neither server nor network is to blame. Events of it may be lost. */
        void fail(Throwable defect);

        /** Returns what has to know of polls and their answers. */
        Silence silence();

        /** Reports that the session has ended: {@link #throwIfEnded} throws from now on. */
        void ended();
    }

    private static final Duration LONG_LIFE = Duration.ofSeconds(30);
    /** The time after which a poll has certainly not been rejected. */
    private static final Duration HELD = Duration.ofSeconds(5);

    private static final MessageListener TAKEN_BY_TRANSPORT = (channel, message) -> {};

    private final BayeuxClient client;
    private final LongPollingTransport transport;
    private final Receiver receiver;
    private final Duration farewell;
    private final Duration replyLimit;
    private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    private volatile boolean opened;
    private volatile long openedNanos;
    /** The polls that were accepted. The server answers the first at once, and may hold the others. */
    private final AtomicInteger polls = new AtomicInteger();

    /** @param url {@code https://instance/cometd/66.0} */
    BayeuxSession(
            URI url,
            AccessToken token,
            HttpClient http,
            StreamSettings settings,
            StreamThreads threads,
            Receiver receiver) {
        this.receiver = receiver;
        farewell = settings.closeTimeout();
        replyLimit = settings.networkDelay().multipliedBy(2);
        transport = new LongPollingTransport(http, token, settings.maxMessageBytes(), threads, new Answers());
        transport.setOption(ClientTransport.JSON_CONTEXT_OPTION, new JacksonJSONContextClient());
        transport.setOption(
                ClientTransport.MAX_NETWORK_DELAY_OPTION,
                settings.networkDelay().toMillis());
        client = new BayeuxClient(url.toString(), threads.timer(), transport);
        for (String channel : new String[] {Channel.META_HANDSHAKE, Channel.META_CONNECT, Channel.META_DISCONNECT}) {
            client.getChannel(channel).addListener((MessageListener) this::watch);
        }
    }

    /** The way of answers to the keeper of the session. */
    private final class Answers implements LongPollingTransport.Receiver {
        @Override
        public void received(List<StreamItem> events, int answerBytes) throws InterruptedException {
            receiver.received(BayeuxSession.this, events, answerBytes);
        }

        @Override
        public void fail(Throwable defect) {
            receiver.fail(defect);
        }

        @Override
        public Silence silence() {
            return receiver.silence();
        }
    }

    /**
     * Ends the session on any unsuccessful message, on the server's farewell, and on the advice not to go on with it. Aborting
     * stops CometD from repairing it.
     */
    private void watch(ClientSessionChannel channel, Message message) {
        boolean farewell = Channel.META_DISCONNECT.equals(channel.getId());
        Optional<SessionEnd> advised = SessionEnd.ofAdvice(message);
        if (farewell || !message.isSuccessful()) {
            boolean unasked = farewell && !message.containsKey("failure") && !message.containsKey(Message.ERROR_FIELD);
            endByServer(
                    unasked ? SessionEnd.of(Remedy.RECONNECT, "the server disconnected") : SessionEnd.ofReply(message));
        } else {
            polls.addAndGet(Channel.META_CONNECT.equals(channel.getId()) ? 1 : 0);
            advised.ifPresent(this::endByServer);
        }
    }

    private void endByServer(SessionEnd reason) {
        // Until the handshake has succeeded, the latest poll belongs to an earlier session.
        if (opened && !hasEnded()) {
            receiver.silence().reject();
        }
        end(reason);
        client.abort();
    }

    /** Ends the session. The first reason counts. {@link #close} informs the server. */
    void end(SessionEnd reason) {
        if (end.complete(reason)) {
            receiver.ended();
        }
    }

    /** Returns whether the handshake has succeeded, and the session has not ended. */
    boolean isOpen() {
        return opened && !end.isDone();
    }

    /** Returns whether the session has been open so long that it counts as a success, even without an event. */
    boolean hasLasted() {
        return isOlderThan(LONG_LIFE);
    }

    /** Returns whether the server has answered a poll that it may hold, or has held one. */
    boolean hasServed() {
        return polls.get() > 1 || (polls.get() > 0 && isOlderThan(HELD));
    }

    private boolean isOlderThan(Duration time) {
        return opened && System.nanoTime() - openedNanos > time.toNanos();
    }

    boolean hasEnded() {
        return end.isDone();
    }

    /** Returns Salesforce's clock from the latest answer. */
    Optional<Instant> serverTime() {
        return transport.serverTime();
    }

    /** Opens the session. */
    void handshake() throws SessionEndedException, InterruptedException {
        CompletableFuture<Message> reply = new CompletableFuture<>();
        client.handshake(Map.of(Message.EXT_FIELD, Map.of("replay", true)), reply::complete);
        Message answer = await(reply);
        if (!answer.isSuccessful()) {
            end(SessionEnd.ofReply(answer));
            throwIfEnded();
        }
        if (!Boolean.TRUE.equals(
                answer.getExt() == null ? null : answer.getExt().get("replay"))) {
            end(SessionEnd.of(Remedy.WAIT, "the server does not replay events, so those of a pause would be lost"));
            throwIfEnded();
        }
        openedNanos = System.nanoTime();
        opened = true;
    }

    /**
     * Subscribes to a channel.
     *
     * @param replayId a replay id, -1 or -2
     * @return the error if the subscription is rejected
     */
    Optional<String> subscribe(String channel, Object replayId) throws SessionEndedException, InterruptedException {
        // Only this channel's position. Other clients send a map of all channels, which can carry stale positions.
        Message.Mutable message = new HashMapMessage();
        message.getExt(true).put("replay", Map.of(channel, replayId));
        CompletableFuture<Message> reply = new CompletableFuture<>();
        client.getChannel(channel).subscribe(message, TAKEN_BY_TRANSPORT, reply::complete);
        Message answer = await(reply);
        if (answer.isSuccessful()) {
            return Optional.empty();
        }
        if (SessionEnd.concernsSession(answer)) {
            end(SessionEnd.ofReply(answer));
            throwIfEnded();
        }
        return Optional.of(String.valueOf(answer.get(Message.ERROR_FIELD)));
    }

    void unsubscribe(String channel) throws SessionEndedException, InterruptedException {
        CompletableFuture<Message> reply = new CompletableFuture<>();
        client.getChannel(channel).unsubscribe(TAKEN_BY_TRANSPORT, reply::complete);
        await(reply);
    }

    /** Waits for the reply or the end of the session. The transport reports a missing answer before the limit. */
    private Message await(CompletableFuture<Message> reply) throws SessionEndedException, InterruptedException {
        try {
            CompletableFuture.anyOf(reply, end).get(replyLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (TimeoutException lost) {
            end(SessionEnd.of(Remedy.RECONNECT, "no reply for " + replyLimit.toSeconds() + " s"));
        }
        throwIfEnded();
        return reply.join();
    }

    void throwIfEnded() throws SessionEndedException {
        if (end.isDone()) {
            throw new SessionEndedException(end.join());
        }
    }

    /** Disconnects without a long wait. CometD's own way can take twice its timeout. */
    @Override
    public void close() {
        end.complete(SessionEnd.of(Remedy.RECONNECT, "closed"));
        CountDownLatch answered = new CountDownLatch(1);
        if (client.isHandshook()) {
            client.disconnect(reply -> answered.countDown());
            try {
                answered.await(farewell.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
            }
        }
        client.abort();
        // After a farewell, CometD does not cancel the held request.
        transport.abort(new IOException("closed"));
    }
}
