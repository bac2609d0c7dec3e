/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The changes of a row that is only inserted, for any state of the row. */
class InsertRuleTest {
    private static final InsertRule RULE = new InsertRule(VersionGuard.NEWER);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            r2:01            | -          | UPSERT 2 0=2 1=2
            r2:01            | row1       | nothing
            r2:01            | row        | nothing
            r2:01            | tombstone1 | UPSERT 2 0=2 1=2
            r2:01            | tombstone3 | nothing
            r2:01 r3:0       | -          | UPSERT 2 0=2 1=2
            r3:0 r2:01       | -          | UPSERT 3 0=3
            r2:01 r4:0       | tombstone3 | UPSERT 4 0=4
            r2:01 r3:0       | row1       | nothing
            r2:0 d3          | -          | DELETE 3
            r2:0 d3          | row1       | DELETE 3
            d3 r2:0          | row1       | DELETE 3
            d2 r3:0          | row1       | REPLACE 3 0=3
            d2 r3:0 r4:1     | row1       | REPLACE 3 0=3
            r2:0 d3 r4:1     | -          | UPSERT 4 1=4
            r2:0 d3 r4:1     | row1       | REPLACE 4 1=4
            d? r3:0          | row1       | REPLACE 3 0=3
            d?               | row9       | DELETE 9
            d2               | row5       | nothing
            """)
    void keepsFirstChangeUntilRowIsDeleted(String history, String state, String expected) {
        String write = RULE.decide(History.of(history), History.state(state))
                .map(History::text)
                .orElse("nothing");

        assertThat(write).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            r2:0         | true
            r2:0 r3:1    | true
            r3:0 r2:1    | true
            d2           | true
            d?           | false
            r2:0 d3      | false
            d2 r3:0      | false
            """)
    void needsStateOnlyForDeletesAmongOthers(String history, boolean unconditional) {
        assertThat(RULE.isUnconditional(History.of(history))).isEqualTo(unconditional);
    }

    @ParameterizedTest
    @CsvSource({"r2:0, UPSERT 2 0=2", "r2:01 r3:0, UPSERT 2 0=2 1=2"})
    void writesFirstChangeOfRowThatIsNotRead(String history, String expected) {
        assertThat(History.text(RULE.decideUnread(History.of(history)))).isEqualTo(expected);
    }
}
