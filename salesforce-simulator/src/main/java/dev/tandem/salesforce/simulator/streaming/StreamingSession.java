/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import dev.tandem.salesforce.simulator.events.BusEvent;
import dev.tandem.salesforce.simulator.events.Channels.View;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.events.EventLog.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.ServerSessionImpl;

/**
 * A client's session. It queues nothing: each subscription remembers its position in the event log, and a connect reads
 * from there when it is answered.
 */
final class StreamingSession extends ServerSessionImpl {
    /** The largest reply: below the 1 MiB that CometD's client takes by default. */
    private static final int REPLY_EVENTS = 2000;

    private static final int REPLY_CHARACTERS = 512 * 1024;

    private final EventLog log;
    private final Deliveries deliveries;
    private final BooleanSupplier unlimitedReplies;
    private final Map<String, Subscription> subscriptions = new TreeMap<>();
    private Refusal ended;
    private long delivered;

    private static final class Subscription {
        private final View view;
        private long position;

        private Subscription(View view, long position) {
            this.view = view;
            this.position = position;
        }

        private boolean wants(BusEvent event) {
            return event.position() >= position && view.sees().test(event);
        }
    }

    StreamingSession(BayeuxServerImpl bayeux, EventLog log, Deliveries deliveries, BooleanSupplier unlimitedReplies) {
        super(bayeux);
        this.log = log;
        this.deliveries = deliveries;
        this.unlimitedReplies = unlimitedReplies;
        setMetaConnectDeliveryOnly(true);
    }

    void subscribe(String channel, View view, long position) {
        synchronized (subscriptions) {
            subscriptions.put(channel, new Subscription(view, position));
        }
    }

    void unsubscribe(String channel) {
        synchronized (subscriptions) {
            subscriptions.remove(channel);
        }
    }

    List<String> channels() {
        synchronized (subscriptions) {
            return List.copyOf(subscriptions.keySet());
        }
    }

    long delivered() {
        synchronized (subscriptions) {
            return delivered;
        }
    }

    /** Returns the refusal that later connects receive, or null while the session lives. */
    Refusal ended() {
        synchronized (subscriptions) {
            return ended;
        }
    }

    /** Ends the session on the server's side: a held connect is answered with the refusal. */
    void end(Refusal refusal) {
        synchronized (subscriptions) {
            ended = refusal;
            subscriptions.clear();
        }
        getBayeuxServer().removeSession(this);
        flush();
    }

    /** Returns whether there are events for this session; CometD asks before it holds a connect. */
    @Override
    public boolean hasNonLazyMessages() {
        return super.hasNonLazyMessages() || pending();
    }

    /** A subscription that begins in the past has events at once; they follow the reply to the subscribe message. */
    @Override
    public boolean endBatch() {
        boolean flushed = super.endBatch();
        if (!flushed && shouldSchedule()) {
            flush();
            return true;
        }
        return flushed;
    }

    @Override
    public List<ServerMessage> takeQueue(List<ServerMessage.Mutable> replies) {
        List<ServerMessage> messages = new ArrayList<>(super.takeQueue(replies));
        boolean connected = replies.stream()
                .anyMatch(reply -> Channel.META_CONNECT.equals(reply.getChannel()) && reply.isSuccessful());
        if (connected) {
            messages.addAll(next());
        } else if (Refusal.UNKNOWN_CLIENT_FOR_GOOD.equals(ended())) {
            ServerMessage.Mutable disconnect = getBayeuxServer().newMessage();
            disconnect.setChannel(Channel.META_DISCONNECT);
            messages.add(disconnect);
        }
        return messages;
    }

    private boolean pending() {
        synchronized (subscriptions) {
            if (subscriptions.isEmpty()) {
                return false;
            }
            Page page = log.read(start(), this::wanted, 1, 1);
            if (page.events().isEmpty()) {
                moveTo(page.next());
            }
            return !page.events().isEmpty();
        }
    }

    private List<ServerMessage> next() {
        synchronized (subscriptions) {
            if (subscriptions.isEmpty()) {
                return List.of();
            }
            boolean unlimited = unlimitedReplies.getAsBoolean();
            Page page = log.read(
                    start(),
                    this::wanted,
                    unlimited ? Integer.MAX_VALUE : REPLY_EVENTS,
                    unlimited ? Integer.MAX_VALUE : REPLY_CHARACTERS);
            List<ServerMessage> messages = new ArrayList<>(page.events().size());
            for (BusEvent event : page.events()) {
                subscriptions.forEach((channel, subscription) -> {
                    if (subscription.wants(event)) {
                        messages.add(new EventMessage(event, channel));
                        deliveries.count(channel);
                    }
                });
            }
            delivered += messages.size();
            moveTo(page.next());
            return messages;
        }
    }

    private boolean wanted(BusEvent event) {
        for (Subscription subscription : subscriptions.values()) {
            if (subscription.wants(event)) {
                return true;
            }
        }
        return false;
    }

    private long start() {
        return subscriptions.values().stream()
                .mapToLong(subscription -> subscription.position)
                .min()
                .orElseThrow();
    }

    private void moveTo(long position) {
        subscriptions
                .values()
                .forEach(subscription -> subscription.position = Math.max(subscription.position, position));
    }
}
