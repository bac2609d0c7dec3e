/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import dev.tandem.salesforce.source.offset.SignalPosition;
import dev.tandem.salesforce.source.signal.ReadRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The requests to read an object that wait until the events from before them are taken. A read would pass the values of these events
 * off as changes of the time at which the record was last modified. Not thread-safe.
 */
final class WaitingRequests {
    private final List<Waiting> requests = new ArrayList<>();
    private final CatchUp catchUp;
    private SignalPosition received;
    private long itemsAccepted;
    private long itemsTaken;
    /** The items that had been accepted with the last event from before the subscription. */
    private long itemsOfCatchUp;

    /**
     * A request that waits.
     *
     * @param items the number of items that had been accepted when it came
     */
    private record Waiting(ReadRequest request, long items) {}

    /** @param received the position after the last request that was answered earlier */
    WaitingRequests(CatchUp catchUp, SignalPosition received) {
        this.catchUp = catchUp;
        this.received = received;
    }

    void add(ReadRequest request) {
        requests.add(new Waiting(request, itemsAccepted));
        received = received.after(request.partition(), request.offset());
    }

    /** Returns the position after the last request. */
    SignalPosition received() {
        return received;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Returns the requests that can be answered, without removing them. */
    List<ReadRequest> ready(long now) {
        if (itemsTaken < itemsOfCatchUp || catchUp.nanosLeft(now) > 0) {
            return List.of();
        }
        return requests.stream()
                .takeWhile(waiting -> waiting.items() <= itemsTaken)
                .map(Waiting::request)
                .toList();
    }

    /** Returns the milliseconds until a request can be answered if no event comes, or {@code most}. */
    long millisUntilReady(long most, long now) {
        if (requests.isEmpty()) {
            return most;
        }
        return Math.min(most, TimeUnit.NANOSECONDS.toMillis(catchUp.nanosLeft(now)) + 1);
    }

    /** Removes the oldest requests, once they are answered. */
    void remove(int count) {
        requests.subList(0, count).clear();
    }

    void noteAccepted(long now) {
        itemsAccepted++;
        itemsOfCatchUp = catchUp.nanosLeft(now) > 0 ? itemsAccepted : itemsOfCatchUp;
    }

    void noteTaken() {
        itemsTaken++;
    }

    /** Notes that the items that were accepted and not taken are dropped. */
    void noteDropped() {
        itemsTaken = itemsAccepted;
    }
}
