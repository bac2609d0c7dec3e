/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.AdoptionRule;
import dev.tandem.twoway.rule.Answer;
import dev.tandem.twoway.rule.AnswerRule;
import dev.tandem.twoway.rule.ChangeRule;
import dev.tandem.twoway.rule.CompareRule;
import dev.tandem.twoway.rule.Look;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.SettleRule;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.rule.Taken;
import java.time.Duration;

/** The decisions of the protocol, as production takes them. A test that leaves one out overrides it. */
class Decisions {
    private final Options options;
    private final ChangeRule changes;
    private final TakeRule takes = new TakeRule(ticks(World.DEADLINE_TICKS), ticks(World.REPEAT_AFTER_TICKS));
    private final AnswerRule answers;
    private final CompareRule comparing;
    private SettleRule settling;

    Decisions(Options options) {
        this.options = options;
        changes = new ChangeRule(options.ties, options.owners);
        answers = new AnswerRule(options.onRejection);
        comparing = new CompareRule(options.owners);
        restart(0);
    }

    /** Begins again: no one waits for the answers to requests from before this time. */
    final void restart(long now) {
        settling =
                new SettleRule(options.owners, Duration.ZERO, Duration.ofDays(1), ticks(World.REPEAT_AFTER_TICKS), now);
    }

    private static Duration ticks(int count) {
        return Duration.ofNanos(count * World.TICK * 1_000);
    }

    RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
        return changes.apply(row, change, now);
    }

    RowDecision adopt(TwoWayRow row, String id) {
        return AdoptionRule.adopt(row, id);
    }

    /** Returns the tombstone of a record that our create made too late; null if it is to have a row. */
    TwoWayRow deleteAgain(TwoWayRow maker, String key, IncomingChange change) {
        return change.isOurs() ? AdoptionRule.deleteAgain(maker, key, change) : null;
    }

    RowDecision adopt(TwoWayRow row, TwoWayRow tombstone) {
        return AdoptionRule.adopt(row, tombstone);
    }

    TakeRule.Outcome take(TwoWayRow row, long now) {
        return takes.take(row, now, options.guard);
    }

    boolean mayUseLook(Taken taken, TwoWayRow seen) {
        return TakeRule.mayUseLook(taken, seen);
    }

    TwoWayRow sending(TwoWayRow row, long now) {
        return takes.sending(row, now);
    }

    CompareRule.Outcome compare(TwoWayRow row, Taken taken, Look look) {
        return comparing.compare(row, taken, look);
    }

    RowDecision answer(TwoWayRow row, Taken taken, Answer answer, long now) {
        return answers.apply(row, taken, answer, now);
    }

    SettleRule.Step settleNext(TwoWayRow row, long now) {
        return settling.next(row, now);
    }

    RowDecision askForRead(TwoWayRow row) {
        return settling.askForRead(row);
    }

    RowDecision settle(TwoWayRow row, TwoWayRow looked, Look look) {
        return settling.settle(row, looked, look);
    }

    RowDecision settleNotCreated(TwoWayRow row, long requestId, long now) {
        return settling.settleNotCreated(row, requestId, now);
    }

    RowDecision settleCreated(RowDecision adopted, long now) {
        return settling.settleCreated(adopted, now);
    }
}
