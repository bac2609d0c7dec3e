/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import dev.tandem.salesforce.simulator.http.RequestKind;
import dev.tandem.salesforce.simulator.limits.DailyMeter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A count of requests by kind, and the share of the daily limit that they used. */
public final class ApiUsage {
    private final Map<RequestKind, LongAdder> requests = new EnumMap<>(RequestKind.class);
    private final DailyMeter meter;

    public ApiUsage(DailyMeter meter) {
        this.meter = meter;
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind, new LongAdder());
        }
    }

    public void count(RequestKind kind) {
        requests.get(kind).increment();
    }

    void charge() {
        charge(1);
    }

    void charge(int requests) {
        meter.add(requests);
    }

    public long requests(RequestKind kind) {
        return requests.get(kind).sum();
    }

    public long used() {
        return meter.used();
    }

    public long max() {
        return meter.max();
    }

    boolean isExhausted() {
        return meter.isExhausted();
    }
}
