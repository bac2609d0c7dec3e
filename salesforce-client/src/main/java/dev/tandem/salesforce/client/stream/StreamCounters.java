/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

/**
 * Counters of a stream since it was opened.
 *
 * @param events requested and new
 * @param duplicates dropped because they arrived before a session was lost
 * @param sessions opened
 * @param sessionsLost for any reason except close
 * @param pauses times that the queue stayed full until the session was closed
 * @param queuedBytes waiting to be polled
 * @param connected whether a session is open now
 * @param failure the reason why none is; empty if one is, or none was lost yet
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
