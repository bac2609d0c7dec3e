/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

/**
 * A hybrid logical clock in µs that issues the versions of one object. Versions rise strictly in the order of emission and
 * stay as close to commit time as that allows. They order changes and mean nothing else; commit times travel separately.
 *
 * <p><b>Threads.</b> Not thread-safe: an object belongs to one task, and a task emits from one thread.
 */
public final class VersionClock {
    private long last;

    /** @param last the newest version that may have been issued before, in µs since the epoch */
    public VersionClock(long last) {
        this.last = last;
    }

    /** Issues the next version: the later of {@code micros} (µs since the epoch) and the last version plus one. */
    public long next(long micros) {
        last = Math.max(micros, last + 1);
        return last;
    }

    public long last() {
        return last;
    }
}
