/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.sink.write.Writes.Ready;
import dev.tandem.twoway.rule.Guard;
import dev.tandem.twoway.rule.Taken;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes one table back: takes the wishes of its rows, looks, compares, sends, and settles. Used by one thread. */
final class TableWriteBack {
    private static final int MAX_ROWS = 1_000;

    private final WriteContext context;
    private final Session session;
    private final Taker taker;
    private final Comparison comparison;
    private final Sender sender;
    private final Settler settler;
    private final RetryDelays delays;

    TableWriteBack(WriteContext context, Session session, Sender sender, RetryDelays delays, Clock clock) {
        Looker looker = new Looker(context);
        this.context = context;
        this.session = session;
        this.taker = new Taker(context);
        this.comparison = new Comparison(context, looker, clock);
        this.sender = sender;
        this.settler = new Settler(context, looker, session);
        this.delays = delays;
    }

    /** Wakes all rows with wishes. */
    void sweep() throws SQLException {
        List<String> keys =
                session.inTransaction(connection -> context.table().store().keysToTake(connection, MAX_ROWS));
        keys.forEach(context::wake);
        if (keys.size() == MAX_ROWS) {
            context.wakeUps().sweep(context.table().id());
        }
    }

    /** Takes these rows and writes them, and goes on with what is under way. */
    void work(Collection<String> keys) throws SQLException, InterruptedException {
        List<String> wanted = keys.stream().filter(delays::isOver).collect(Collectors.toCollection(ArrayList::new));
        Guard guard = guard(wanted.size());
        for (int from = 0; from < wanted.size(); from += MAX_ROWS) {
            List<Taken> taken = taker.take(wanted.subList(from, Math.min(from + MAX_ROWS, wanted.size())), guard);
            Map<Boolean, List<Taken>> creates = taken.stream()
                    .collect(Collectors.partitioningBy(each -> each.request().isCreate()));
            comparison.add(creates.get(false));
            List<Ready> ready = new ArrayList<>();
            creates.get(true).forEach(each -> ready.add(new Ready(each, each.row(), Optional.empty())));
            ready.addAll(comparison.compareDue());
            send(ready);
        }
        send(comparison.compareDue());
    }

    private void send(List<Ready> ready) throws SQLException, InterruptedException {
        if (!ready.isEmpty()) {
            sender.send(ready);
        }
    }

    private Guard guard(int backlog) {
        return switch (context.settings().guard()) {
            case ALWAYS -> Guard.GUARDED;
            case NEVER -> Guard.UNGUARDED;
            case AUTO -> backlog >= context.settings().unguardedFrom() ? Guard.UNGUARDED : Guard.GUARDED;
        };
    }

    void settleDue() throws SQLException {
        settler.settleDue();
    }

    /** Returns the time until something under way has to go on; null if nothing is. */
    Duration nextIn() {
        return comparison.nextIn();
    }
}
