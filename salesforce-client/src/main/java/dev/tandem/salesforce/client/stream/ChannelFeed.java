/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.EarlierEvent;
import dev.tandem.salesforce.client.stream.StreamItem.PublishedEvent;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A channel of a {@link Feed}: its position and its subscription in the current session. Guarded by the feed's lock. */
final class ChannelFeed {
    private final String channel;
    private final Optional<String> entity;
    private final ChannelFamily family;
    private final ChannelPosition position;
    private final Silence silence;
    private SubscriptionState state = SubscriptionState.PAUSED;
    private ReplayFrom requested;
    private Instant requestedAt;

    /** The position that the reader asked for. The one that is requested may be an event earlier. */
    private final ReplayFrom asked;

    /** True once the reader knows that the channel is subscribed where it asked for. */
    private boolean reported;

    private boolean reportedEarlier;

    /** @param entity that of the change events that are wanted; empty for all */
    ChannelFeed(String channel, Optional<String> entity, ReplayFrom from, Duration commitTimeMargin, Silence silence) {
        this(channel, entity, from, new ChannelPosition(from, commitTimeMargin), silence);
    }

    private ChannelFeed(
            String channel, Optional<String> entity, ReplayFrom asked, ChannelPosition position, Silence silence) {
        this.channel = channel;
        this.entity = entity;
        this.family = ChannelFamily.of(channel);
        this.asked = asked;
        this.position = position;
        this.silence = silence;
        silence.expect(channel);
    }

    /** Returns the channel at a position that the same session can resume from, or empty if there is none. */
    Optional<ChannelFeed> resumedFrom(ReplayFrom from) {
        return from instanceof ReplayFrom.After after
                ? position.resumedAfter(after.last())
                        .map(resumed -> new ChannelFeed(channel, entity, from, resumed, silence))
                : Optional.empty();
    }

    /** Returns whether events are dropped until the server repeats a known one. */
    boolean awaitsRepetition() {
        return position.awaitsRepetition();
    }

    String name() {
        return channel;
    }

    /** Returns whether Salesforce still has all events from a position on, as far as that can be known without asking. */
    boolean isRetained(ReplayFrom from, Instant serverTime) {
        return from.isRetained(serverTime, family.retention());
    }

    boolean isPaused() {
        return state == SubscriptionState.PAUSED;
    }

    /** Returns whether Salesforce has answered the request to subscribe. */
    boolean isAnswered() {
        return state == SubscriptionState.ACTIVE || state == SubscriptionState.REJECTED;
    }

    /** Notes that the session was lost. A rejected channel stays rejected. */
    void suspend() {
        position.sessionLost();
        if (state != SubscriptionState.REJECTED) {
            state = SubscriptionState.PAUSED;
            silence.expect(channel);
        }
    }

    /** Notes a request to subscribe, and returns the position to request. */
    ReplayFrom request(Instant serverTime) {
        requested = position.resumeFrom();
        requestedAt = serverTime;
        state = SubscriptionState.REQUESTED;
        return requested;
    }

    /** Notes that the subscription is accepted. The first event may overtake the answer. */
    void accept(List<StreamItem> items) {
        if (state == SubscriptionState.REQUESTED) {
            state = SubscriptionState.ACTIVE;
            silence.stir(channel, System.nanoTime());
            position.subscribed(requested, requestedAt);
            items.add(new Subscribed(channel, reported ? requested : asked, requestedAt));
            reported = true;
        }
    }

    /** Prepares another request if Salesforce no longer knows the replay id, and returns whether there is one to try. */
    boolean retryDifferently() {
        boolean possible = position.tryLaterPosition();
        state = possible ? SubscriptionState.PAUSED : SubscriptionState.REJECTED;
        return possible;
    }

    void reject() {
        state = SubscriptionState.REJECTED;
        silence.forget(channel);
    }

    /** Adds an event to {@code items} unless it is a repetition or not wanted. Returns whether it was requested, and is new. */
    boolean add(StreamItem item, List<StreamItem> items) {
        if (state != SubscriptionState.REQUESTED && state != SubscriptionState.ACTIVE) {
            return false;
        }
        accept(items);
        boolean isWanted = isWanted(item);
        if (isWanted) {
            silence.stir(channel, System.nanoTime());
        }
        boolean isNew = isNew(item);
        if (position.hasDroppedEarlier() && !reportedEarlier) {
            reportedEarlier = true;
            items.add(new EarlierEvent(channel));
        }
        if (isNew && isWanted) {
            items.add(item);
        }
        return isNew;
    }

    /** Returns whether an item is not a change of another member of a custom channel. */
    private boolean isWanted(StreamItem item) {
        return !(item instanceof ChangeEvent event)
                || entity.isEmpty()
                || event.header().entityName().equals(entity.get());
    }

    private boolean isNew(StreamItem item) {
        if (item instanceof ChangeEvent event) {
            return position.accept(event.replayId(), event.header().commitTimestamp());
        }
        if (item instanceof PublishedEvent event) {
            return position.accept(event.replayId(), event.createdAt());
        }
        // Without a commit time, no event is too old.
        return !(item instanceof UnreadableEvent event)
                || event.replayId().map(id -> position.accept(id, Instant.MAX)).orElse(true);
    }

    long duplicates() {
        return position.duplicates();
    }
}
