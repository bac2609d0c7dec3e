/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.conflict.ConflictType;
import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.conflict.Resolution;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.rule.Answer;
import dev.tandem.twoway.rule.CompareRule;
import dev.tandem.twoway.rule.Look;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.RowDecision.FollowUps;
import dev.tandem.twoway.rule.SettleRule;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** A part of the protocol that a test leaves out, to see what it is for. */
enum Mend {
    /** An echo is as old as its request even when that is settled. Without it, it counts as a change by others. */
    ECHO_BY_ITS_OWN_TIME(Mode.UPDATES_KILLED, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            boolean isOpen = row.request() != null && row.request().id() == change.echo();
            return super.apply(row, isOpen ? change : withEcho(change, IncomingChange.NOT_OURS), now);
        }
    }),
    /** A change of ours that replaces what Salesforce had sent meanwhile logs it. */
    LOG_WHAT_OUR_WRITE_REPLACED(Mode.UPDATES_UNGUARDED, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            RowDecision decision = super.apply(row, change, now);
            return change.isOurs() ? withoutLost(decision, lost -> row.wishes().get(lost.field()) == null) : decision;
        }
    }),
    /** A change that reaches a tombstone and does not bring it back is logged. */
    LOG_UNDER_A_TOMBSTONE(Mode.DELETES, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            return withoutLost(
                    super.apply(row, change, now),
                    lost -> !row.exists()
                            && lost.type() == ConflictType.UPDATE_DELETED
                            && lost.resolution() == Resolution.KEEP_LOCAL);
        }
    }),
    /** A delete that finds the row existing, although ours, logs all its values. */
    LOG_WHAT_OUR_DELETE_OVERTOOK(Mode.DELETES, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            RowDecision decision = super.apply(row, change, now);
            return change.isOurs() && change.isDelete() ? withoutLost(decision, lost -> true) : decision;
        }
    }),
    /** A field that is missing in an event proves nothing: it may come in the transaction's other event. */
    ABSENT_IS_NOT_UNCHANGED(Mode.UPDATES_ODD_VALUES, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            RowDecision decision = super.apply(row, change, now);
            Request request = decision.row().request();
            return request != null && change.isOurs() && request.id() == change.echo()
                    ? decided(decision, dropSent(decision.row(), request))
                    : decision;
        }
    }),
    /** A read is a change by others, without what is known already. */
    READS_LEAVE_WHAT_IS_KNOWN(Mode.INSERTS, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            if (!change.isRead() || change.version() <= row.version()) {
                return super.apply(row, change, now);
            }
            RowDraft forgetful = row.draft();
            row.wishes().forEach((field, wish) -> forgetful.setWish(field, wish.withBase(UNKNOWN)));
            RowDecision decision = super.apply(forgetful.toRow(), change, now);
            RowDraft after = decision.row().draft();
            decision.row()
                    .wishes()
                    .forEach((field, wish) -> after.setWish(
                            field, wish.base().equals(UNKNOWN) ? row.wishes().get(field) : wish));
            return decided(decision, after);
        }
    }),
    /** A look that was made before a row was taken counts only if the row has not changed since. */
    TAKE_AFTER_A_LOOK_ONLY_WHAT_STANDS(Mode.UPDATES_ODD_VALUES, 8_000, options -> new Decisions(options) {
        @Override
        boolean mayUseLook(Taken taken, TwoWayRow seen) {
            return true;
        }
    }),
    /** Fields that Postgres owns are confirmed by a look only once the change that made their value has arrived. */
    CONFIRM_OWNED_FIELDS_BEHIND_THE_STREAM(Mode.UPDATES_OWNED_READS_GAPS, 414_000, options -> new Decisions(options) {
        private final Decisions ownerless = new Decisions(options.with(o -> o.owners = Map.of()));

        @Override
        CompareRule.Outcome compare(TwoWayRow row, Taken taken, Look look) {
            return ownerless.compare(row, taken, look);
        }

        @Override
        SettleRule.Step settleNext(TwoWayRow row, long now) {
            return ownerless.settleNext(row, now);
        }
    }),
    /** A field that was looked at and has neither its base nor the wished value waits. */
    SEND_ONLY_WHAT_HAS_ITS_BASE(Mode.UPDATES, options -> new Decisions(options) {
        @Override
        CompareRule.Outcome compare(TwoWayRow row, Taken taken, Look look) {
            CompareRule.Outcome outcome = super.compare(row, taken, look);
            return outcome instanceof CompareRule.Outcome.Closed && row.exists() && look.exists()
                    ? new CompareRule.Outcome.Send(row)
                    : outcome;
        }
    }),
    /** A look in the second of the last save does not count, because the guard would not see another save in it. */
    LOOK_IN_A_LATER_SECOND(Mode.UPDATES, options -> new Decisions(options) {
        @Override
        CompareRule.Outcome compare(TwoWayRow row, Taken taken, Look look) {
            return super.compare(row, taken, new Look(look.values(), look.modifiedSecond(), look.second() + 1));
        }
    }),
    /** After a 412 the record is looked at again, because no event may come. */
    LOOK_AGAIN_AFTER_412(Mode.UPDATES_ODD_VALUES_SILENT, options -> new Decisions(options) {
        @Override
        RowDecision answer(TwoWayRow row, Taken taken, Answer answer, long now) {
            return super.answer(row, taken, answer instanceof Answer.Overtaken ? new Answer.Gone() : answer, now);
        }
    }),
    /** A rejected delete is taken back. */
    REJECTED_DELETES_ARE_TAKEN_BACK(Mode.DELETES_FAILURES, options -> new Decisions(options) {
        @Override
        RowDecision answer(TwoWayRow row, Taken taken, Answer answer, long now) {
            boolean isRejectedDelete =
                    answer instanceof Answer.Rejected && taken.request().kind() == RequestKind.DELETE;
            return isRejectedDelete && taken.isOpenOn(row)
                    ? RowDecisions.closed(row.draft().closeRequest().failAt(taken.id()))
                    : super.answer(row, taken, answer, now);
        }
    }),
    /** A request whose answer was lost is settled once its deadline has passed. */
    SETTLE_THE_UNANSWERED(Mode.UPDATES_KILLED, options -> new Decisions(options) {
        @Override
        SettleRule.Step settleNext(TwoWayRow row, long now) {
            return row.request() != null && !row.request().isAnswered()
                    ? SettleRule.Step.WAIT
                    : super.settleNext(row, now);
        }
    }),
    /** A record that a late create of ours made of a row that has gone is deleted again. */
    DELETE_LATE_CREATES(Mode.INSERTS_AND_DELETES, options -> new Decisions(options) {
        @Override
        TwoWayRow deleteAgain(TwoWayRow maker, String key, IncomingChange change) {
            return null;
        }
    }),
    /** A create of which no record was found is sent again as it was: the first one may still be carried out. */
    REPEAT_CREATES_AS_THEY_WERE(Mode.INSERTS, options -> new Decisions(options) {
        @Override
        RowDecision settleNotCreated(TwoWayRow row, long requestId, long now) {
            return RowDecisions.closed(row.draft().closeRequest());
        }
    }),
    /** A value that Salesforce stored in the form it had is taken, and the wished one logged. */
    TAKE_WHAT_WAS_STORED(Mode.UPDATES_ODD_VALUES_SILENT, options -> new Decisions(options) {
        @Override
        RowDecision settle(TwoWayRow row, TwoWayRow looked, Look look) {
            return super.settle(unanswered(row), unanswered(looked), look);
        }
    }),
    /** A look that may be older than an answer or a change settles nothing. */
    SETTLE_BY_A_FRESH_LOOK(Mode.UPDATES_OWNED_READS_GAPS, options -> new Decisions(options) {
        @Override
        RowDecision settle(TwoWayRow row, TwoWayRow looked, Look look) {
            return super.settle(row, row, look);
        }
    }),
    /** A look that may be older than a change confirms nothing. */
    CONFIRM_BY_A_FRESH_LOOK(Mode.ALL_OWNED, options -> new Decisions(options) {
        @Override
        CompareRule.Outcome compare(TwoWayRow row, Taken taken, Look look) {
            long version = taken.row().version();
            CompareRule.Outcome outcome =
                    super.compare(row.draft().setVersion(version).toRow(), taken, look);
            return outcome instanceof CompareRule.Outcome.Closed closed && row.version() != version
                    ? new CompareRule.Outcome.Closed(
                            RowDecisions.closed(closed.decision().row().draft().setVersion(row.version())))
                    : outcome;
        }
    }),
    /** Postgres's value of a field that it owns stays. */
    OWNERS_KEEP_THEIR_FIELDS(Mode.UPDATES_OWNED, options -> new Decisions(options.with(o -> o.owners = Map.of()))),
    /** A delete by others leaves our write under way, which may be carried out after an undelete. */
    DELETES_LEAVE_REQUESTS_OPEN(Mode.DELETES_ODD_VALUES, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            RowDecision decision = super.apply(row, change, now);
            boolean isApplied = change.version() > row.version() && change.isDelete();
            return isApplied ? decided(decision, decision.row().draft().closeRequest()) : decision;
        }
    }),
    /** A read that comes while a request is under way logs whatever it replaces. */
    LOG_WHAT_READS_REPLACE(Mode.UPDATES_ODD_VALUES_UNGUARDED, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            RowDecision decision = super.apply(row, change, now);
            return change.isRead() ? withoutLost(decision, lost -> row.wishes().get(lost.field()) == null) : decision;
        }
    }),
    /** A write without guard that was settled before its event came is remembered, because a read may show it before the event. */
    REMEMBER_REQUESTS_UNTIL_THEIR_EVENTS(Mode.ALL_UNGUARDED, 16_000, options -> new Decisions(options) {
        @Override
        RowDecision settle(TwoWayRow row, TwoWayRow looked, Look look) {
            RowDecision decision = super.settle(row, looked, look);
            return decided(decision, decision.row().draft().awaitNothing());
        }
    }),
    /** A change that is not newer than the row changes nothing. */
    OLDER_CHANGES_ARE_IGNORED(Mode.UPDATES, options -> new Decisions(options) {
        @Override
        RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
            return super.apply(row.draft().setVersion(TwoWayRow.NO_VERSION).toRow(), change, now);
        }
    });

    private static final CanonicalValue UNKNOWN = CanonicalValue.of(FieldKind.EXACT, "unknown");

    private final Mode mode;
    private final long firstSeed;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Function<Options, Decisions> decisions;

    Mend(Mode mode, Function<Options, Decisions> decisions) {
        this(mode, 0, decisions);
    }

    /** @param firstSeed of the schedules to try, if only rare ones need the part */
    Mend(Mode mode, long firstSeed, Function<Options, Decisions> decisions) {
        this.mode = mode;
        this.firstSeed = firstSeed;
        this.decisions = decisions;
    }

    /** Returns a mode in which some schedule needs it. */
    Mode mode() {
        return mode;
    }

    long firstSeed() {
        return firstSeed;
    }

    /** Returns decisions that lack it. */
    Decisions leftOut(Options options) {
        return decisions.apply(options);
    }

    private static IncomingChange withEcho(IncomingChange change, long echo) {
        return new IncomingChange(
                change.recordId(),
                change.operation(),
                change.version(),
                change.committedAt(),
                change.values(),
                echo,
                change.rowKey());
    }

    private static RowDecision withoutLost(RowDecision decision, Predicate<LostValue> unlogged) {
        return new RowDecision(
                decision.row(),
                decision.lost().stream().filter(unlogged.negate()).toList(),
                decision.followUps());
    }

    private static RowDecision decided(RowDecision decision, RowDraft row) {
        return new RowDecision(row.toRow(), decision.lost(), decision.followUps());
    }

    private static TwoWayRow unanswered(TwoWayRow row) {
        Request request = row.request();
        return request == null
                ? row
                : row.draft()
                        .setRequest(new Request(
                                request.id(),
                                request.kind(),
                                request.sent(),
                                Request.UNANSWERED,
                                0,
                                false,
                                request.settling()))
                        .toRow();
    }

    private static RowDraft dropSent(TwoWayRow row, Request request) {
        RowDraft draft = row.draft();
        for (String field : request.sent().keySet()) {
            Wish wish = draft.wish(field);
            if (wish != null && wish.time() < request.id() && !field.equals(EXISTENCE)) {
                CanonicalValue base = wish.base();
                draft.setValue(field, base).dropWish(field);
            }
        }
        return draft.closeRequest();
    }

    /** Decisions that the rules cannot make. */
    private static final class RowDecisions {
        static RowDecision closed(RowDraft row) {
            return new RowDecision(row.toRow(), List.of(), new FollowUps(false, true, false));
        }
    }
}
