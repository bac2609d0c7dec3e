/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A live stream of change events: one CometD session with any number of channels.
 *
 * <p><b>Order.</b> Items of one channel arrive in the order of the channel. Between channels only the order of arrival counts.
 *
 * <p><b>Recovery.</b> CometD acknowledges nothing, so a lost answer takes its events with it. Therefore any fault (a session
 * that the server forgot, an expired token, a lost connection, half an answer) ends the session. A new one subscribes to
 * every channel from the last event received. Nothing is lost and repeated events are dropped, although an event may arrive
 * twice if the server repeats more than it should. Readers only see a new {@link StreamItem.Subscribed} and the
 * {@link #counters()}. A channel that began at the latest event and has received none resumes by time
 * ({@link ReplayFrom.Since}), so that it misses nothing in between.
 *
 * <p><b>A slow reader</b> slows the stream. When the queue is full, the current answer waits, and so does the next request.
 * Salesforce forgets the session after 40 s, and it cannot be kept alive, because any answer may bring events. So after 25 s
 * the session is closed properly and the waiting answer is dropped as a whole. Once the queue is half empty, a new session
 * continues after the last queued event. Memory is bounded by {@link StreamSettings#maxQueuedBytes()} plus one answer.
 *
 * <p>{@link #poll} is for one thread; the other methods are thread-safe.
 */
public final class ChangeEventStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeEventStream.class);
    /** Salesforce forgets a session 40 s after an answer. This leaves time for the network and the farewell. */
    private static final Duration READER_PATIENCE = Duration.ofSeconds(25);

    private final ItemQueue queue;
    private final Feed feed;
    private final Thread thread;
    private final StreamThreads threads;
    private final Duration closeTimeout;

    private ChangeEventStream(SalesforceApi api, StreamSettings settings, Duration readerPatience) {
        Map<String, String> logContext = MDC.getCopyOfContextMap();
        threads = StreamThreads.of(
                task -> daemon(task, "salesforce-stream-timer", logContext),
                task -> daemon(task, "salesforce-stream-exchange", logContext));
        queue = new ItemQueue(settings.maxQueuedBytes());
        Thread limits = daemon(() -> readLimits(api), "salesforce-limits", logContext);
        feed = new Feed(api, settings, readerPatience, queue, threads, limits::start);
        thread = daemon(feed, "salesforce-stream", logContext);
        // A thread that ends unseen, as for lack of memory, would leave a stream that stays silent.
        thread.setUncaughtExceptionHandler((ended, cause) -> feed.fail(cause));
        closeTimeout = settings.closeTimeout();
    }

    /** Opens a stream, which connects in the background as soon as there is a channel. */
    public static ChangeEventStream open(SalesforceApi api, StreamSettings settings) {
        return open(api, settings, READER_PATIENCE);
    }

    static ChangeEventStream open(SalesforceApi api, StreamSettings settings, Duration readerPatience) {
        ChangeEventStream stream = new ChangeEventStream(api, settings, readerPatience);
        stream.thread.start();
        return stream;
    }

    /**
     * Subscribes to a channel, also after a rejection or an unsubscribe. The items say how it went:
     * {@link StreamItem.Subscribed} or {@link StreamItem.SubscriptionRejected}. Subscribing again
     * to an active channel costs a new session. So does resuming a former channel, unless it resumes after a received event.
     */
    public void subscribe(String channel, ReplayFrom from) {
        feed.subscribe(channel, Optional.empty(), from);
    }

    /** Subscribes like {@link #subscribe(String, ReplayFrom)}, but ignores change events of other entities than this one. */
    public void subscribe(String channel, String entity, ReplayFrom from) {
        feed.subscribe(channel, Optional.of(entity), from);
    }

    /** Unsubscribes from a channel. Its queued items are still delivered. */
    public void unsubscribe(String channel) {
        feed.unsubscribe(channel);
    }

    /**
     * Returns the next items, possibly none. Waits at most {@code wait} for the first.
     *
     * @throws dev.tandem.salesforce.client.SalesforceException if the stream has ended: the login is rejected
     *     permanently, or the user may not stream. Transient failures never end it.
     */
    public List<StreamItem> poll(int max, Duration wait) throws InterruptedException {
        return queue.poll(max, wait);
    }

    /**
     * Returns whether all events of a channel have been polled and handled that Salesforce had a moment ago, and it had no others for
     * {@link StreamSettings#silence()}. Those of the last poll are handled when the next one begins.
     */
    public boolean isSilent(String channel) {
        return feed.isSilent(channel);
    }

    public StreamCounters counters() {
        return feed.counters();
    }

    /** Ends the session within about {@link StreamSettings#closeTimeout()}, and drops items that were not polled. */
    @Override
    public void close() {
        queue.close();
        feed.close();
        try {
            thread.join(closeTimeout.toMillis() * 2);
            // The thread is still in a login, or in a request without an answer.
            thread.interrupt();
            thread.join(closeTimeout.toMillis() * 2);
        } catch (InterruptedException interrupt) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        threads.close();
    }

    /** Lets the governor know how many events may be delivered. Users without the permission View Setup cannot see it. */
    private static void readLimits(SalesforceApi api) {
        try {
            api.limits();
        } catch (SalesforceException unknown) {
            LOG.debug("The allowance of delivered events is unknown", unknown);
        }
    }

    /** Creates a thread whose log lines carry the context of the thread that opened the stream. */
    private static Thread daemon(Runnable task, String name, Map<String, String> logContext) {
        Runnable inContext = () -> {
            if (logContext != null) {
                MDC.setContextMap(logContext);
            }
            task.run();
        };
        Thread thread = new Thread(inContext, name);
        thread.setDaemon(true);
        return thread;
    }
}
