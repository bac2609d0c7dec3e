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
import java.util.Map;

/**
 * Where one channel stands, so that a new session neither misses an event nor hands one over twice. Not thread-safe.
 *
 * <p>Several events may share a replay id (enriched channels split merged events), and a session may be lost between them.
 * So a new session asks for what follows the replay id <em>before</em> the last one, and what of that has been received is
 * left out when it comes again. Ids are compared for equality only.
 */
final class ChannelPosition {
    /** More than a server is expected to deliver again; a duplicate beyond is handed over twice, which readers must bear. */
    private static final int REMEMBERED = 256;

    private final ReplayFrom wanted;
    private final Duration commitTimeMargin;
    private final Deque<ReplayId> received = new ArrayDeque<>(REMEMBERED);
    private Instant subscribedAt;
    private boolean previousIsRefused;
    /** Events that are committed earlier are not wanted; null once one has been that late, as all after it are too. */
    private Instant notBefore;
    /** What this session may deliver again, and how often; null as soon as it has delivered something new. */
    private Map<ReplayId, Integer> expectedAgain;

    private long duplicates;

    ChannelPosition(ReplayFrom wanted, Duration commitTimeMargin) {
        this.wanted = wanted;
        this.commitTimeMargin = commitTimeMargin;
    }

    /** What to ask a session for. */
    ReplayFrom resumeFrom() {
        if (received.isEmpty()) {
            // Asking for the latest again would miss what has happened since.
            return wanted instanceof ReplayFrom.Latest && subscribedAt != null
                    ? ReplayFrom.since(subscribedAt)
                    : wanted;
        }
        ReplayId last = received.peekLast();
        ReplayId previous = previous(last);
        return ReplayFrom.after(previous == null || previousIsRefused ? last : previous);
    }

    /** Whether another place can be asked for now that Salesforce refuses {@link #resumeFrom}'s id. */
    boolean canResumeLater() {
        if (previousIsRefused || received.isEmpty() || previous(received.peekLast()) == null) {
            return false;
        }
        previousIsRefused = true;
        return true;
    }

    /** A session has accepted the subscription. */
    void subscribed(ReplayFrom from, Instant serverTime) {
        if (subscribedAt == null) {
            subscribedAt = serverTime;
        }
        if (from instanceof ReplayFrom.Since since) {
            notBefore = since.instant().minus(commitTimeMargin);
        }
        previousIsRefused = false;
        expectedAgain = new HashMap<>();
        received.forEach(id -> expectedAgain.merge(id, 1, Integer::sum));
    }

    /** Takes note of an event; false when its reader does not want it. */
    boolean accept(ReplayId id, Instant committed) {
        if (expectedAgain != null) {
            Integer times = expectedAgain.get(id);
            if (times != null && times > 0) {
                expectedAgain.put(id, times - 1);
                duplicates++;
                return false;
            }
            expectedAgain = null;
        }
        if (received.size() == REMEMBERED) {
            received.removeFirst();
        }
        received.addLast(id);
        if (notBefore != null && committed.isBefore(notBefore)) {
            return false;
        }
        notBefore = null;
        return true;
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
