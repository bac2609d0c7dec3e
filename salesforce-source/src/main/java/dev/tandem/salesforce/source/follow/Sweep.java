/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.settings.ReadSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check, made from time to time, that events have reported all records that Salesforce says were modified. So a subscription
 * that is healthy but silent does not go unnoticed.
 *
 * <p>A record without an event is looked at again a moment later, because its event may be on its way. If there is still none, it
 * was missed. If no event has come at all, the channel is subscribed again first: what it repeats has to be emitted before the
 * records are read. Looks at what was modified since this check has begun, and back by the longest transaction.
 */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    /** Reported records that are remembered, about 30 MB at most. For a busier object, the oldest are not compared. */
    private static final int MEMORY = 200_000;
    /** The time that an event may be on its way. */
    private static final Duration SETTLE = Duration.ofMinutes(2);

    private final ObjectContext context;
    private final SalesforceApi api;
    private final ModifiedRecords modified;
    private final Duration interval;
    private final Duration overlap;
    private SweepLedger ledger = new SweepLedger(MEMORY, Instant.MAX);
    private Instant watchedFrom;
    private Instant comparedUntil;
    private long nextCheck;
    private boolean watches;
    private boolean subscribedAgain;

    Sweep(ObjectContext context, SalesforceApi api, ReadSettings settings) {
        this.context = context;
        this.api = api.forPurpose(CallPurpose.SWEEP);
        this.modified = new ModifiedRecords(this.api);
        this.interval = settings.sweeps().interval();
        this.overlap = settings.transactionMax();
    }

    /**
     * Begins to watch, after everything that was modified so far has been read or is going to be reported. Does nothing if it
     * watches already, since what was modified before a failure has still to be compared.
     */
    void begin() {
        if (isOn() && !watches) {
            watches = true;
            watchedFrom = api.serverTime();
            comparedUntil = watchedFrom;
            ledger = new SweepLedger(MEMORY, watchedFrom);
            plan(interval);
        }
    }

    /** Stops watching, since the object is going to be read. */
    void end() {
        watches = false;
    }

    private boolean isOn() {
        return !interval.isZero() && context.schema().layout().hasSystemModstamp();
    }

    private void plan(Duration wait) {
        nextCheck = System.nanoTime() + wait.toNanos();
    }

    /** Returns the time until the next check. */
    Duration untilNext() {
        return isOn() ? Duration.ofNanos(Math.max(0, nextCheck - System.nanoTime())) : Duration.ofDays(1);
    }

    /** Notes an event. */
    void report(ChangeEvent event) {
        Instant time = event.header().commitTimestamp();
        if (!isOn() || !ledger.concerns(time)) {
            return;
        }
        for (String id : event.header().recordIds()) {
            if (RecordId.isValid(id)) {
                ledger.report(new RecordId(id), time);
            }
        }
    }

    /**
     * The result of a check.
     *
     * @param silent whether to subscribe again and look once more, since no event has come that is newer than what was missed
     * @param missed the records to read again, each with its stamp
     */
    record Finding(boolean silent, Map<RecordId, Instant> missed) {
        static final Finding NOTHING = new Finding(false, Map.of());
    }

    /**
     * Makes the check if it is due.
     *
     * @param lastEvent the time of the last event
     */
    Finding check(Instant lastEvent) {
        if (!isOn() || System.nanoTime() - nextCheck < 0) {
            return Finding.NOTHING;
        }
        if (!ledger.hasSuspects()) {
            compare();
            subscribedAgain = false;
            planNext();
            return Finding.NOTHING;
        }
        if (!subscribedAgain && !ledger.suspectsBefore(lastEvent)) {
            LOG.warn(
                    "{}: records were modified, but no event has arrived since. The channel is subscribed again.",
                    context.object());
            subscribedAgain = true;
            planNext();
            return new Finding(true, Map.of());
        }
        Map<RecordId, Instant> missed = ledger.takeSuspects();
        context.metrics().countMissed(missed.size());
        LOG.error(
                "{}: No event has reported {} modified records. They are read again.", context.object(), missed.size());
        planNext();
        return new Finding(false, missed);
    }

    private void planNext() {
        plan(ledger.hasSuspects() && SETTLE.compareTo(interval) < 0 ? SETTLE : interval);
    }

    private boolean mayHideEvents() {
        return context.emitter().current().route().filter(Route::mayHideEvents).isPresent();
    }

    private void compare() {
        Instant now = api.serverTime();
        Instant since = comparedUntil.minus(overlap);
        Instant from = since.isBefore(watchedFrom) ? watchedFrom : since;
        AtomicInteger found = new AtomicInteger();
        if (mayHideEvents()) {
            context.sight().requireKept();
        }
        // No event reports that the user may see one more field, or one less.
        context.schema().refresh();
        int calls = 1
                + modified.forEach(context.schema().layout(), from, (id, stamp) -> {
                    found.incrementAndGet();
                    ledger.modified(id, stamp);
                });
        ledger.dropBefore(from);
        comparedUntil = now;
        context.metrics().countSweepCalls(calls);
        LOG.debug("{}: compared {} modified records with the events, in {} API calls.", context.object(), found, calls);
    }
}
