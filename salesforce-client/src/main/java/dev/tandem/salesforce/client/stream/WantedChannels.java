/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The channels that the stream's reader wants, and what the current session was asked about them. Guarded by the feed's lock. */
final class WantedChannels {
    private final Map<String, ChannelFeed> channels = new LinkedHashMap<>();
    private final Deque<String> leaving = new ArrayDeque<>();
    /** Channels that this session was subscribed to, with their positions. */
    private final Map<String, ChannelFeed> left = new HashMap<>();
    /** Channels requested from this session and not rejected. Requesting one again would confuse late events of both requests. */
    private final Set<String> askedOfSession = new HashSet<>();

    private long duplicatesOfDropped;

    /**
     * Adds a channel, in place of an earlier one of its name.
     *
     * @return whether only another session can be asked for it
     */
    boolean add(ChannelFeed wanted, ReplayFrom from) {
        String name = wanted.name();
        Optional<ChannelFeed> resumed = Optional.ofNullable(left.remove(name)).flatMap(feed -> feed.resumedFrom(from));
        drop(channels.put(name, resumed.orElse(wanted)));
        return askedOfSession.contains(name) && resumed.isEmpty();
    }

    void remove(String name) {
        ChannelFeed removed = channels.remove(name);
        drop(removed);
        if (removed != null && askedOfSession.contains(name)) {
            leaving.add(name);
            left.put(name, removed);
        }
    }

    private void drop(ChannelFeed dropped) {
        duplicatesOfDropped += dropped == null ? 0 : dropped.duplicates();
    }

    /** Notes that there is a new session, which has not been asked for anything. */
    void beginSession() {
        leaving.clear();
        left.clear();
        askedOfSession.clear();
        channels.values().forEach(ChannelFeed::suspend);
    }

    /** Notes a request to subscribe to a channel, and returns the position to request. */
    ReplayFrom request(ChannelFeed channel, Instant serverTime) {
        askedOfSession.add(channel.name());
        return channel.request(serverTime);
    }

    void noteRejected(ChannelFeed channel) {
        askedOfSession.remove(channel.name());
    }

    boolean isEmpty() {
        return channels.isEmpty();
    }

    /** Returns whether the session has something to do. */
    boolean hasRequest() {
        return !leaving.isEmpty() || nextPaused().isPresent();
    }

    /** Removes and returns the next channel to unsubscribe from. */
    Optional<String> pollLeaving() {
        return Optional.ofNullable(leaving.poll());
    }

    /** Returns the next channel to subscribe to. */
    Optional<ChannelFeed> nextPaused() {
        return channels.values().stream().filter(ChannelFeed::isPaused).findFirst();
    }

    /** Returns whether Salesforce has answered the requests for all channels. */
    boolean areAnswered() {
        return channels.values().stream().allMatch(ChannelFeed::isAnswered);
    }

    /** Returns a channel; null if it is not wanted. */
    ChannelFeed get(String name) {
        return channels.get(name);
    }

    boolean has(ChannelFeed channel) {
        return channels.get(channel.name()) == channel;
    }

    /** Returns the number of events that came again and were left out. */
    long duplicates() {
        return duplicatesOfDropped
                + channels.values().stream().mapToLong(ChannelFeed::duplicates).sum();
    }
}
