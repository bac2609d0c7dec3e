/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * An unguarded write that was settled before its events came. The changes that it replaced may still be on their way, too. Until the
 * events come, a read that shows the write must not replace a value of the row without logging it.
 *
 * @param requestId the id of the last such request; 0 if there is none
 * @param fields those whose event has not come
 */
public record AwaitedEvent(long requestId, Set<String> fields) {
    public static final AwaitedEvent NONE = new AwaitedEvent(0, Set.of());

    public AwaitedEvent {
        fields = Collections.unmodifiableSet(new TreeSet<>(fields));
    }

    public boolean isNone() {
        return fields.isEmpty();
    }

    /** Returns whether the write may have replaced a value of this field. A delete replaces all. */
    public boolean mayHaveReplaced(String field) {
        return fields.contains(field) || fields.contains(EXISTENCE);
    }

    /** Returns this with another request, which is later. */
    AwaitedEvent and(long later, Collection<String> more) {
        Set<String> all = new TreeSet<>(fields);
        all.addAll(more);
        return new AwaitedEvent(later, all);
    }

    /** Returns what is still awaited after an event of ours. That of a later request, or of a delete, comes behind all of them. */
    AwaitedEvent after(long eventOf, Collection<String> changed) {
        if (eventOf < requestId) {
            return this;
        }
        Set<String> left = new TreeSet<>(fields);
        left.removeAll(changed);
        boolean isLast = eventOf > requestId || changed.contains(EXISTENCE) || left.isEmpty();
        return isLast ? NONE : new AwaitedEvent(requestId, left);
    }
}
