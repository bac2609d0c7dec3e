/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.AnswerRule.OnRejection;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fate of row and request after each answer. */
class AnswerRuleTest {
    private static final long EDITED = 10;
    private static final long SENT = 20;
    private static final long ANSWERED = 30;
    private static final long LOOK_AT = 40;
    private static final long DEADLINE = 90;
    private static final String ID = "001A0000006Vm9rIAC";

    /** A row that was taken: once before as well, with a guard, or for a create that is sent again. */
    private enum Situation {
        FIRST,
        GUARDED,
        WAITED,
        REPEATED,
        EDITED_AGAIN
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # request | situation    | answer    | if rejected | request   | row
            UPDATE    | FIRST        | Written   | REST        | answered  | edited
            UPDATE    | FIRST        | Overtaken | REST        | closed    | edited
            UPDATE    | FIRST        | Busy      | REST        | closed    | edited
            UPDATE    | FIRST        | Gone      | REST        | closed    | edited
            UPDATE    | WAITED       | Gone      | REST        | closed    | rests
            UPDATE    | WAITED       | Gone      | REVERT      | closed    | reverted
            UPDATE    | FIRST        | Rejected  | REST        | closed    | rests
            UPDATE    | EDITED_AGAIN | Rejected  | REST        | closed    | edited
            UPDATE    | FIRST        | Rejected  | REVERT      | closed    | reverted
            UPDATE    | EDITED_AGAIN | Rejected  | REVERT      | closed    | edited
            UPDATE    | FIRST        | Lost      | REST        | as it was | edited
            UPDATE    | GUARDED      | Lost      | REST        | due soon  | edited
            CREATE    | FIRST        | Created   | REST        | answered  | edited
            CREATE    | FIRST        | Exists    | REST        | looked up | edited
            CREATE    | FIRST        | Busy      | REST        | closed    | edited
            CREATE    | REPEATED     | Busy      | REST        | as it was | edited
            CREATE    | FIRST        | Rejected  | REST        | closed    | rests
            CREATE    | FIRST        | Rejected  | REVERT      | closed    | removed
            CREATE    | EDITED_AGAIN | Rejected  | REVERT      | closed    | edited
            CREATE    | FIRST        | Lost      | REST        | due soon  | edited
            DELETE    | FIRST        | Written   | REST        | answered  | edited
            DELETE    | FIRST        | Gone      | REST        | answered  | edited
            DELETE    | FIRST        | Busy      | REST        | closed    | edited
            DELETE    | FIRST        | Rejected  | REST        | closed    | reverted
            DELETE    | FIRST        | Lost      | REST        | due soon  | edited
            """)
    void decidesByRequestAndSituation(
            RequestKind kind, Situation situation, String answer, OnRejection onRejection, String request, String row) {
        Taken taken = taken(kind, situation);
        TwoWayRow before = situation == Situation.EDITED_AGAIN
                ? LocalEditRule.edit(taken.row(), Map.of("Name", text("Later")), SENT + 1)
                : taken.row();

        RowDecision decision = new AnswerRule(onRejection).apply(before, taken, answer(answer), ANSWERED);

        assertThat(request(decision.row().request())).isEqualTo(request);
        assertThat(row(decision)).isEqualTo(row);
    }

    private static Taken taken(RequestKind kind, Situation situation) {
        TwoWayRow edited = edited(kind);
        Request request = new Request(
                SENT,
                kind,
                edited.values(),
                Request.UNANSWERED,
                DEADLINE,
                situation == Situation.GUARDED,
                situation == Situation.REPEATED ? Settling.REPEATED : Settling.NONE);
        return new Taken(edited.draft().setRequest(request).toRow(), situation == Situation.WAITED);
    }

    private static TwoWayRow edited(RequestKind kind) {
        Map<String, CanonicalValue> stored = Map.of("Name", text("Acme"), EXISTENCE, CanonicalValue.TRUE);
        TwoWayRow atRest = new TwoWayRow("1", ID, stored, 7, Map.of(), null, TwoWayRow.NOT_FAILED);
        return switch (kind) {
            case CREATE -> LocalEditRule.insert("1", Map.of("Name", text("New")), EDITED);
            case UPDATE -> LocalEditRule.edit(atRest, Map.of("Name", text("Ours")), EDITED);
            case DELETE -> LocalEditRule.edit(atRest, Map.of(EXISTENCE, CanonicalValue.FALSE), EDITED);
        };
    }

    private static Answer answer(String name) {
        return switch (name) {
            case "Written" -> new Answer.Written();
            case "Created" -> new Answer.Created(ID);
            case "Exists" -> new Answer.Exists();
            case "Overtaken" -> new Answer.Overtaken();
            case "Gone" -> new Answer.Gone();
            case "Busy" -> new Answer.Busy();
            case "Lost" -> new Answer.Lost(LOOK_AT);
            default -> new Answer.Rejected();
        };
    }

    private static String request(Request request) {
        if (request == null) {
            return "closed";
        } else if (request.isAnswered()) {
            return "answered";
        } else if (request.settling() == Settling.KEY_EXISTS) {
            return "looked up";
        }
        return request.deadline() == DEADLINE ? "as it was" : "due soon";
    }

    private static String row(RowDecision decision) {
        if (decision.removesRow()) {
            return "removed";
        } else if (!decision.row().hasWishes()) {
            return "reverted";
        }
        return decision.row().hasFailed() ? "rests" : "edited";
    }

    private static CanonicalValue text(String text) {
        return CanonicalValue.of(FieldKind.TEXT, text);
    }
}
