/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.write.row.Effects;
import dev.tandem.salesforce.sink.write.row.RetryDelays;
import dev.tandem.salesforce.sink.write.row.WriteContext;
import dev.tandem.salesforce.sink.write.row.WriteLogEntry;
import dev.tandem.twoway.rule.Answer;
import dev.tandem.twoway.rule.AnswerRule;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.StoredRow;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A recorder of what answers mean for their rows, whichever API they come from. */
public final class AnswerApplier {
    private static final String DUPLICATE_VALUE = "DUPLICATE_VALUE";

    private final WriteContext context;
    private final AnswerRule rule;
    private final RetryDelays delays;
    private final RepeatedWrites repeated;

    public AnswerApplier(WriteContext context, RetryDelays delays, Clock clock) {
        this.context = context;
        this.rule = new AnswerRule(context.settings().onRejection());
        this.delays = delays;
        this.repeated = new RepeatedWrites(context.table().id(), clock);
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
        boolean exists = answer(job) instanceof Answer.Exists;
        context.metrics().add(exists ? WriteMetric.WRITES_RETRIED : metric(job.outcome()), 1);
    }

    /** Returns the entry of an answer in the write log. */
    WriteLogEntry entry(Answered job) {
        boolean exists = answer(job) instanceof Answer.Exists;
        WriteLogEntry.State state = exists ? WriteLogEntry.State.RETRIED : state(job.outcome());
        return new WriteLogEntry(job.sent(), job.request(), state, message(job.outcome()));
    }

    /** Returns whether an answer only starts the wait for the event that confirms the write. */
    boolean onlyAwaitsEvent(Answered job) {
        return answer(job) instanceof Answer.Done;
    }

    /** Counts a write that Salesforce has carried out, and notes it, so that a row rests that is written again and again. */
    void countDone(Answered job) {
        count(job);
        noteDone(job);
    }

    private void noteDone(Answered job) {
        delays.forget(job.key());
        letRestIfRepeated(job);
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
        Answer answer = job.outcome() instanceof Outcome.Unknown ? lost(job, now) : answer(job);
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
        String error = answer instanceof Answer.Lost ? stored.error() : message(job.outcome());
        effects.write(new RowChange(stored, decision.row(), wake, error));
        if (answer instanceof Answer.Busy) {
            context.wakeUps().wakeAfter(delays.next(job.key()), context.table().id(), job.key());
        } else {
            if (!(answer instanceof Answer.Done || answer instanceof Answer.Lost)) {
                delays.forget(job.key());
            }
            if (decision.wakesWriteBack()) {
                context.wake(job.key());
            }
        }
        return true;
    }

    private void letRestIfRepeated(Answered job) {
        Duration rest = repeated.note(job.key(), job.request().sent());
        if (!rest.isZero()) {
            delays.rest(job.key(), rest);
            context.wakeUps().wakeAfter(rest, context.table().id(), job.key());
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

    /** Returns null if the answer was lost. */
    private Answer answer(Answered job) {
        Outcome outcome = job.outcome();
        if (saysThatKeyExists(job)) {
            return new Answer.Exists();
        }
        if (outcome instanceof Outcome.Saved saved) {
            return job.request().isCreate() ? new Answer.Created(saved.id().value()) : new Answer.Done();
        } else if (outcome instanceof Outcome.PreconditionFailed) {
            return new Answer.Modified();
        } else if (outcome instanceof Outcome.Gone) {
            return new Answer.Gone();
        } else if (outcome instanceof Outcome.Transient) {
            return new Answer.Busy();
        }
        return outcome instanceof Outcome.Rejected ? new Answer.Rejected() : null;
    }

    /** Returns whether Salesforce has a record with the row's key. Any other unique value that exists is the user's to change. */
    private boolean saysThatKeyExists(Answered job) {
        return job.request().isCreate()
                && job.outcome() instanceof Outcome.Rejected rejected
                && rejected.code().equals(DUPLICATE_VALUE)
                && names(rejected.message(), context.table().externalId().name());
    }

    /** Returns whether a message names a field, and not only one whose name ends alike. */
    static boolean names(String message, String field) {
        return Pattern.compile("(?i)\\b" + Pattern.quote(field) + "\\b")
                .matcher(message)
                .find();
    }

    private static WriteMetric metric(Outcome outcome) {
        if (outcome instanceof Outcome.Saved || outcome instanceof Outcome.Gone) {
            return WriteMetric.WRITES_ANSWERED;
        } else if (outcome instanceof Outcome.PreconditionFailed) {
            return WriteMetric.WRITES_OVERTAKEN;
        } else if (outcome instanceof Outcome.Transient) {
            return WriteMetric.WRITES_RETRIED;
        }
        return outcome instanceof Outcome.Rejected ? WriteMetric.WRITES_REJECTED : WriteMetric.ANSWERS_LOST;
    }

    private static WriteLogEntry.State state(Outcome outcome) {
        if (outcome instanceof Outcome.Saved || outcome instanceof Outcome.Gone) {
            return WriteLogEntry.State.WRITTEN;
        } else if (outcome instanceof Outcome.Rejected) {
            return WriteLogEntry.State.FAILED;
        }
        return outcome instanceof Outcome.Unknown ? WriteLogEntry.State.UNANSWERED : WriteLogEntry.State.RETRIED;
    }

    private static String message(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.code() + ": " + rejected.message();
        } else if (outcome instanceof Outcome.Transient busy) {
            return busy.code() + ": " + busy.message();
        } else if (outcome instanceof Outcome.Gone gone) {
            return gone.code() + ": " + gone.message();
        }
        return outcome instanceof Outcome.Unknown unknown ? unknown.message() : null;
    }
}
