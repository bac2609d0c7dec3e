/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.event.Operation;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.row.AwaitedEvent;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of rules that save calls and time rather than values, so that the schedules of {@code ProtocolTest} cannot show them. */
class WriteBackRulesTest {
    private static final long SECOND = 1_000_000;
    private static final TakeRule TAKE = new TakeRule(Duration.ofSeconds(60), Duration.ofSeconds(30));
    private static final CompareRule COMPARE = new CompareRule(Map.of());
    private static final SettleRule SETTLE = settling(0);

    private static final TwoWayRow AT_REST = new TwoWayRow(
            "1",
            "001A0000006Vm9rIAC",
            Map.of("Name", text("Acme"), EXISTENCE, CanonicalValue.TRUE),
            7,
            Map.of(),
            null,
            TwoWayRow.NOT_FAILED);

    @Test
    void keepsWaitingRowAsleep() {
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND);
        Taken taken = take(edited, Guard.GUARDED);

        CompareRule.Outcome outcome = COMPARE.compare(taken.row(), taken, look("Theirs"));

        assertThat(outcome).isInstanceOfSatisfying(CompareRule.Outcome.Closed.class, closed -> {
            assertThat(closed.decision().row()).isEqualTo(edited);
            assertThat(closed.decision().wakesWriteBack()).isFalse();
        });
    }

    @Test
    void looksAgainAtRowEditedMeanwhile() {
        Taken taken = take(LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND), Guard.GUARDED);
        TwoWayRow editedAgain = LocalEditRule.edit(taken.row(), Map.of("Name", text("Later")), 2 * SECOND);

        CompareRule.Outcome outcome = COMPARE.compare(editedAgain, taken, look("Theirs"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CompareRule.Outcome.Closed.class,
                        closed -> assertThat(closed.decision().wakesWriteBack()).isTrue());
    }

    @Test
    void confirmsDeleteOfRecordThatIsGone() {
        TwoWayRow deleted = LocalEditRule.edit(AT_REST, Map.of(EXISTENCE, CanonicalValue.FALSE), SECOND);
        Taken taken = take(deleted, Guard.GUARDED);
        Look gone = new Look(Map.of("Name", text("Acme"), EXISTENCE, CanonicalValue.FALSE), 1, 9);

        CompareRule.Outcome outcome = COMPARE.compare(taken.row(), taken, gone);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CompareRule.Outcome.Closed.class,
                        closed ->
                                assertThat(closed.decision().row().hasWishes()).isFalse());
    }

    @Test
    void buriesRowDeletedBeforeItHadARecord() {
        TwoWayRow inserted = LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND);
        TwoWayRow deleted = LocalEditRule.edit(inserted, Map.of(EXISTENCE, CanonicalValue.FALSE), 2 * SECOND);

        assertThat(TAKE.take(deleted, 3 * SECOND, Guard.GUARDED))
                .isEqualTo(
                        new TakeRule.Outcome.Buried(deleted.draft().dropWishes().toRow()));
    }

    @Test
    void datesRequestAfterEveryWish() {
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), 9 * SECOND);

        Request request = take(edited, Guard.GUARDED).request();
        TwoWayRow editedAgain = LocalEditRule.edit(
                edited.draft().setRequest(request).toRow(), Map.of("Name", text("Later")), 4 * SECOND);

        assertThat(request.id()).isEqualTo(9 * SECOND + 1);
        assertThat(editedAgain.wishes().get("Name").time()).isEqualTo(9 * SECOND + 2);
    }

    @Test
    void settlesUnguardedWriteBehindRead() {
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND);
        TwoWayRow taken = take(edited, Guard.UNGUARDED).row();
        TwoWayRow answered =
                taken.draft().setRequest(taken.request().answered(4 * SECOND)).toRow();

        RowDecision asked = SETTLE.askForRead(answered);
        RowDecision read = new ChangeRule(TieBreaker.SALESFORCE).apply(asked.row(), readOf("Ours"), 20 * SECOND);

        assertThat(SETTLE.next(answered, 9 * SECOND)).isEqualTo(SettleRule.Step.WAIT);
        assertThat(SETTLE.next(answered, 9 * SECOND + 1)).isEqualTo(SettleRule.Step.ASK_FOR_READ);
        assertThat(asked.needsRead()).isTrue();
        assertThat(SETTLE.next(asked.row(), 10 * SECOND)).isEqualTo(SettleRule.Step.WAIT);
        assertThat(SETTLE.next(asked.row(), 400 * SECOND)).isEqualTo(SettleRule.Step.LOOK);
        assertThat(read.row().request().settling()).isEqualTo(Settling.READ_APPLIED);
        assertThat(SETTLE.next(read.row(), 10 * SECOND)).isEqualTo(SettleRule.Step.LOOK);
    }

    @Test
    void settlesGuardedWriteByLook() {
        TwoWayRow taken = take(LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND), Guard.GUARDED)
                .row();

        assertThat(SETTLE.next(taken, 32 * SECOND)).isEqualTo(SettleRule.Step.WAIT);
        assertThat(SETTLE.next(taken, 33 * SECOND)).isEqualTo(SettleRule.Step.LOOK);
    }

    @Test
    void settlesSoonWhatMayBeRepeated() {
        TwoWayRow inserted = LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND);
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND);
        TwoWayRow deleted = LocalEditRule.edit(AT_REST, Map.of(EXISTENCE, CanonicalValue.FALSE), SECOND);

        assertThat(take(inserted, Guard.GUARDED).request().deadline()).isEqualTo(32 * SECOND);
        assertThat(secondsToAnswer(edited, Guard.GUARDED)).isEqualTo(30);
        assertThat(secondsToAnswer(edited, Guard.UNGUARDED)).isEqualTo(60);
        assertThat(secondsToAnswer(deleted, Guard.GUARDED)).isEqualTo(30);
    }

    @Test
    void settlesRequestsOfEarlierTaskAtOnce() {
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND);
        TwoWayRow inserted = LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND);
        SettleRule later = settling(4 * SECOND);

        TwoWayRow create = take(inserted, Guard.GUARDED).row();
        TwoWayRow repeated = later.settleNotCreated(create, create.request().id(), 5 * SECOND)
                .row();

        assertThat(later.next(take(edited, Guard.GUARDED).row(), 5 * SECOND)).isEqualTo(SettleRule.Step.LOOK);
        assertThat(later.next(take(edited, Guard.UNGUARDED).row(), 5 * SECOND)).isEqualTo(SettleRule.Step.WAIT);
        assertThat(later.next(create, 5 * SECOND)).isEqualTo(SettleRule.Step.LOOK_UP);
        assertThat(later.next(repeated, 6 * SECOND)).isEqualTo(SettleRule.Step.WAIT);
    }

    @Test
    void looksSoonWhenAnswerIsLost() {
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND);
        Taken guarded = take(edited, Guard.GUARDED);
        Taken unguarded = take(edited, Guard.UNGUARDED);
        AnswerRule rule = new AnswerRule(AnswerRule.OnRejection.REST);
        Answer lost = new Answer.Lost(4 * SECOND);

        TwoWayRow row = rule.apply(guarded.row(), guarded, lost, 3 * SECOND).row();

        assertThat(SETTLE.next(row, 4 * SECOND)).isEqualTo(SettleRule.Step.WAIT);
        assertThat(SETTLE.next(row, 4 * SECOND + 1)).isEqualTo(SettleRule.Step.LOOK);
        assertThat(rule.apply(unguarded.row(), unguarded, lost, 3 * SECOND).row())
                .isEqualTo(unguarded.row());
    }

    @Test
    void logsWhatReadReplacesBeforeOurEventComes() {
        Taken taken = take(LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND), Guard.UNGUARDED);
        ChangeRule changes = new ChangeRule(TieBreaker.SALESFORCE);

        TwoWayRow settled =
                SETTLE.settle(taken.row(), taken.row(), look("Ours")).row();
        TwoWayRow replaced = changes.apply(settled, update(8, "Theirs", IncomingChange.NOT_OURS), 0)
                .row();
        RowDecision read = changes.apply(replaced, readOf(9, "Ours"), 0);
        RowDecision seen = changes.apply(read.row(), update(10, "Ours", taken.id()), 0);
        RowDecision later = changes.apply(seen.row(), readOf(11, "Later"), 0);

        assertThat(settled.request()).isNull();
        assertThat(settled.awaited()).isEqualTo(new AwaitedEvent(taken.id(), Set.of("Name")));
        assertThat(read.lost()).extracting(lost -> lost.lost().value()).containsExactly(text("Theirs"));
        assertThat(seen.row().awaited().isNone()).isTrue();
        assertThat(later.lost()).isEmpty();
    }

    @Test
    void forgetsEventThatCannotComeAnyMore() {
        AwaitedEvent awaited = new AwaitedEvent(SECOND, Set.of("Name"));
        TwoWayRow row = new TwoWayRow(
                "1", AT_REST.salesforceId(), AT_REST.values(), 7, Map.of(), null, TwoWayRow.NOT_FAILED, awaited);
        long gone = SECOND + SettleRule.EVENT_RETENTION_MICROS + 1;

        assertThat(SETTLE.next(row, gone - 1)).isEqualTo(SettleRule.Step.WAIT);
        assertThat(SETTLE.next(row, gone)).isEqualTo(SettleRule.Step.FORGET);
        assertThat(SettleRule.forget(row)).isEqualTo(AT_REST);
    }

    @Test
    void takesBackWhatWillNotBeSent() {
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND);
        Taken taken = take(edited, Guard.UNGUARDED);

        TwoWayRow withdrawn = TakeRule.withdraw(TAKE.sending(taken.row(), 3 * SECOND), taken);

        assertThat(withdrawn).isEqualTo(edited);
    }

    @Test
    void rejectsEditThatRefersToDeletedRecord() {
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND);
        Taken first = take(edited, Guard.GUARDED);
        AnswerRule rule = new AnswerRule(AnswerRule.OnRejection.REST);

        TwoWayRow waiting =
                rule.apply(first.row(), first, new Answer.Gone(), 3 * SECOND).row();
        Taken second = new Taken(take(waiting, Guard.GUARDED).row(), true);
        TwoWayRow rejected =
                rule.apply(second.row(), second, new Answer.Gone(), 4 * SECOND).row();

        assertThat(waiting.hasFailed()).isFalse();
        assertThat(rejected.hasFailed()).isTrue();
    }

    @Test
    void looksUpCreateWhoseKeyExists() {
        Taken taken = take(LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND), Guard.GUARDED);

        TwoWayRow row = new AnswerRule(AnswerRule.OnRejection.REVERT)
                .apply(taken.row(), taken, new Answer.Exists(), 3 * SECOND)
                .row();
        TwoWayRow invisible =
                SETTLE.settleNotCreated(row, taken.id(), 4 * SECOND).row();

        assertThat(row.wishes()).isEqualTo(taken.row().wishes());
        assertThat(SETTLE.next(row, 3 * SECOND + 1)).isEqualTo(SettleRule.Step.LOOK_UP);
        assertThat(invisible.request()).isNull();
        assertThat(invisible.hasFailed()).isTrue();
    }

    @Test
    void failsRowWhoseKeyIsTaken() {
        TwoWayRow taken = take(LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND), Guard.GUARDED)
                .row();

        TwoWayRow failed = SettleRule.settleKeyTaken(taken).row();

        assertThat(failed.request()).isNull();
        assertThat(failed.salesforceId()).isNull();
        assertThat(failed.hasFailed()).isTrue();
        assertThat(failed.wishes()).isEqualTo(taken.wishes());
    }

    @Test
    void sendsRowAgainThatWasEditedBeforeItsKeyProvedToBeTaken() {
        Taken taken = take(LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND), Guard.GUARDED);
        TwoWayRow edited = LocalEditRule.edit(taken.row(), Map.of("Name", text("Later")), 3 * SECOND);

        RowDecision decision = SettleRule.settleKeyTaken(edited);

        assertThat(decision.row().hasFailed()).isFalse();
        assertThat(decision.wakesWriteBack()).isTrue();
    }

    @Test
    void buriesRowDeletedBeforeItsKeyProvedToBeTaken() {
        Taken taken = take(LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND), Guard.GUARDED);
        TwoWayRow deleted = LocalEditRule.edit(taken.row(), Map.of(EXISTENCE, CanonicalValue.FALSE), 3 * SECOND);

        RowDecision decision = SettleRule.settleKeyTaken(deleted);

        assertThat(AdoptionRule.isOver(decision.row())).isTrue();
        assertThat(decision.wakesWriteBack()).isFalse();
    }

    @Test
    void repeatsCreateAsItWas() {
        Taken taken = take(LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND), Guard.GUARDED);
        TwoWayRow edited = LocalEditRule.edit(taken.row(), Map.of("Name", text("Later")), 3 * SECOND);

        TwoWayRow repeated =
                SETTLE.settleNotCreated(edited, taken.id(), 100 * SECOND).row();
        TwoWayRow busy = new AnswerRule(AnswerRule.OnRejection.REST)
                .apply(repeated, new Taken(repeated), new Answer.Busy(), 101 * SECOND)
                .row();

        assertThat(SettleRule.isRepeated(repeated, taken.id())).isTrue();
        assertThat(repeated.request().sent()).isEqualTo(taken.request().sent());
        assertThat(repeated.request().deadline()).isEqualTo(130 * SECOND);
        assertThat(busy).isEqualTo(repeated);
    }

    @Test
    void buriesRowDeletedWhileItsCreateWasInDoubt() {
        Taken taken = take(LocalEditRule.insert("2", Map.of("Name", text("New")), SECOND), Guard.GUARDED);
        TwoWayRow deleted = LocalEditRule.edit(taken.row(), Map.of(EXISTENCE, CanonicalValue.FALSE), 3 * SECOND);

        TwoWayRow settled =
                SETTLE.settleNotCreated(deleted, taken.id(), 100 * SECOND).row();

        assertThat(AdoptionRule.isOver(settled)).isTrue();
        assertThat(AdoptionRule.comesTooLate(settled, created("001A0000006Vm9sIAC", taken.id())))
                .isTrue();
    }

    @Test
    void deletesRecordOfLateCreateAgain() {
        TwoWayRow tombstone =
                AT_REST.draft().setValue(EXISTENCE, CanonicalValue.FALSE).toRow();
        IncomingChange late = created("001A0000006Vm9sIAC", 2 * SECOND);

        TwoWayRow again = AdoptionRule.deleteAgain(tombstone, late.recordId(), late);

        assertThat(AdoptionRule.comesTooLate(tombstone, late)).isTrue();
        assertThat(again.exists()).isFalse();
        assertThat(take(again, Guard.GUARDED).request().kind()).isEqualTo(RequestKind.DELETE);
    }

    @Test
    void logsDeleteWhenSomeoneElseCreatesTheRecordAgain() {
        TwoWayRow tombstone =
                AT_REST.draft().setValue(EXISTENCE, CanonicalValue.FALSE).toRow();
        IncomingChange restored = created("001A0000006Vm9sIAC", IncomingChange.NOT_OURS);

        RowDecision decision = AdoptionRule.replaceDeleted(tombstone, restored);

        assertThat(decision.row()).isEqualTo(tombstone);
        assertThat(decision.lost()).extracting(lost -> lost.field()).containsExactly(EXISTENCE);
    }

    @Test
    void forgetsLostEditBeforeUndeleteThatLacksTheField() {
        TwoWayRow edited = LocalEditRule.edit(
                AT_REST.draft().setValue("Name", CanonicalValue.NULL).toRow(), Map.of("Name", text("Ours")), SECOND);
        ChangeRule rule = new ChangeRule(TieBreaker.SALESFORCE);

        RowDecision deleted = rule.apply(edited, existence(Operation.DELETE, 8), SECOND);
        RowDecision undeleted = rule.apply(deleted.row(), existence(Operation.CREATE, 9), SECOND);

        assertThat(deleted.lost()).extracting(lost -> lost.field()).containsExactly("Name");
        assertThat(undeleted.row().value("Name").isNull()).isTrue();
    }

    @Test
    void givesUpEditsThatCannotBeWritten() {
        TwoWayRow edited = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours")), SECOND);

        RowDecision decision = TakeRule.giveUpUnwritable(edited, field -> false);

        assertThat(decision.row()).isEqualTo(AT_REST);
        assertThat(decision.lost())
                .extracting(lost -> lost.local().value(), lost -> lost.remote().value())
                .containsExactly(tuple(text("Ours"), text("Acme")));
        assertThat(TakeRule.giveUpUnwritable(edited, field -> true).row()).isEqualTo(edited);
    }

    @Test
    void takesOtherEditsOnceRejectedOneIsGivenUp() {
        TwoWayRow failed = LocalEditRule.edit(AT_REST, Map.of("Name", text("Ours"), "City", text("Bonn")), SECOND)
                .draft()
                .failAt(2 * SECOND)
                .toRow();

        TwoWayRow row = TakeRule.giveUpUnwritable(failed, "City"::equals).row();

        assertThat(row.wishes()).containsOnlyKeys("City");
        assertThat(TAKE.take(row, 3 * SECOND, Guard.GUARDED)).isInstanceOf(TakeRule.Outcome.Request.class);
    }

    private static SettleRule settling(long abandonedBefore) {
        return new SettleRule(
                Map.of(), Duration.ofSeconds(5), Duration.ofSeconds(300), Duration.ofSeconds(30), abandonedBefore);
    }

    /** Returns how long a request waits for its answer once it is sent. */
    private static long secondsToAnswer(TwoWayRow row, Guard guard) {
        TwoWayRow sending = TAKE.sending(take(row, guard).row(), 100 * SECOND);
        return sending.request().deadline() / SECOND - 100;
    }

    private static Taken take(TwoWayRow row, Guard guard) {
        return ((TakeRule.Outcome.Request) TAKE.take(row, 2 * SECOND, guard)).taken();
    }

    private static Look look(String name) {
        return new Look(Map.of("Name", text(name), EXISTENCE, CanonicalValue.TRUE), 1, 9);
    }

    private static IncomingChange update(long version, String name, long echo) {
        return new IncomingChange(
                AT_REST.salesforceId(), Operation.UPDATE, version, SECOND, Map.of("Name", text(name)), echo, null);
    }

    private static IncomingChange readOf(String name) {
        return readOf(8, name);
    }

    private static IncomingChange readOf(long version, String name) {
        return new IncomingChange(
                AT_REST.salesforceId(),
                Operation.READ,
                version,
                3 * SECOND,
                Map.of("Name", text(name)),
                IncomingChange.NOT_OURS,
                null);
    }

    private static IncomingChange existence(Operation operation, long version) {
        return new IncomingChange(
                AT_REST.salesforceId(), operation, version, 3 * SECOND, Map.of(), IncomingChange.NOT_OURS, null);
    }

    private static IncomingChange created(String id, long echo) {
        return new IncomingChange(
                id, Operation.CREATE, 8, 3 * SECOND, Map.of("Name", text("New")), echo, AT_REST.key());
    }

    private static CanonicalValue text(String text) {
        return CanonicalValue.of(FieldKind.TEXT, text);
    }
}
