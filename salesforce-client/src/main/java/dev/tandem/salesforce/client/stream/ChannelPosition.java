/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The position of a channel, from which a new session neither misses an event nor repeats one. Not thread-safe.
 *
 * <p>Several events may share a replay id (enriched channels split merged events), and a session may be lost between them.
 * So a new session resumes after the replay id <em>before</em> the last one, and events that arrive again are dropped. Ids
 * are only compared for equality.
 */
final class ChannelPosition {
    /** More than a server should deliver again. Older duplicates are passed on, and readers must cope with them. */
    private static final int REMEMBERED = 256;

    private final ReplayFrom wanted;
    private final Duration commitTimeMargin;
    private final Deque<ReplayId> received = new ArrayDeque<>(REMEMBERED);
    private Instant subscribedAt;
    private boolean previousIsRejected;
    /** Bound below which events are dropped; null once an event has reached it, since all later ones do. */
    private Instant notBefore;
    /** Events that this session may deliver again, with counts; null once it has delivered a new one. */
    private Map<ReplayId, Integer> expectedAgain;

    private boolean awaitsRepetition;
    private boolean hasDroppedEarlier;
    private long duplicates;

    ChannelPosition(ReplayFrom wanted, Duration commitTimeMargin) {
        this.wanted = wanted;
        this.commitTimeMargin = commitTimeMargin;
    }

    /**
     * Returns a position right after events that were received, to resume there in the same session. Until the last of them is
     * repeated, which marks the beginning of the new subscription, events may still belong to the former one and are dropped.
     * Returns empty if no event before the last one is known, from which the server would repeat it.
     *
     * @param last the ids of the last events before the position, oldest first; the last id as often as it was taken
     */
    Optional<ChannelPosition> resumedAfter(List<ReplayId> last) {
        ReplayId id = last.get(last.size() - 1);
        ChannelPosition resumed = new ChannelPosition(ReplayFrom.after(id), commitTimeMargin);
        List<ReplayId> all = List.copyOf(received);
        resumed.received.addAll(all.subList(0, Math.max(0, all.lastIndexOf(last.get(0)))));
        resumed.received.addAll(last);
        if (previousIsRejected || resumed.previous(id) == null) {
            return Optional.empty();
        }
        resumed.subscribedAt = subscribedAt;
        resumed.awaitsRepetition = true;
        return Optional.of(resumed);
    }

    /** Returns whether events are dropped until a known one is repeated. */
    boolean awaitsRepetition() {
        return awaitsRepetition;
    }

    /** Notes that the session was lost, and with it the former subscription. */
    void sessionLost() {
        awaitsRepetition = false;
    }

    /** Returns the position to request from a session. */
    ReplayFrom resumeFrom() {
        if (received.isEmpty()) {
            // Requesting the latest again would miss the events since then.
            return wanted instanceof ReplayFrom.Latest && subscribedAt != null
                    ? ReplayFrom.since(subscribedAt)
                    : wanted;
        }
        ReplayId last = received.peekLast();
        ReplayId previous = previous(last);
        return ReplayFrom.after(previous == null || previousIsRejected ? last : previous);
    }

    /** Moves to another position after Salesforce rejected the id of {@link #resumeFrom}. Returns whether there is one. */
    boolean tryLaterPosition() {
        if (previousIsRejected || received.isEmpty() || previous(received.peekLast()) == null) {
            return false;
        }
        previousIsRejected = true;
        return true;
    }

    /** Notes that a session has accepted the subscription. */
    void subscribed(ReplayFrom from, Instant serverTime) {
        if (subscribedAt == null) {
            subscribedAt = serverTime;
        }
        if (from instanceof ReplayFrom.Since since) {
            Instant bound = since.instant().minus(commitTimeMargin);
            // A time in the future comes from a clock that was wrong, and says nothing about what has been received.
            notBefore = bound.isAfter(serverTime) ? null : bound;
        }
        previousIsRejected = false;
        expectedAgain = new HashMap<>();
        received.forEach(id -> expectedAgain.merge(id, 1, Integer::sum));
    }

    /** Notes an event. Returns whether it is to be passed on. */
    boolean accept(ReplayId id, Instant committed) {
        if (expectedAgain != null) {
            Integer times = expectedAgain.get(id);
            if (times != null && times > 0) {
                expectedAgain.put(id, times - 1);
                duplicates++;
                awaitsRepetition = false;
                return false;
            }
            if (awaitsRepetition) {
                return false;
            }
            expectedAgain = null;
        }
        if (received.size() == REMEMBERED) {
            received.removeFirst();
        }
        received.addLast(id);
        if (notBefore != null && committed.isBefore(notBefore)) {
            hasDroppedEarlier = true;
            return false;
        }
        notBefore = null;
        return true;
    }

    /** Returns whether an event was dropped because it is from before the requested time. */
    boolean hasDroppedEarlier() {
        return hasDroppedEarlier;
    }

    long duplicates() {
        return duplicates;
    }

    private ReplayId previous(ReplayId last) {
        for (Iterator<ReplayId> back = received.descendingIterator(); back.hasNext(); ) {
            ReplayId id = back.next();
            if (!id.equals(last)) {
                return id;
            }
        }
        return null;
    }
}
