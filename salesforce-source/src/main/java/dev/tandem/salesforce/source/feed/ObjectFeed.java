/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.EarlierEvent;
import dev.tandem.salesforce.client.stream.StreamItem.Event;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import dev.tandem.salesforce.client.stream.SubscriptionState;
import dev.tandem.salesforce.source.failure.SubscriptionRejectedException;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.SignalPosition;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.signal.ReadRequest;
import dev.tandem.salesforce.source.signal.SignalListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one object or channel on their way from the task's session to its pipeline, and the signals for it.
 *
 * <p><b>Memory.</b> An object that finds no {@link EventRoom} left leaves its channel. It returns when half of its events are
 * emitted, at the event where it left. Events that are taken keep their room until the pipeline asks for the next ones.
 *
 * <p><b>Threads.</b> The dispatcher offers items, and the pipeline takes them.
 */
public final class ObjectFeed implements SignalListener {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectFeed.class);

    /** The longest time until Salesforce delivers the first of the events that it retains. */
    public static final Duration FIRST_DELIVERY = Duration.ofSeconds(5);

    /** Events that suffice to keep the pipeline busy until the next answer of Salesforce. */
    private static final int ENOUGH_EVENTS = 1_000;

    private static final long ENOUGH_BYTES = 8 << 20;
    /** Bytes after which no more events are taken together. */
    private static final long MAX_TAKEN_BYTES = 4 << 20;

    /** The difference that the clocks of Salesforce and Kafka may have, and the delay of a signal on its way. */
    private static final Duration SIGNAL_MARGIN = Duration.ofMinutes(15);

    private final String object;
    private final String channel;
    private final ChangeEventStream stream;
    private final EventRoom.Share room;
    private final ObjectMetrics metrics;
    private final Instant since;
    private final Deque<StreamItem> items = new ArrayDeque<>();
    private final CatchUp catchUp = new CatchUp(FIRST_DELIVERY);
    private final WaitingRequests requests;
    private SubscriptionState state = SubscriptionState.PAUSED;
    private ReplayFrom replayFrom = ReplayFrom.latest();
    private LastIds accepted = new LastIds();
    private int eventsAtPause;
    private boolean hasEarlierEvent;
    /** True from the time at which the pipeline has taken events until it asks for the next ones. */
    private boolean isEmitting;
    /** The room of the events that were taken last. */
    private int takenEvents;

    private long takenBytes;

    private long lastTake = System.nanoTime();
    private RuntimeException failure;

    public ObjectFeed(ObjectStart start, ChangeEventStream stream, EventRoom.Share room) {
        this.object = start.topic().object();
        this.channel = start.channel();
        this.stream = stream;
        this.room = room;
        this.metrics = start.metrics();
        metrics.watchConnection(this::isConnected, this::lossOfSession);
        this.since = start.stored()
                .map(stored -> stored.offset().position().time())
                .orElseGet(Instant::now)
                .minus(SIGNAL_MARGIN);
        this.requests = new WaitingRequests(
                catchUp, start.stored().map(StoredOffset::signals).orElse(SignalPosition.NONE));
    }

    public String channel() {
        return channel;
    }

    @Override
    public synchronized SignalPosition received() {
        return requests.received();
    }

    @Override
    public Instant since() {
        return since;
    }

    @Override
    public synchronized void request(ReadRequest request) {
        requests.add(request);
        notifyAll();
    }

    /** Returns the requests that can be answered, without removing them. */
    public synchronized List<ReadRequest> requests() {
        return requests.ready(System.nanoTime());
    }

    /** Returns whether the channel is subscribed in an open session. */
    public boolean isConnected() {
        return isIn(SubscriptionState.ACTIVE) && stream.counters().connected();
    }

    /** Returns why there is no session to receive events from; empty if there is one, or none is needed. */
    private String lossOfSession() {
        boolean isWanted = isIn(SubscriptionState.ACTIVE, SubscriptionState.REQUESTED);
        return isWanted ? stream.counters().failure() : "";
    }

    private synchronized boolean isIn(SubscriptionState... any) {
        return List.of(any).contains(state);
    }

    /** Returns whether no event waits, here or on the way to here. */
    public synchronized boolean isIdle() {
        return items.isEmpty() && state == SubscriptionState.ACTIVE;
    }

    /** Returns whether events may wait at Salesforce or wait here, or are being emitted. Asks in this order, to miss none. */
    public boolean isUnderWay() {
        boolean mayCome = !stream.isSilent(channel) || !isConnected();
        synchronized (this) {
            return !items.isEmpty() || isEmitting || (mayCome && state != SubscriptionState.REJECTED);
        }
    }

    /**
     * Returns whether Salesforce has delivered an event that is certainly from before a time, which is no later than the one at which the
     * channel was opened.
     */
    public synchronized boolean hasEventBefore(Instant time) {
        return hasEarlierEvent
                || (items.peekFirst() instanceof ChangeEvent first
                        && first.header().commitTimestamp().isBefore(time));
    }

    /** Waits for the first event, and returns whether it is certainly from before a time. */
    public synchronized boolean awaitEventBefore(Instant time, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (!hasEarlierEvent && items.isEmpty() && failure == null && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        return hasEventBefore(time);
    }

    /** Waits until there are requests, but not for longer than this. */
    public synchronized void awaitRequest(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        long left = time.toMillis();
        while (requests.isEmpty() && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }

    /** Removes the oldest requests, once they are answered. */
    public synchronized void removeRequests(int count) {
        requests.remove(count);
    }

    /** Subscribes, and waits until Salesforce has confirmed it. Drops everything of an earlier subscription. */
    public synchronized Subscribed open(ReplayFrom from) throws InterruptedException {
        clear();
        accepted = new LastIds();
        hasEarlierEvent = false;
        subscribe(from);
        while (true) {
            awaitItem();
            StreamItem first = items.removeFirst();
            if (first instanceof SubscriptionRejected rejected) {
                throw new SubscriptionRejectedException(object, rejected);
            }
            if (first instanceof Subscribed subscribed) {
                return subscribed;
            }
            room.release(1, size(first));
        }
    }

    /** Unsubscribes for good, so that an object that has stopped costs neither deliveries nor memory. */
    public synchronized void close() {
        state = SubscriptionState.REJECTED;
        clear();
        stream.unsubscribe(channel);
    }

    /**
     * Waits for items or requests, and takes the items: events, and messages that are not events. Events of one replay id are not
     * split if they were received together (an enriched channel has several). Returns none if none come in time.
     */
    public synchronized List<StreamItem> take(int max, Duration time) throws InterruptedException {
        isEmitting = false;
        releaseTaken();
        resubscribeWhenHalfEmpty();
        long deadline = System.nanoTime() + time.toNanos();
        long left = time.toMillis();
        while (items.isEmpty() && requests().isEmpty() && failure == null && left > 0) {
            wait(requests.millisUntilReady(left, System.nanoTime()));
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        if (items.isEmpty() && failure != null) {
            throw failure;
        }
        List<StreamItem> taken = new ArrayList<>(Math.min(max, items.size()));
        ReplayId last = null;
        while (!items.isEmpty()
                && ((taken.size() < max && takenBytes < MAX_TAKEN_BYTES) || hasReplayId(items.peekFirst(), last))) {
            StreamItem item = items.removeFirst();
            if (item instanceof SubscriptionRejected rejected) {
                if (!taken.isEmpty()) {
                    items.addFirst(item);
                    break;
                }
                throw new SubscriptionRejectedException(object, rejected);
            }
            if (item instanceof Subscribed) {
                continue;
            }
            takenEvents++;
            takenBytes += size(item);
            requests.noteTaken();
            last = item instanceof Event event ? event.replayId() : null;
            taken.add(item);
        }
        isEmitting = !taken.isEmpty();
        metrics.setBuffered(items.size());
        lastTake = System.nanoTime();
        notifyAll();
        return taken;
    }

    /**
     * Waits while more events wait than the pipeline needs, if it is taking some. So events are few and young, and cost the
     * garbage collector little.
     */
    synchronized void awaitTaken(Duration time) throws InterruptedException {
        long start = System.nanoTime();
        long left = time.toMillis();
        while (left > 0
                && state == SubscriptionState.ACTIVE
                && (items.size() > ENOUGH_EVENTS || room.bytes() > ENOUGH_BYTES)
                && System.nanoTime() - lastTake < time.toNanos()) {
            wait(left);
            left = time.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        }
    }

    /** Takes items that were received together, in one step: events of one replay id must not be split. */
    synchronized void offer(List<StreamItem> received) {
        long now = System.nanoTime();
        received.forEach(item -> offer(item, now));
        metrics.setBuffered(items.size());
        notifyAll();
    }

    private void offer(StreamItem item, long now) {
        if (item instanceof Subscribed subscribed) {
            acceptSubscribed(subscribed);
        } else if (item instanceof SubscriptionRejected) {
            if (state == SubscriptionState.REQUESTED || state == SubscriptionState.ACTIVE) {
                state = SubscriptionState.REJECTED;
                catchUp.end();
                items.addLast(item);
            }
        } else if (item instanceof EarlierEvent) {
            hasEarlierEvent |= state == SubscriptionState.ACTIVE;
        } else if (state == SubscriptionState.ACTIVE) {
            accept(item, now);
        }
    }

    /** Notes that the session is dead. The pipeline learns it when it asks for the next item. */
    synchronized void fail(RuntimeException cause) {
        failure = cause;
        notifyAll();
    }

    private void acceptSubscribed(Subscribed subscribed) {
        if (state == SubscriptionState.ACTIVE) {
            catchUp.subscribe(subscribed.from(), subscribed.serverTime(), System.nanoTime());
            LOG.info("{}: events arrive again after a lost session.", object);
            metrics.countSessionRecovery();
        } else if (state == SubscriptionState.REQUESTED && subscribed.from().equals(replayFrom)) {
            state = SubscriptionState.ACTIVE;
            catchUp.subscribe(subscribed.from(), subscribed.serverTime(), System.nanoTime());
            items.addLast(subscribed);
        }
    }

    private void accept(StreamItem item, long now) {
        if (item instanceof Event event && accepted.isLast(event.replayId())) {
            room.take(size(item));
        } else if (!room.tryTake(size(item))) {
            state = SubscriptionState.PAUSED;
            catchUp.leave();
            eventsAtPause = room.events();
            stream.unsubscribe(channel);
            metrics.countChannelLeave();
            LOG.info(
                    "{}: {} events wait to be emitted. The connector leaves the channel until half of them are.",
                    object,
                    eventsAtPause);
            return;
        }
        if (item instanceof Event event) {
            accepted.add(event.replayId());
        }
        if (item instanceof ChangeEvent change) {
            catchUp.accept(change.header().commitTimestamp(), now);
        }
        requests.noteAccepted(now);
        items.addLast(item);
    }

    private void releaseTaken() {
        if (takenEvents > 0) {
            room.release(takenEvents, takenBytes);
            takenEvents = 0;
            takenBytes = 0;
            notifyAll();
        }
    }

    private void clear() {
        releaseTaken();
        requests.noteDropped();
        for (StreamItem item : items) {
            if (!(item instanceof Subscribed) && !(item instanceof SubscriptionRejected)) {
                room.release(1, size(item));
            }
        }
        items.clear();
    }

    private void resubscribeWhenHalfEmpty() {
        if (state == SubscriptionState.PAUSED && room.events() <= eventsAtPause / 2) {
            subscribe(accepted.position().orElse(replayFrom));
        }
    }

    private void subscribe(ReplayFrom from) {
        replayFrom = from;
        state = SubscriptionState.REQUESTED;
        stream.subscribe(channel, object, from);
        notifyAll();
    }

    private void awaitItem() throws InterruptedException {
        while (items.isEmpty() && failure == null) {
            wait();
        }
        if (items.isEmpty()) {
            throw failure;
        }
    }

    private static boolean hasReplayId(StreamItem item, ReplayId id) {
        return id != null && item instanceof Event event && event.replayId().equals(id);
    }

    /** Returns the bytes of an event. Other items are few, and not counted. */
    private static long size(StreamItem item) {
        return item instanceof Event event ? event.bytes() : 0;
    }
}
