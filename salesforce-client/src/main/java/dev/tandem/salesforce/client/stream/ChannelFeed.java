/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One channel of a {@link Feed}: its place, and what the present session knows of it. Guarded by the feed's lock. */
final class ChannelFeed {
    private enum State {
        /** The present session has not been asked for it. */
        WANTED,
        ASKED,
        ACTIVE,
        /** Silent until it is wanted anew. */
        REFUSED
    }

    private final String channel;
    private final ChannelPosition position;
    private State state = State.WANTED;
    private ReplayFrom asked;
    private Instant askedAt;

    ChannelFeed(String channel, ReplayFrom from, Duration commitTimeMargin) {
        this.channel = channel;
        this.position = new ChannelPosition(from, commitTimeMargin);
    }

    String name() {
        return channel;
    }

    boolean isWanted() {
        return state == State.WANTED;
    }

    /** A new session knows nothing of the channel; one that was refused stays so. */
    void sessionLost() {
        if (state != State.REFUSED) {
            state = State.WANTED;
        }
    }

    /** Notes that the session is about to be asked, and for what. */
    ReplayFrom ask(Instant serverTime) {
        asked = position.resumeFrom();
        askedAt = serverTime;
        state = State.ASKED;
        return asked;
    }

    /** The session's answer, or the first event that overtakes it. */
    void accepted(List<StreamItem> items) {
        if (state == State.ASKED) {
            state = State.ACTIVE;
            position.subscribed(asked, askedAt);
            items.add(new Subscribed(channel, asked, askedAt));
        }
    }

    /** Whether the place can be asked for in another way, now that Salesforce does not know the replay id. */
    boolean askDifferently() {
        boolean possible = position.canResumeLater();
        state = possible ? State.WANTED : State.REFUSED;
        return possible;
    }

    void refused() {
        state = State.REFUSED;
    }

    /** Adds what an event brings, if this session was asked for it; false when its reader does not get it. */
    boolean received(BayeuxReply.Delivery delivery, List<StreamItem> items) {
        if (state != State.ASKED && state != State.ACTIVE) {
            return false;
        }
        accepted(items);
        StreamItem item = ChangeEventReader.read(delivery);
        return isNew(item) && items.add(item);
    }

    private boolean isNew(StreamItem item) {
        if (item instanceof ChangeEvent event) {
            return position.accept(event.replayId(), event.header().commitTimestamp());
        }
        // Without a commit time there is no telling that it is too old.
        return !(item instanceof UnreadableEvent event)
                || event.replayId().map(id -> position.accept(id, Instant.MAX)).orElse(true);
    }

    long duplicates() {
        return position.duplicates();
    }
}
