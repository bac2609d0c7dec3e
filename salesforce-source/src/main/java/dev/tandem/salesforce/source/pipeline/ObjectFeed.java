/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import dev.tandem.salesforce.client.stream.SubscriptionState;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object's events, waiting in a bounded buffer between the task's session and the object's pipeline.
 *
 * <p>The session is shared, so a full buffer must not block it: the channel is left, and what still comes of it is ignored.
 * When the pipeline has worked off half of the buffer the channel is subscribed again, after the last event in it. So nothing
 * is lost as long as Salesforce retains it.
 *
 * <p>{@link #offer} and {@link #fail} are for the thread that reads the session, the rest for the pipeline's.
 */
final class ObjectFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectFeed.class);

    private final String object;
    private final String channel;
    private final ChangeEventStream stream;
    private final FeedBounds bounds;
    private final ObjectMetrics metrics;

    private final Deque<StreamItem> items = new ArrayDeque<>();
    private long bytes;
    private SubscriptionState state = SubscriptionState.PAUSED;
    private ReplayFrom asked = ReplayFrom.latest();
    private ReplayId lastAccepted;
    private RuntimeException failure;

    ObjectFeed(String object, String channel, ChangeEventStream stream, FeedBounds bounds, ObjectMetrics metrics) {
        this.object = object;
        this.channel = channel;
        this.stream = stream;
        this.bounds = bounds;
        this.metrics = metrics;
    }

    /** Subscribes, and waits until Salesforce has confirmed it. Nothing of an earlier subscription remains. */
    synchronized Subscribed open(ReplayFrom from) throws InterruptedException {
        items.clear();
        bytes = 0;
        lastAccepted = null;
        ask(from);
        while (true) {
            awaitItem();
            StreamItem first = items.removeFirst();
            if (first instanceof SubscriptionRejected refused) {
                throw new SubscriptionRejectedException(object, refused);
            }
            if (first instanceof Subscribed subscribed) {
                return subscribed;
            }
        }
    }

    /**
     * The next items, at least one: events, and messages that are none. Events of one replay id are not split if they have
     * come together (an enriched channel has several).
     */
    synchronized List<StreamItem> take(int max) throws InterruptedException {
        resubscribeWhenHalfEmpty();
        awaitItem();
        List<StreamItem> taken = new ArrayList<>(Math.min(max, items.size()));
        ReplayId last = null;
        while (!items.isEmpty() && (taken.size() < max || sameReplayId(items.peekFirst(), last))) {
            StreamItem item = items.removeFirst();
            if (item instanceof SubscriptionRejected refused) {
                if (!taken.isEmpty()) {
                    items.addFirst(item);
                    break;
                }
                throw new SubscriptionRejectedException(object, refused);
            }
            if (item instanceof Subscribed) {
                continue;
            }
            bytes -= size(item);
            last = item instanceof ChangeEvent event ? event.replayId() : null;
            taken.add(item);
        }
        metrics.buffered(items.size());
        return taken;
    }

    synchronized void offer(StreamItem item) {
        if (item instanceof Subscribed subscribed) {
            acceptSubscribed(subscribed);
        } else if (item instanceof SubscriptionRejected) {
            if (state == SubscriptionState.REQUESTED || state == SubscriptionState.ACTIVE) {
                state = SubscriptionState.REJECTED;
                items.addLast(item);
                notifyAll();
            }
        } else if (state == SubscriptionState.ACTIVE) {
            accept(item);
        }
    }

    /** The session is dead: the pipeline learns it when it asks for the next item. */
    synchronized void fail(RuntimeException cause) {
        failure = cause;
        notifyAll();
    }

    private void acceptSubscribed(Subscribed subscribed) {
        if (state == SubscriptionState.ACTIVE) {
            LOG.info("{}: events flow again after a lost session", object);
            metrics.sessionRecovered();
        } else if (state == SubscriptionState.REQUESTED && subscribed.from().equals(asked)) {
            state = SubscriptionState.ACTIVE;
            items.addLast(subscribed);
            notifyAll();
        }
    }

    private void accept(StreamItem item) {
        long size = size(item);
        if (!items.isEmpty() && (items.size() >= bounds.events() || bytes + size > bounds.bytes())) {
            state = SubscriptionState.PAUSED;
            stream.unsubscribe(channel);
            metrics.channelLeft();
            LOG.info("{}: {} events wait, the channel is left until half of them are emitted", object, items.size());
            return;
        }
        items.addLast(item);
        bytes += size;
        if (item instanceof ChangeEvent event) {
            lastAccepted = event.replayId();
        }
        metrics.buffered(items.size());
        notifyAll();
    }

    private void resubscribeWhenHalfEmpty() {
        if (state == SubscriptionState.PAUSED && items.size() <= bounds.events() / 2 && bytes <= bounds.bytes() / 2) {
            ask(lastAccepted == null ? asked : ReplayFrom.after(lastAccepted));
        }
    }

    private void ask(ReplayFrom from) {
        asked = from;
        state = SubscriptionState.REQUESTED;
        stream.subscribe(channel, from);
    }

    private void awaitItem() throws InterruptedException {
        while (items.isEmpty() && failure == null) {
            wait();
        }
        if (items.isEmpty()) {
            throw failure;
        }
    }

    private static boolean sameReplayId(StreamItem item, ReplayId last) {
        return last != null
                && item instanceof ChangeEvent event
                && event.replayId().equals(last);
    }

    /** Only events are worth counting; the other items are few. */
    private static long size(StreamItem item) {
        return item instanceof ChangeEvent event ? event.bytes() : 0;
    }
}
