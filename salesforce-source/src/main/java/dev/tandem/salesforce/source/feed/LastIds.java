/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.ReplayId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The replay ids of the events that were accepted last: that of the last one, as often as it came, and the one before. With
 * these, a channel that was left can resume in the same session.
 *
 * <p>Pure.
 */
final class LastIds {
    private ReplayId previous;
    private ReplayId last;
    private int times;

    /** Notes an event. */
    void add(ReplayId id) {
        if (!id.equals(last)) {
            previous = last;
            last = id;
            times = 0;
        }
        times++;
    }

    /** Returns whether this is the id of the last event. */
    boolean isLast(ReplayId id) {
        return id.equals(last);
    }

    /** Returns the position after the last event, or empty before the first one. */
    Optional<ReplayFrom> position() {
        if (last == null) {
            return Optional.empty();
        }
        List<ReplayId> ids = new ArrayList<>();
        if (previous != null) {
            ids.add(previous);
        }
        ids.addAll(Collections.nCopies(times, last));
        return Optional.of(ReplayFrom.afterDelivered(ids));
    }
}
