/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of a composite call: a write with headers of its own.
 *
 * @param client identifies the request in the {@code changeOrigin} of its change events; letters, digits, {@code -} and
 *     {@code _} only, at most 40
 * @param unmodifiedSince rejects an update with {@link Outcome.Overtaken} if the record was modified later; compares
 *     whole seconds. Salesforce supports it for updates only
 */
public record CompositeWrite(RecordWrite write, String client, Optional<Instant> unmodifiedSince) {
    private static final int MAX_CLIENT = 40;

    /** Rejects clients that other parts of the header could be confused with, and guards that Salesforce ignores. */
    public CompositeWrite {
        if (client.isEmpty() || client.length() > MAX_CLIENT || !client.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException(
                    "Invalid client '" + client + "'. Use at most 40 letters, digits, hyphens and underscores.");
        }
        if (unmodifiedSince.isPresent() && !(write instanceof RecordWrite.Update)) {
            throw new IllegalArgumentException("Only updates can be guarded by a modification time.");
        }
    }

    /** Returns an unguarded row. */
    public static CompositeWrite unguarded(RecordWrite write, String client) {
        return new CompositeWrite(write, client, Optional.empty());
    }

    /** Returns a row that is only written if the record has not been modified after {@code instant}. */
    public static CompositeWrite guarded(RecordWrite.Update write, String client, Instant instant) {
        return new CompositeWrite(write, client, Optional.of(instant));
    }
}
