/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

/**
 * Hands out the versions of one object: a hybrid logical clock in µs, strictly rising in the order of emission, as near to
 * commit time as that allows. Versions order changes and mean nothing else; the time of a commit travels apart.
 *
 * <p>Not thread-safe: an object belongs to one task, and a task emits from one thread.
 */
public final class VersionClock {
    private long last;

    /** @param last the newest version that may have been handed out before, in µs since the epoch */
    public VersionClock(long last) {
        this.last = last;
    }

    /** The version of what is emitted now: the later of {@code micros} (µs since the epoch) and just after the last one. */
    public long next(long micros) {
        last = Math.max(micros, last + 1);
        return last;
    }

    public long last() {
        return last;
    }
}
