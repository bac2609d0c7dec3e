/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePlanTest {
    private static final VersionRule RULE = new VersionRule(VersionGuard.NEWER);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            c2:0      | -          | false | false | inserts
            u2:0      | -          | false | true  | updates
            r2:0      | -          | false | true  | inserts
            r2:0      | -          | false | false | updates
            d2        | -          | false | false | deletes
            u2:0      | -          | true  | false | inserts
            c2:0      | row1       | true  | true  | updates
            c2:0      | row2       | true  | true  |
            u2:0      | tombstone1 | false | false | inserts undeleted
            u2:0      | tombstone2 | false | false |
            d1 u2:0   | row0       | true  | false | inserts deletes
            """)
    void placesRowsByWhatIsKnownOfThem(String history, String state, boolean locked, boolean newRows, String expected) {
        RowState known = History.state(state);
        Map<Integer, RowState> found = known.equals(RowState.ABSENT) ? Map.of() : Map.of(0, known);
        BitSet rows = new BitSet();
        rows.set(0, locked);

        TablePlan plan =
                TablePlan.of(List.of(History.of(history)), new RowStates(found, rows), expecting(newRows), RULE);

        assertThat(lists(plan)).isEqualTo(expected == null ? "" : expected);
    }

    private static String lists(TablePlan plan) {
        return Stream.of(
                        plan.updates().isEmpty() ? "" : "updates",
                        plan.inserts().isEmpty() ? "" : "inserts",
                        plan.deletes().isEmpty() ? "" : "deletes",
                        plan.undeleted().isEmpty() ? "" : "undeleted")
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            u1:0,u2:0        | false | {}
            d1,d2            | false | {}
            u1:0,d2          | false | {0, 1}
            c1:0,d2          | false | {}
            r1:0,d2          | true  | {}
            r1:0,d2          | false | {0, 1}
            u1:01 u2:0       | true  | {0}
            d?               | true  | {0}
            c1:0,d?,r2:0     | true  | {1}
            c1:0,d?,u2:0     | true  | {1, 2}
            d?,d1            | true  | {0, 1}
            """)
    void locksRowsThatOneStatementCannotDecide(String histories, boolean newRows, String expected) {
        List<RowHistory> rows = Stream.of(histories.split(",")).map(History::of).toList();

        assertThat(TablePlan.rowsToLock(rows, expecting(newRows), RULE)).hasToString(expected);
    }

    private static RowExpectation expecting(boolean newRows) {
        RowExpectation expectation = new RowExpectation();
        expectation.observe(newRows ? 1 : 0, newRows ? 0 : 1, 0);
        return expectation;
    }
}
