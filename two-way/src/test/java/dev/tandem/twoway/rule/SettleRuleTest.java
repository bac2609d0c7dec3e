/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.SettleRule.Step;
import dev.tandem.twoway.value.CanonicalValue;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The states of a request, and what leads from one to the next. */
class SettleRuleTest {
    private static final long SENT = 1_000;
    private static final long ECHO = 5_000_000;
    private static final long READ = 300_000_000;
    private static final SettleRule RULE = new SettleRule(
            Map.of("Rating", FieldOwner.POSTGRES),
            Duration.ofSeconds(5),
            Duration.ofSeconds(300),
            Duration.ofSeconds(30),
            0);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # request | field  | guarded | state              | when it is due | after a read's time
            UPDATE    | Name   | true    | NONE               | LOOK           | LOOK
            UPDATE    | Rating | true    | NONE               | ASK_FOR_READ   | ASK_FOR_READ
            UPDATE    | Name   | false   | NONE               | ASK_FOR_READ   | ASK_FOR_READ
            UPDATE    | Name   | false   | READ_ASKED         | WAIT           | LOOK
            UPDATE    | Name   | false   | READ_APPLIED       | LOOK           | LOOK
            UPDATE    | Name   | false   | READ_ASKED_AGAIN   | WAIT           | LOOK
            UPDATE    | Name   | false   | READ_APPLIED_AGAIN | LOOK           | LOOK
            UPDATE    | Name   | false   | EVENT_APPLIED      | LOOK           | LOOK
            DELETE    | Name   | false   | NONE               | ASK_FOR_READ   | ASK_FOR_READ
            CREATE    | Name   | false   | NONE               | LOOK_UP        | LOOK_UP
            CREATE    | Name   | false   | REPEATED           | LOOK_UP        | LOOK_UP
            CREATE    | Name   | false   | KEY_EXISTS         | LOOK_UP        | LOOK_UP
            """)
    void decidesNextStepByState(
            RequestKind kind, String field, boolean guarded, Settling state, Step due, Step afterReadTime) {
        Request sent =
                new Request(SENT, kind, Map.of(field, CanonicalValue.NULL), Request.UNANSWERED, SENT, guarded, state);
        TwoWayRow row = row(sent);

        assertThat(RULE.next(row, SENT)).isEqualTo(Step.WAIT);
        assertThat(RULE.next(row, SENT + 1)).isEqualTo(due);
        assertThat(RULE.next(row, SENT + READ + 1)).isEqualTo(afterReadTime);
        assertThat(RULE.next(row(sent.answered(SENT)), SENT + ECHO)).isEqualTo(Step.WAIT);
        assertThat(RULE.next(row(sent.answered(SENT)), SENT + ECHO + 1)).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # state            | a read is asked for | a read is applied  | an event is applied
            NONE               | READ_ASKED          | NONE               | EVENT_APPLIED
            READ_ASKED         | -                   | READ_APPLIED       | EVENT_APPLIED
            READ_APPLIED       | READ_ASKED_AGAIN    | READ_APPLIED       | EVENT_APPLIED
            READ_ASKED_AGAIN   | -                   | READ_APPLIED_AGAIN | EVENT_APPLIED
            READ_APPLIED_AGAIN | -                   | READ_APPLIED_AGAIN | EVENT_APPLIED
            EVENT_APPLIED      | -                   | EVENT_APPLIED      | EVENT_APPLIED
            """)
    void leadsFromOneStateToTheNext(Settling state, Settling readAsked, Settling readApplied, Settling eventApplied) {
        Request sent = new Request(SENT, RequestKind.UPDATE, Map.of(), Request.UNANSWERED, SENT, false, state);

        if (readAsked != null) {
            assertThat(RULE.askForRead(row(sent)).row().request().settling()).isEqualTo(readAsked);
        }
        assertThat(state.afterRead()).isEqualTo(readApplied);
        assertThat(sent.withEvent(SENT).settling()).isEqualTo(eventApplied);
    }

    @ParameterizedTest
    @EnumSource
    void keepsStateOfCreateAfterItsEvent(Settling state) {
        Request sent = new Request(SENT, RequestKind.CREATE, Map.of(), Request.UNANSWERED, SENT, false, state);

        assertThat(sent.withEvent(SENT).settling()).isEqualTo(state);
    }

    private static TwoWayRow row(Request request) {
        String id = request.isCreate() ? null : "001A0000006Vm9rIAC";
        return new TwoWayRow("1", id, Map.of(), 7, Map.of(), request, TwoWayRow.NOT_FAILED);
    }
}
