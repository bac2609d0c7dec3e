/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.write.parent.ParentLinks;
import dev.tandem.salesforce.sink.write.parent.Referrers;
import dev.tandem.salesforce.sink.write.row.Effects;
import dev.tandem.salesforce.sink.write.row.RowTransactions;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.row.WriteLogEntry;
import dev.tandem.salesforce.sink.write.take.Comparer.Compared;
import dev.tandem.salesforce.sink.write.take.Comparer.Looked;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Guard;
import dev.tandem.twoway.rule.Look;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.SeenRow;
import dev.tandem.twoway.state.StoredRow;
import dev.tandem.twoway.state.SyncState;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The step that takes the wishes of rows, and notes requests on them.
 *
 * <p>It looks at the records before it locks their rows. If the rows have not changed since, they are taken and compared under one lock, as
 * if they had been taken before the look. The others are taken, and wait for a look of their own.
 */
public final class Taker {
    /** The time after which a delete that waits is tried again. No event wakes it sooner. */
    private static final Duration DELETE_DELAY = Duration.ofMillis(500);

    private static final Duration LONGEST_DELETE_DELAY = Duration.ofSeconds(10);

    private final TableContext context;
    private final ParentLinks parents;
    private final Referrers referrers;
    private final TakeRule rule;
    private final CurrentRecords currentRecords;
    private final Comparer comparer;
    private final Clock clock;
    private final WaitingRows creates;
    private final WaitingRows deletes = new WaitingRows(DELETE_DELAY, LONGEST_DELETE_DELAY);
    /** Requests whose commit may have failed. */
    private final List<Taken> inDoubt = new ArrayList<>();

    public Taker(
            TableContext context,
            ParentLinks parents,
            TakeRule rule,
            CurrentRecords currentRecords,
            Comparer comparer,
            Clock clock) {
        this.context = context;
        this.parents = parents;
        this.referrers = parents.referrers();
        this.rule = rule;
        this.currentRecords = currentRecords;
        this.comparer = comparer;
        this.clock = clock;
        Duration parentWait = context.settings().parentWait();
        this.creates = new WaitingRows(parentWait, parentWait);
    }

    /** The next step of a request that was taken. */
    private sealed interface Step {
        record Send(Ready ready) implements Step {}

        record Compare(Taken taken) implements Step {}

        record LookAgain(Taken taken) implements Step {}

        /** Nothing was left to send. */
        record Done() implements Step {}
    }

    /**
     * The rows that are taken together.
     *
     * @param seen the rows as they were before the looks, without a lock
     * @param looks the looks at their records
     * @param noted the requests that were noted on them
     */
    private record Batch(Guard guard, Map<String, SeenRow> seen, Map<String, Look> looks, List<Taken> noted) {}

    /**
     * Takes those of the rows that have something to send, and do not wait for others. All requests have the same id, unless
     * clocks went back or a locked row split the batch. Returns those that can be sent at once.
     */
    public List<Ready> take(Collection<String> keys, Guard guard) throws SQLException {
        Set<String> waiting = waitingForParents(keys);
        List<String> free = new ArrayList<>(keys);
        free.removeAll(waiting);
        Map<String, SeenRow> seen = new HashMap<>();
        context.rows().findPending(context.table(), free).forEach(row -> seen.put(row.key(), row));
        free.removeAll(waitingForReferrers(
                free.stream().filter(key -> !seen.containsKey(key)).toList()));
        return takeBatch(free, new Batch(guard, seen, lookEarly(seen.values(), guard), new ArrayList<>()));
    }

    private List<Ready> takeBatch(List<String> keys, Batch batch) throws SQLException {
        RowTransactions.BatchResult<String, Step> result = takeRows(keys, batch);
        context.metrics().add(WriteMetric.REQUESTS_TAKEN, result.results().size());
        context.wakeLocked(result.locked());
        List<Ready> ready = new ArrayList<>();
        for (Step step : result.results()) {
            if (step instanceof Step.Send send) {
                ready.add(send.ready);
            } else if (step instanceof Step.Compare compare) {
                comparer.add(List.of(compare.taken));
            } else if (step instanceof Step.LookAgain again) {
                comparer.addAgain(List.of(again.taken));
            }
        }
        return ready;
    }

    /** Looks at the records that updates would change. Returns the looks by row key. Records that are not found get a look later. */
    private Map<String, Look> lookEarly(Collection<SeenRow> seen, Guard guard) throws SQLException {
        List<TwoWayRow> wanted = new ArrayList<>();
        for (SeenRow each : seen) {
            if (rule.take(each.row().row(), 0, guard) instanceof TakeRule.Outcome.Request request
                    && request.needsLook()) {
                wanted.add(request.taken().row());
            }
        }
        return wanted.isEmpty() ? Map.of() : currentRecords.lookAtFound(wanted);
    }

    private RowTransactions.BatchResult<String, Step> takeRows(List<String> keys, Batch batch) throws SQLException {
        try {
            RowTransactions.Lock lock = (connection, some) -> {
                List<StoredRow> locked = context.table().store().lockPending(connection, some, batch.seen);
                if (!locked.isEmpty()) {
                    context.table().numbers().check(connection);
                }
                return locked;
            };
            return context.rows()
                    .run(
                            context.table(),
                            lock,
                            keys,
                            Function.identity(),
                            (String key, StoredRow stored, long now, Effects<Step> effects) -> {
                                if (stored != null) {
                                    takeRow(stored, now, batch, effects);
                                }
                            });
        } catch (SQLException failure) {
            inDoubt.addAll(batch.noted);
            throw failure;
        }
    }

    private void takeRow(StoredRow stored, long now, Batch batch, Effects<Step> effects) {
        TwoWayRow row = giveUpUnwritable(stored, now, effects);
        TakeRule.Outcome outcome = rule.take(row, now, batch.guard);
        if (outcome instanceof TakeRule.Outcome.Request request) {
            noteRequest(request.taken().row(), stored, now, batch, effects);
        } else if (outcome instanceof TakeRule.Outcome.Buried buried) {
            effects.write(new RowChange(stored, buried.row(), Wake.NOW, null));
        } else if (!row.equals(stored.row())) {
            String error = row.hasFailed() ? stored.error() : null;
            effects.write(new RowChange(stored, row, Wake.NOW, error));
        }
    }

    /** @param row the row with its request */
    private void noteRequest(TwoWayRow row, StoredRow stored, long now, Batch batch, Effects<Step> effects) {
        boolean isCreate = row.request().isCreate();
        if (isCreate && context.table().externalId() == null) {
            letRest(stored, row, effects);
            return;
        }
        Taken taken = new Taken(row, SyncState.WAITING.word().equals(stored.state()));
        batch.noted.add(taken);
        Look early = batch.looks.get(stored.key());
        Compared compared = Compared.NOTHING;
        if (early != null
                && TakeRule.mayUseLook(taken, batch.seen.get(stored.key()).row().row())) {
            compared = comparer.compare(new Looked(taken, early), stored, row, now, effects);
            if (!compared.isAgain()) {
                effects.result(compared.ready() == null ? new Step.Done() : new Step.Send(compared.ready()));
                return;
            }
        }
        effects.write(new RowChange(stored, row, Wake.NOW, null));
        if (isCreate) {
            effects.result(new Step.Send(new Ready(taken, row, Optional.empty())));
        } else {
            effects.result(compared.isAgain() ? new Step.LookAgain(taken) : new Step.Compare(taken));
        }
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

    /** Returns whether the connection was lost while requests were committed. */
    public boolean hasRequestsInDoubt() {
        return !inDoubt.isEmpty();
    }

    /**
     * Takes the requests again that were committed although the connection was lost. No one else would send them. Those whose rows someone
     * else holds stay in doubt.
     */
    public List<Taken> takeInDoubt() throws SQLException {
        RowTransactions.BatchResult<Taken, Taken> result = context.rows()
                .run(
                        context.table(),
                        inDoubt,
                        taken -> taken.row().key(),
                        (Taken taken, StoredRow stored, long now, Effects<Taken> effects) -> {
                            if (stored != null && taken.isOpenOn(stored.row())) {
                                effects.result(taken);
                            }
                        });
        inDoubt.clear();
        inDoubt.addAll(result.locked());
        context.wakeLocked(
                result.locked().stream().map(taken -> taken.row().key()).toList());
        return result.results();
    }

    /** Takes requests back that were noted, but will not be sent. Otherwise their rows would wait for answers that cannot come. */
    public void withdraw(List<Taken> unsent) throws SQLException {
        List<Taken> all = new ArrayList<>(unsent);
        all.addAll(comparer.removeAll());
        all.addAll(inDoubt);
        inDoubt.clear();
        context.rows()
                .run(
                        context.table(),
                        all,
                        taken -> taken.row().key(),
                        (Taken taken, StoredRow stored, long now, Effects<Void> effects) -> {
                            TwoWayRow row = stored == null ? null : TakeRule.withdraw(stored.row(), taken);
                            if (row != null && !row.equals(stored.row())) {
                                effects.write(new RowChange(stored, row, Wake.NOW, stored.error()));
                            }
                        });
    }

    private Set<String> waitingForParents(Collection<String> keys) throws SQLException {
        if (context.table().links().isEmpty() || keys.isEmpty()) {
            return Set.of();
        }
        parents.resolve();
        Set<String> waiting = parents.waiting(keys);
        wakeLater(creates, keys, waiting);
        return waiting;
    }

    /** @param unseen the rows that may be deleted */
    private Set<String> waitingForReferrers(List<String> unseen) throws SQLException {
        Set<String> waiting = referrers.waitingDeletes(unseen);
        wakeLater(deletes, unseen, waiting);
        return waiting;
    }

    /** @param waiting those of the rows that have to wait */
    private void wakeLater(WaitingRows waits, Collection<String> keys, Set<String> waiting) {
        waits.forget(keys.stream().filter(key -> !waiting.contains(key)).toList());
        Instant now = clock.instant();
        for (String key : waiting) {
            waits.next(key, now)
                    .ifPresent(delay ->
                            context.wakeUps().wakeAfter(delay, context.table().id(), key));
        }
    }
}
