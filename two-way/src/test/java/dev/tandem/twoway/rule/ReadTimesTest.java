/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Operation;
import dev.tandem.event.Origin;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The time by which a whole-row read competes with local edits: that of the record's last change, whichever field it changed. */
class ReadTimesTest {
    private static final long SECOND = 1_000_000;
    private static final ChangeRule RULE = new ChangeRule(TieBreaker.SALESFORCE);
    private static final String ID = "001A0000006Vm9rIAC";

    private static final TwoWayRow EDITED_AT_12 = LocalEditRule.edit(
            new TwoWayRow(
                    "1",
                    ID,
                    Map.of("Name", text("Acme"), "Phone", text("1"), EXISTENCE, CanonicalValue.TRUE),
                    7,
                    Map.of(),
                    null,
                    TwoWayRow.NOT_FAILED),
            Map.of("Name", text("Ours")),
            12 * SECOND);

    private static CanonicalValue text(String value) {
        return CanonicalValue.of(FieldKind.TEXT, value);
    }

    private static IncomingChange change(
            Operation operation, long version, long second, Map<String, CanonicalValue> values) {
        return new IncomingChange(ID, operation, version, second * SECOND, values, IncomingChange.NOT_OURS, null);
    }

    private static RowDecision apply(TwoWayRow row, IncomingChange change) {
        return RULE.apply(row, change, 20 * SECOND);
    }

    /** Someone changed the name at 10 and the phone at 15. The read does not say so, and its event finds the conflict decided. */
    @Test
    void readBeatsEditBeforeTheLastChangeOfTheRecord() {
        IncomingChange read = change(Operation.READ, 8, 15, Map.of("Name", text("Theirs"), "Phone", text("2")));

        RowDecision afterRead = apply(EDITED_AT_12, read);
        RowDecision afterEvent =
                apply(afterRead.row(), change(Operation.UPDATE, 9, 10, Map.of("Name", text("Theirs"))));

        assertThat(afterRead.row().value("Name")).isEqualTo(text("Theirs"));
        assertThat(afterRead.row().wishes()).isEmpty();
        assertThat(afterRead.lost()).singleElement().satisfies(lost -> {
            assertThat(lost.field()).isEqualTo("Name");
            assertThat(lost.local()).isEqualTo(new LostValue.Side(text("Ours"), 12 * SECOND, Origin.POSTGRES));
            assertThat(lost.remote().time()).isEqualTo(15 * SECOND);
        });
        assertThat(afterEvent.row().value("Name")).isEqualTo(text("Theirs"));
        assertThat(afterEvent.lost()).isEmpty();
    }

    @Test
    void readLeavesEditAfterTheLastChangeOfTheRecord() {
        RowDecision decision =
                apply(EDITED_AT_12, change(Operation.READ, 8, 11, Map.of("Name", text("Theirs"), "Phone", text("2"))));

        assertThat(decision.row().value("Name")).isEqualTo(text("Ours"));
        assertThat(decision.row().base("Name")).isEqualTo(text("Theirs"));
        assertThat(decision.lost())
                .singleElement()
                .satisfies(lost -> assertThat(lost.lost().value()).isEqualTo(text("Theirs")));
    }

    @Test
    void readLeavesEditOfFieldThatHasItsBase() {
        RowDecision decision =
                apply(EDITED_AT_12, change(Operation.READ, 8, 15, Map.of("Name", text("Acme"), "Phone", text("2"))));

        assertThat(decision.row().value("Name")).isEqualTo(text("Ours"));
        assertThat(decision.row().value("Phone")).isEqualTo(text("2"));
        assertThat(decision.lost()).isEmpty();
    }
}
