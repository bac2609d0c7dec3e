/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.time.Duration;
import java.util.List;

/**
 * A live feed of change events: one CometD session with any number of channels. It recovers by itself.
 *
 * <p>{@link #poll} is for one thread; the other methods are thread-safe.
 */
public final class ChangeEventStream implements AutoCloseable {

    private ChangeEventStream() {}

    /** Connects in the background; {@link #poll} tells how it went. */
    public static ChangeEventStream open(SalesforceApi api, StreamSettings settings) {
        throw new UnsupportedOperationException();
    }

    /**
     * Asks for a channel, or asks again for one that was refused or unsubscribed. The answer is a
     * {@link StreamItem.Subscribed} or {@link StreamItem.SubscriptionRefused} among the items.
     */
    public void subscribe(String channel, ReplayFrom from) {
        throw new UnsupportedOperationException();
    }

    /** Ends a channel. Items of it that are already queued are still handed over. */
    public void unsubscribe(String channel) {
        throw new UnsupportedOperationException();
    }

    /**
     * The next items, in order per channel; waits for the first one at most {@code wait}, and may return none.
     *
     * @throws dev.tandem.salesforce.client.SalesforceException when the feed is dead: the login is refused for good, or
     *     streaming is not allowed to this user. Passing failures never show here.
     */
    public List<StreamItem> poll(int max, Duration wait) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    public StreamCounters counters() {
        throw new UnsupportedOperationException();
    }

    /** Ends the session within about {@link StreamSettings#closeTimeout()}. Queued items are dropped: they were not polled. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
