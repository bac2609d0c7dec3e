/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.sink.write.row.Effects;
import dev.tandem.salesforce.sink.write.row.RetryDelays;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.row.WriteLogEntry;
import dev.tandem.twoway.rule.Answer;
import dev.tandem.twoway.rule.AnswerRule;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.StoredRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An applier of answers to their rows, whichever API they come from. */
public final class AnswerApplier {
    private final TableContext context;
    private final AnswerRule rule;
    private final RetryDelays delays;
    private final RepeatedWrites repeated;
    private final ReleasedValues releasedValues;
    /** The keys of the rows of a batch whose answers reject values which other rows give up. */
    private Set<String> released = Set.of();

    public AnswerApplier(TableContext context, RetryDelays delays, Clock clock) {
        this.context = context;
        this.rule = new AnswerRule(context.settings().onRejection());
        this.delays = delays;
        this.repeated = new RepeatedWrites(context.table().id(), clock);
        this.releasedValues = new ReleasedValues(context.table());
    }

    /** Finds the answers of a batch, which is applied next, that reject values which other rows give up. */
    void findReleasedValues(Connection connection, List<Answered> batch) throws SQLException {
        released = releasedValues.among(connection, batch);
    }

    /**
     * Applies an answer to its row, which is locked.
     *
     * @param stored the row as it is now; null if it does not exist any more
     */
    public void apply(Answered job, StoredRow stored, long now, Effects<Void> effects) {
        count(job);
        effects.log(entry(job));
        if (decide(job, stored, now, effects) && onlyAwaitsEvent(job)) {
            noteDone(job);
        }
    }

    private void count(Answered job) {
        context.metrics().add(meaning(job).metric(), 1);
    }

    /** Returns the entry of an answer in the write log. */
    WriteLogEntry entry(Answered job) {
        AnswerMeaning meaning = meaning(job);
        return new WriteLogEntry(job.sent(), job.request(), meaning.logged(), meaning.message());
    }

    /** Returns whether an answer only starts the wait for the event that confirms the write. */
    boolean onlyAwaitsEvent(Answered job) {
        return meaning(job).answer() instanceof Answer.Written;
    }

    /** Counts a write that Salesforce has carried out, and notes it, so that a row rests that is written again and again. */
    void countDone(Answered job) {
        count(job);
        noteDone(job);
    }

    private void noteDone(Answered job) {
        delays.forget(job.key());
        pauseIfRepeated(job);
    }

    /** Like {@link #apply}, for an answer that was counted, logged and noted before. */
    void applyLogged(Answered job, StoredRow stored, long now, Effects<Void> effects) {
        decide(job, stored, now, effects);
    }

    /** Returns whether the answer changes the row. */
    private boolean decide(Answered job, StoredRow stored, long now, Effects<Void> effects) {
        if (stored == null || !job.taken().isOpenOn(stored.row())) {
            return false;
        }
        AnswerMeaning meaning = meaning(job);
        Answer answer = meaning.answer() == null ? lost(job, now) : meaning.answer();
        RowDecision decision = rule.apply(stored.row(), job.taken(), answer, now);
        if (decision.row().equals(stored.row()) && !decision.removesRow()) {
            return false;
        }
        effects.lose(decision.row(), decision.lost(), job.request().id());
        if (decision.removesRow()) {
            effects.write(RowChange.remove(stored));
            return true;
        }
        Wake wake = decision.wakesWriteBack() ? Wake.NOW : Wake.AFTER_NEXT_CHANGE;
        String error = answer instanceof Answer.Lost ? stored.error() : RowMessage.of(meaning.message());
        effects.write(new RowChange(stored, decision.row(), wake, error));
        if (answer instanceof Answer.Busy) {
            context.wakeUps().wakeAfter(delays.next(job.key()), context.table().id(), job.key());
        } else {
            if (!(answer instanceof Answer.Written || answer instanceof Answer.Lost)) {
                delays.forget(job.key());
            }
            if (decision.wakesWriteBack()) {
                context.wake(job.key());
            }
        }
        return true;
    }

    private void pauseIfRepeated(Answered job) {
        Duration pause = repeated.note(job.key(), job.request().sent());
        if (!pause.isZero()) {
            delays.pause(job.key(), pause);
            context.wakeUps().wakeAfter(pause, context.table().id(), job.key());
        }
    }

    /**
     * Returns the loss of an answer. A look finds out what became of the write, later each time. The row is not taken before that, even
     * if a look or an event comes sooner, so it is woken then.
     */
    private Answer lost(Answered job, long now) {
        Duration delay = delays.next(job.key());
        context.wakeUps().wakeAfter(delay, context.table().id(), job.key());
        return new Answer.Lost(now + TimeUnit.NANOSECONDS.toMicros(delay.toNanos()));
    }

    private AnswerMeaning meaning(Answered job) {
        FieldDescription externalId = context.table().externalId();
        String keyField = externalId == null ? null : externalId.name();
        AnswerMeaning meaning = AnswerMeaning.of(job.outcome(), job.request().kind(), keyField);
        boolean isReleased = meaning.answer() instanceof Answer.Rejected
                && released.contains(job.key())
                && delays.failures(job.key()) < ReleasedValues.MAX_ATTEMPTS;
        return isReleased ? meaning.asBusy() : meaning;
    }
}
