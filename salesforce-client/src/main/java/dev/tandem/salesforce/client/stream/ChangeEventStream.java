/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * A live feed of change events: one CometD session with any number of channels.
 *
 * <p><b>Order.</b> Items of one channel come in the order of the channel; channels are not ordered among each other beyond
 * the order of arrival.
 *
 * <p><b>Recovery.</b> CometD acknowledges nothing: an answer that is lost takes its events with it. So whatever goes wrong
 * (a session that the server forgot, an expired token, a lost connection, half an answer) ends the session, and a new one
 * asks for every channel from where this client has received it. Nothing is lost, and what comes again is left out, except
 * that events may be handed over twice when the server repeats more than it should. Readers see a new
 * {@link StreamItem.Subscribed} and the {@link #counters()}, nothing else. A channel that began at the latest event and has
 * had none is asked for by time ({@link ReplayFrom.Since}), for the events in between would be missing otherwise.
 *
 * <p><b>A slow reader</b> slows the feed. When the queue is full, the answer at hand waits, and so does the next request;
 * Salesforce would forget the session after 40 s. Keeping it alive is impossible, for every answer may bring events. So after
 * 25 s the session is closed in good order and the waiting answer dropped, whole; once the queue is half empty, a new
 * session goes on after the last queued event. Memory is bounded by {@link StreamSettings#maxQueuedBytes()} and one answer.
 *
 * <p>{@link #poll} is for one thread; the other methods are thread-safe.
 */
public final class ChangeEventStream implements AutoCloseable {
    /** Salesforce forgets a session 40 s after an answer; this leaves time for the way and for the farewell. */
    private static final Duration READER_PATIENCE = Duration.ofSeconds(25);

    private final ItemQueue queue;
    private final Feed feed;
    private final Thread thread;
    private final ScheduledThreadPoolExecutor scheduler;
    private final Duration closeTimeout;

    private ChangeEventStream(SalesforceApi api, StreamSettings settings, Duration readerPatience) {
        scheduler = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "salesforce-stream-timer"));
        scheduler.setRemoveOnCancelPolicy(true);
        queue = new ItemQueue(settings.maxQueuedBytes());
        feed = new Feed(api, settings, readerPatience, queue, scheduler);
        thread = daemon(feed, "salesforce-stream");
        closeTimeout = settings.closeTimeout();
    }

    /** Connects in the background; {@link #poll} tells how it went. */
    public static ChangeEventStream open(SalesforceApi api, StreamSettings settings) {
        return open(api, settings, READER_PATIENCE);
    }

    static ChangeEventStream open(SalesforceApi api, StreamSettings settings, Duration readerPatience) {
        ChangeEventStream stream = new ChangeEventStream(api, settings, readerPatience);
        stream.thread.start();
        return stream;
    }

    /**
     * Asks for a channel, or asks again for one that was refused or unsubscribed. The answer is a
     * {@link StreamItem.Subscribed} or {@link StreamItem.SubscriptionRefused} among the items. Asking anew for a channel
     * that is subscribed costs a new session.
     */
    public void subscribe(String channel, ReplayFrom from) {
        feed.subscribe(channel, from);
    }

    /** Ends a channel. Items of it that are already queued are still handed over. */
    public void unsubscribe(String channel) {
        feed.unsubscribe(channel);
    }

    /**
     * The next items; waits for the first one at most {@code wait}, and may return none.
     *
     * @throws dev.tandem.salesforce.client.SalesforceException when the feed is dead: the login is refused for good, or
     *     streaming is not allowed to this user. Passing failures never show here.
     */
    public List<StreamItem> poll(int max, Duration wait) throws InterruptedException {
        return queue.poll(max, wait);
    }

    public StreamCounters counters() {
        return feed.counters();
    }

    /** Ends the session within about {@link StreamSettings#closeTimeout()}. Queued items are dropped: they were not polled. */
    @Override
    public void close() {
        queue.close();
        feed.close();
        try {
            thread.join(closeTimeout.toMillis() * 2);
            // Still there: in the middle of a login, or of a request that nobody answers.
            thread.interrupt();
            thread.join(closeTimeout.toMillis() * 2);
        } catch (InterruptedException interrupt) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        scheduler.shutdownNow();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
