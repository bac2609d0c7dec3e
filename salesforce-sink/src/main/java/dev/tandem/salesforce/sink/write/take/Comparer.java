/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.write.row.Effects;
import dev.tandem.salesforce.sink.write.row.RowTransactions;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.CompareRule;
import dev.tandem.twoway.rule.Look;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.StoredRow;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The step that compares requests with the records that they are about to change. Requests that must be compared again wait here. */
public final class Comparer {
    private static final Duration LOOK_AGAIN_DELAY = Duration.ofMillis(300);

    private final TableContext context;
    private final CurrentRecords currentRecords;
    private final HiddenRecords hiddenRecords;
    private final TakeRule rule;
    private final CompareRule comparing;
    private final Clock clock;
    private final List<Later> waiting = new ArrayList<>();

    public Comparer(TableContext context, CurrentRecords currentRecords, TakeRule rule, Clock clock) {
        this.context = context;
        this.currentRecords = currentRecords;
        this.hiddenRecords = new HiddenRecords(context);
        this.rule = rule;
        this.comparing = new CompareRule(context.table().owners());
        this.clock = clock;
    }

    private record Later(Taken taken, Instant at) {}

    /** A request with the record as it was before the write. */
    record Looked(Taken taken, Look look) {
        String key() {
            return taken.row().key();
        }
    }

    /**
     * The outcome of a comparison.
     *
     * @param ready the request that is to be sent; null if there is none
     * @param isAgain true if the look was too early
     */
    record Compared(Ready ready, boolean isAgain) {
        static final Compared NOTHING = new Compared(null, false);
    }

    /** Lets requests wait for their comparison. */
    public void add(List<Taken> taken) {
        taken.forEach(each -> waiting.add(new Later(each, clock.instant())));
    }

    /** Lets requests wait for another look. */
    void addAgain(List<Taken> taken) {
        taken.forEach(each -> waiting.add(new Later(each, clock.instant().plus(LOOK_AGAIN_DELAY))));
    }

    /** Returns the requests that wait for their comparison, and forgets them. */
    List<Taken> removeAll() {
        List<Taken> removed = waiting.stream().map(Later::taken).toList();
        waiting.clear();
        return removed;
    }

    /** Returns the time until the next comparison is due; null if none waits. */
    public Duration nextIn() {
        return waiting.stream()
                .map(later -> Duration.between(clock.instant(), later.at))
                .min(Duration::compareTo)
                .orElse(null);
    }

    /** Compares the requests that are due, and returns those that are to be sent. */
    public List<Ready> compareDue() throws SQLException {
        Instant now = clock.instant();
        List<Taken> due = waiting.stream()
                .filter(later -> !later.at.isAfter(now))
                .map(Later::taken)
                .toList();
        if (due.isEmpty()) {
            return List.of();
        }
        Map<String, Look> looks =
                currentRecords.look(due.stream().map(Taken::row).toList());
        List<Looked> looked = due.stream()
                .filter(taken -> looks.containsKey(taken.row().key()))
                .map(taken -> new Looked(taken, looks.get(taken.row().key())))
                .toList();
        List<Taken> again = new ArrayList<>();
        RowTransactions.BatchResult<Looked, Ready> result = context.rows()
                .run(context.table(), looked, Looked::key, (job, stored, time, effects) -> {
                    if (stored == null) {
                        return;
                    }
                    Compared compared = compare(job, stored, stored.row(), time, effects);
                    if (compared.isAgain) {
                        again.add(job.taken);
                    } else if (compared.ready != null) {
                        effects.result(compared.ready);
                    }
                });
        again.addAll(hiddenRecords.letRest(due.stream()
                .filter(taken -> !looks.containsKey(taken.row().key()))
                .toList()));
        // Not before: if Postgres fails, the requests are compared again.
        waiting.removeIf(later -> !later.at.isAfter(now));
        result.locked().forEach(job -> again.add(job.taken));
        addAgain(again.stream().distinct().toList());
        return result.results();
    }

    /**
     * Compares one request under the lock of its row, and writes what follows from that.
     *
     * @param stored the row as it is in Postgres
     * @param row the same with the request, which may not be noted on it yet
     */
    Compared compare(Looked job, StoredRow stored, TwoWayRow row, long time, Effects<?> effects) {
        CompareRule.Outcome outcome = comparing.compare(row, job.taken, job.look);
        if (outcome instanceof CompareRule.Outcome.LookAgain) {
            return new Compared(null, true);
        } else if (outcome instanceof CompareRule.Outcome.Send send) {
            return new Compared(send(job, rule.sending(send.row(), time), stored, effects), false);
        } else if (outcome instanceof CompareRule.Outcome.Closed closed) {
            close(job, closed.decision(), stored, effects);
        }
        return Compared.NOTHING;
    }

    private static Ready send(Looked job, TwoWayRow row, StoredRow stored, Effects<?> effects) {
        effects.write(new RowChange(stored, row, Wake.NOW, null));
        Optional<Instant> guard = row.request().guarded()
                ? Optional.of(Instant.ofEpochSecond(job.look.modifiedSecond()))
                : Optional.empty();
        return new Ready(job.taken, row, guard);
    }

    private void close(Looked job, RowDecision decision, StoredRow stored, Effects<?> effects) {
        context.metrics().add(WriteMetric.ROWS_CONFIRMED_BY_LOOK, 1);
        Wake wake = decision.wakesWriteBack() ? Wake.NOW : Wake.AFTER_NEXT_CHANGE;
        effects.write(new RowChange(stored, decision.row(), wake, null));
        if (decision.wakesWriteBack()) {
            context.wake(job.key());
        } else if (decision.needsRead()) {
            context.metrics().add(WriteMetric.READS_REQUESTED, 1);
            effects.read(decision.row().salesforceId());
        }
    }
}
