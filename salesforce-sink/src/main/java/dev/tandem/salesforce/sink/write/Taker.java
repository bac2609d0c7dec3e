/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Guard;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.RowState;
import dev.tandem.twoway.state.StoredRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The step that takes the wishes of rows, and notes requests on them. */
final class Taker {
    private final WriteContext context;
    private final ParentLinks parents;
    private final TakeRule rule;
    /** Requests whose commit may have failed. */
    private final List<Taken> inDoubt = new ArrayList<>();

    Taker(WriteContext context, ParentLinks parents, TakeRule rule) {
        this.context = context;
        this.parents = parents;
        this.rule = rule;
    }

    /** Takes those of the rows that have something to send, and do not wait for a parent. */
    List<Taken> take(Collection<String> keys, Guard guard) throws SQLException {
        Set<String> waiting = waitingForParents(keys);
        List<String> ready = keys.stream().filter(key -> !waiting.contains(key)).toList();
        RowTransactions.Outcome<String, Taken> outcome = takeRows(ready, guard);
        context.metrics().add(WriteMetric.REQUESTS_TAKEN, outcome.results().size());
        context.wakeLocked(outcome.locked());
        return outcome.results();
    }

    private RowTransactions.Outcome<String, Taken> takeRows(List<String> keys, Guard guard) throws SQLException {
        List<Taken> noted = new ArrayList<>();
        try {
            return context.rows().run(context.table(), keys, Function.identity(), (key, stored, now, effects) -> {
                if (stored == null) {
                    return;
                }
                TwoWayRow row = giveUpUnwritable(stored, now, effects);
                TakeRule.Outcome taken = rule.take(row, now, guard);
                if (taken instanceof TakeRule.Outcome.Request request && isCreateWithoutKey(request)) {
                    letRest(stored, request.taken().row(), effects);
                } else if (taken instanceof TakeRule.Outcome.Request request) {
                    effects.write(new RowChange(stored, request.taken().row(), Wake.NOW, null));
                    boolean hasWaited = RowState.WAITING.word().equals(stored.state());
                    Taken each = new Taken(request.taken().row(), hasWaited);
                    noted.add(each);
                    effects.result(each);
                } else if (taken instanceof TakeRule.Outcome.Buried buried) {
                    effects.write(new RowChange(stored, buried.row(), Wake.NOW, null));
                } else if (!row.equals(stored.row()) || hasOnlyLostWishes(stored)) {
                    String error = row.hasWishes() && row.rests() ? stored.error() : null;
                    effects.write(new RowChange(stored, row, Wake.NOW, error));
                }
            });
        } catch (SQLException failure) {
            inDoubt.addAll(noted);
            throw failure;
        }
    }

    private boolean isCreateWithoutKey(TakeRule.Outcome.Request request) {
        return context.table().externalId() == null && request.taken().request().isCreate();
    }

    /** Lets an insert rest that was noted while the object still had an external id. */
    private void letRest(StoredRow stored, TwoWayRow taken, Effects<?> effects) {
        String message = "Failed to create the record of the row: external.id.fields has no field of "
                + context.table().object() + ". Name one, then call tandem.requeue.";
        TwoWayRow resting =
                taken.draft().closeRequest().failAt(taken.request().id()).toRow();
        effects.log(new WriteLogEntry(taken, taken.request(), WriteLogEntry.State.FAILED, message));
        effects.write(new RowChange(stored, resting, Wake.NOW, message));
    }

    /** Fields may have become read-only, or have gone, since they were edited. */
    private TwoWayRow giveUpUnwritable(StoredRow stored, long now, Effects<?> effects) {
        if (stored.row().request() != null) {
            return stored.row();
        }
        MappedTable table = context.table();
        Predicate<String> isWritable = stored.row().salesforceId() == null ? table::isWritable : table::isUpdateable;
        RowDecision decision = TakeRule.giveUpUnwritable(stored.row(), isWritable);
        effects.lose(decision.row(), decision.lost(), now);
        return decision.row();
    }

    /** Returns true if all wishes of a row went with their columns, and only its state is left. */
    private static boolean hasOnlyLostWishes(StoredRow stored) {
        return stored.state() != null
                && !stored.row().hasWishes()
                && stored.row().request() == null;
    }

    /** Returns true if the connection was lost while requests were committed. */
    boolean hasRequestsInDoubt() {
        return !inDoubt.isEmpty();
    }

    /** Takes the requests again that were committed although the connection was lost. No one else would send them. */
    List<Taken> takeInDoubt() throws SQLException {
        List<Taken> committed = context.rows()
                .run(
                        context.table(),
                        inDoubt,
                        taken -> taken.row().key(),
                        (Taken taken, StoredRow stored, long now, Effects<Taken> effects) -> {
                            if (stored != null && taken.isOpenOn(stored.row())) {
                                effects.result(taken);
                            }
                        })
                .results();
        inDoubt.clear();
        return committed;
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
