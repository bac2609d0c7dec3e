/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The silence of each channel: whether Salesforce has had no event for it for some time. Pure: the caller says what time it is.
 *
 * <p>Salesforce holds a poll until there are events, so one without an answer proves nothing: the answer may only be late. So while a
 * channel may go on, each poll asks to be answered within the time, as the first poll of any session asks to be answered at once. A
 * channel is silent when such a poll, sent after all events of the channel had arrived, is answered without events. The time then
 * passed at Salesforce, however slow the network or this machine is.
 *
 * <p><b>Other channels</b> may always have events. A channel is also silent if none of its events is in the answer to a poll that was
 * sent this time after its last event.
 *
 * <p><b>A server that holds such polls</b> all the same, or rejects them, is recognized by that, and then a poll proves silence by its
 * age. A rejection may be any answer with which the session ends, or none. If polls without such a time end like that, too, then it is
 * not the time that is rejected.
 */
final class Silence {
    private static final Logger LOG = LoggerFactory.getLogger(Silence.class);

    /** The time after which a short poll has certainly not been answered in its time. */
    private static final Duration HELD = Duration.ofSeconds(5);
    /** The rejections in a row after which no short polls are sent. One or two may have another cause. */
    private static final int MAX_REJECTIONS = 3;
    /** The time after which a short poll is tried again, because the rejections may have had another cause after all. */
    private static final Duration RETRY = Duration.ofHours(1);

    private final Optional<Duration> time;
    private final Map<String, Channel> channels = new HashMap<>();
    /** The number of the latest event or subscription. */
    private long number;

    private Poll latest = new Poll(0, -1, 0, true, Optional.empty());
    private boolean holdsShortPolls;
    private int rejections;
    /** The time of the latest rejected short poll. */
    private long rejectedNanos;

    private boolean hasWarned;
    /** True once the server has accepted another poll after all those rejections. */
    private boolean acceptsOthers;

    /**
     * A request for events.
     *
     * @param count of all polls with it
     * @param after the number of the latest event or subscription before it
     * @param isTimed whether it is the first of its session, which asks for a time of its own
     * @param time the time within which it is to be answered; empty if that is up to the server
     */
    record Poll(long count, long after, long nanos, boolean isTimed, Optional<Duration> time) {
        boolean isShort() {
            return time.isPresent();
        }
    }

    private static final class Channel {
        private boolean subscribed;
        private boolean silent;
        private long lastNumber;
        private long lastNanos;
    }

    /** @param time the time without events that counts as silence; empty if no one asks, so that no poll is short */
    Silence(Optional<Duration> time) {
        this.time = time;
    }

    /** Notes that a channel is to be subscribed to, in this session or the next. */
    synchronized void expect(String channel) {
        channels.put(channel, new Channel());
    }

    /** Notes that a channel is not wanted, or rejected. */
    synchronized void forget(String channel) {
        channels.remove(channel);
    }

    /** Notes a confirmed subscription, or an event. */
    synchronized void stir(String channel, long nowNanos) {
        Channel stirred = channels.get(channel);
        if (stirred != null) {
            stirred.subscribed = true;
            stirred.silent = false;
            stirred.lastNumber = ++number;
            stirred.lastNanos = nowNanos;
        }
    }

    /**
     * Returns the next poll.
     *
     * @param isTimed whether it is the first of its session, which asks for a time of its own
     */
    synchronized Poll poll(boolean isTimed, long nowNanos) {
        if (!isTimed) {
            accept(latest);
        }
        boolean isWanted =
                !isTimed && time.isPresent() && channels.values().stream().anyMatch(channel -> !channel.silent);
        if (isWanted && rejectsShortPolls() && nowNanos - rejectedNanos >= RETRY.toNanos()) {
            rejections--;
        }
        boolean isShort = isWanted && !rejectsShortPolls();
        latest = new Poll(latest.count() + 1, number, nowNanos, isTimed, isShort ? time : Optional.empty());
        return latest;
    }

    /** Notes that the session goes on after a poll. */
    private void accept(Poll poll) {
        if (poll.isShort()) {
            rejections = 0;
            hasWarned = false;
        } else {
            acceptsOthers |= rejectsShortPolls() && !poll.isTimed();
        }
    }

    /** Notes that the server, or the way to it, has ended the session instead of answering the latest poll. */
    synchronized void reject() {
        if (latest.isShort()) {
            rejections++;
            rejectedNanos = latest.nanos();
            acceptsOthers = false;
            warnOnce();
        } else if (!latest.isTimed() && !acceptsOthers) {
            rejections = 0;
        }
    }

    private void warnOnce() {
        if (rejectsShortPolls() && !hasWarned) {
            hasWarned = true;
            LOG.warn(
                    "{} sessions in a row have ended instead of answering a request within {} ms. From now on, that time"
                            + " without an answer counts as silence, and a transaction may be cut in two. Such a request is"
                            + " tried again after {} min.",
                    MAX_REJECTIONS,
                    time.orElseThrow().toMillis(),
                    RETRY.toMinutes());
        }
    }

    private boolean rejectsShortPolls() {
        return rejections == MAX_REJECTIONS;
    }

    /** Notes that a poll is answered, and all of its events have been noted. One of a former session does not count. */
    synchronized void answer(Poll poll, boolean isEmpty, long nowNanos) {
        if (time.isEmpty() || poll.count() != latest.count()) {
            return;
        }
        long wanted = time.get().toNanos();
        long waited = nowNanos - poll.nanos();
        if (isEmpty && poll.isShort()) {
            holdsShortPolls = waited >= HELD.toNanos();
        }
        boolean isSilence = isEmpty && (poll.isShort() || waited >= wanted);
        for (Channel channel : channels.values()) {
            // A server may answer a short poll early, or at once.
            long last = isSilence ? nowNanos : poll.nanos();
            if (isAfter(poll, channel) && last - channel.lastNanos >= wanted) {
                channel.silent = true;
            }
        }
    }

    /** Returns whether all events of a channel have arrived that Salesforce had a moment ago. True for a channel that is not wanted. */
    synchronized boolean isSilent(String name, long nowNanos) {
        Channel channel = channels.get(name);
        if (time.isEmpty() || channel == null || channel.silent) {
            return true;
        }
        long waited = nowNanos - latest.nanos();
        holdsShortPolls |= latest.isShort() && waited >= HELD.toNanos();
        return (holdsShortPolls || rejectsShortPolls())
                && isAfter(latest, channel)
                && waited >= time.get().toNanos();
    }

    private static boolean isAfter(Poll poll, Channel channel) {
        return channel.subscribed && channel.lastNumber <= poll.after();
    }
}
