/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.TableId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Warnings about tables: at most one per table and minute, which says how many there were since the last one. */
public final class TableWarnings {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Clock clock;
    private final Consumer<String> log;
    private final Map<TableId, Unlogged> tables = new HashMap<>();

    public TableWarnings(Clock clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    private static final class Unlogged {
        private long count;
        private Instant next = Instant.MIN;
    }

    /** Logs the warning now, or counts it for the next one about the table. */
    public synchronized void warn(TableId table, String warning) {
        Unlogged unlogged = tables.computeIfAbsent(table, added -> new Unlogged());
        unlogged.count++;
        Instant now = clock.instant();
        if (!now.isBefore(unlogged.next)) {
            String more = unlogged.count > 1 ? " (" + unlogged.count + " since the last warning)" : "";
            log.accept(Printable.of("Table " + table + ": " + warning + more));
            unlogged.count = 0;
            unlogged.next = now.plus(INTERVAL);
        }
    }
}
