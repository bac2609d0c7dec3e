/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.conflict;

import dev.tandem.postgres.session.TableId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A warning of how many values of a table have lost, and never of which. It is logged at most once a minute. */
public final class ConflictWarning {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Clock clock;
    private final Consumer<String> log;
    private final Map<TableId, Unlogged> tables = new HashMap<>();

    public ConflictWarning(Clock clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    private static final class Unlogged {
        private long values;
        private Instant next = Instant.MIN;
    }

    public void add(TableId table, long values) {
        if (values > 0) {
            tables.computeIfAbsent(table, added -> new Unlogged()).values += values;
        }
        Instant now = clock.instant();
        tables.forEach((id, unlogged) -> {
            if (unlogged.values > 0 && !now.isBefore(unlogged.next)) {
                log.accept(id + ": values that lost against another origin and are kept in tandem.conflicts: "
                        + unlogged.values);
                unlogged.values = 0;
                unlogged.next = now.plus(INTERVAL);
            }
        });
    }

    /** Warns once that conflicts of a table cannot be seen. */
    public void cannotSee(TableId table) {
        tables.computeIfAbsent(table, added -> {
            log.accept(added
                    + ": conflicts cannot be seen, since it lacks a column that schema.evolution does not let the sink add;"
                    + " add _sync_version bigint, _sync_origin text and _sync_fields jsonb, or set conflict.log=off");
            return new Unlogged();
        });
    }
}
