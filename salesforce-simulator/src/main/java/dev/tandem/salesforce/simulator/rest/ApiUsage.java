/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import dev.tandem.salesforce.simulator.http.RequestKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by kind, and the share of the daily limit that they used. */
public final class ApiUsage {
    private final Map<RequestKind, LongAdder> requests = new EnumMap<>(RequestKind.class);
    private final LongAdder used = new LongAdder();
    private final long max;

    public ApiUsage(long max) {
        this.max = max;
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind, new LongAdder());
        }
    }

    public void count(RequestKind kind) {
        requests.get(kind).increment();
    }

    void charge() {
        used.increment();
    }

    void charge(int requests) {
        used.add(requests);
    }

    public long requests(RequestKind kind) {
        return requests.get(kind).sum();
    }

    public long used() {
        return used.sum();
    }

    public long max() {
        return max;
    }

    boolean isExhausted() {
        return used() >= max;
    }
}
