/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

/**
 * What a stream has seen since it was opened.
 *
 * @param events handed to the queue
 * @param duplicates left out because they had been received before a session was lost
 * @param sessions opened
 * @param sessionsLost for any reason but close
 * @param pauses times that the queue stayed full until the session was given up
 * @param queuedBytes waiting to be polled
 */
public record StreamCounters(
        long events, long duplicates, long sessions, long sessionsLost, long pauses, long queuedBytes) {}
