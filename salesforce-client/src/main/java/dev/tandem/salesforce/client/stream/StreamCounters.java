/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

/**
 * Counters of a stream since it was opened.
 *
 * @param events of subscribed channels, without repetitions
 * @param duplicates dropped because they arrived before a session was lost
 * @param sessions opened
 * @param sessionsLost for any reason except close
 * @param pauses times that the queue stayed full until the session was closed
 * @param queuedBytes waiting to be polled
 * @param connected whether a session is open now
 * @param failure why no session is open; empty while one is open, and before the first loss
 */
public record StreamCounters(
        long events,
        long duplicates,
        long sessions,
        long sessionsLost,
        long pauses,
        long queuedBytes,
        boolean connected,
        String failure) {}
