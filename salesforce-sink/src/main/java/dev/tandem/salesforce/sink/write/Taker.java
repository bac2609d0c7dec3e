/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.twoway.rule.Guard;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.RowState;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Takes the wishes of rows, and notes requests on them. */
final class Taker {
    private final WriteContext context;
    private final ParentLinks parents;
    private final TakeRule rule;

    Taker(WriteContext context, ParentLinks parents) {
        this.context = context;
        this.parents = parents;
        this.rule = new TakeRule(context.settings().deadline());
    }

    /** Takes those of the rows that have something to send, and do not wait for a parent. */
    List<Taken> take(Collection<String> keys, Guard guard) throws SQLException {
        Set<String> waiting = waitingForParents(keys);
        List<String> ready = keys.stream().filter(key -> !waiting.contains(key)).toList();
        RowTransactions.Outcome<String, Taken> outcome = context.rows()
                .run(context.table(), ready, Function.identity(), (key, stored, now, effects) -> {
                    if (stored == null) {
                        return;
                    }
                    TakeRule.Outcome taken = rule.take(stored.row(), now, guard);
                    if (taken instanceof TakeRule.Outcome.Request request) {
                        effects.write(new RowChange(stored, request.taken().row(), Wake.NOW, null));
                        boolean hasWaited = RowState.WAITING.word().equals(stored.state());
                        effects.result(new Taken(request.taken().row(), hasWaited));
                    } else if (taken instanceof TakeRule.Outcome.Forgotten) {
                        effects.write(RowChange.remove(stored));
                    }
                });
        context.metrics().add(WriteMetric.REQUESTS_TAKEN, outcome.results().size());
        context.wakeLocked(outcome.locked());
        return outcome.results();
    }

    private Set<String> waitingForParents(Collection<String> keys) throws SQLException {
        if (context.table().links().isEmpty() || keys.isEmpty()) {
            return Set.of();
        }
        parents.resolve();
        Set<String> waiting = parents.waiting(keys);
        waiting.forEach(key -> context.wakeUps()
                .wakeAfter(context.settings().parentWait(), context.table().id(), key));
        return waiting;
    }
}
