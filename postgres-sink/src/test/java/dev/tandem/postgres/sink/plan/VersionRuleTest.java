/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The merge of a row's changes, for any state of the row. */
class VersionRuleTest {
    private static final VersionRule RULE = new VersionRule(VersionGuard.NEWER);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            u2:0             | row1       | UPSERT 2 0=2
            u2:0             | row2       | nothing
            u2:0             | -          | UPSERT 2 0=2
            u2:0             | row        | UPSERT 2 0=2
            u2:0             | tombstone3 | nothing
            u4:0             | tombstone3 | UPSERT 4 0=4
            u2:01 u3:1       | row1       | UPSERT 3 0=2 1=3
            u3:1 u2:01       | row1       | UPSERT 3 1=3
            u2:0 d3          | row1       | DELETE 3
            d2 u3:0          | row1       | REPLACE 3 0=3
            d2 u3:0          | -          | UPSERT 3 0=3
            d2 u3:0          | tombstone1 | UPSERT 3 0=3
            d3 u2:0          | row1       | DELETE 3
            d?               | row9       | DELETE 9
            d? u2:0          | row1       | REPLACE 2 0=2
            u2:0 d3 u4:1     | row1       | REPLACE 4 1=4
            u2:0 d3 u4:1     | -          | UPSERT 4 1=4
            u2:0 d3 u4:1     | tombstone1 | UPSERT 4 1=4
            c1:01 u2:1 d3    | row5       | nothing
            """)
    void mergesChangesInOrder(String history, String state, String expected) {
        String write = RULE.decide(History.of(history), History.state(state))
                .map(History::text)
                .orElse("nothing");

        assertThat(write).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            u2:0         | true
            d2           | true
            d?           | false
            u1:0 u2:0    | true
            u1:0 u2:01   | true
            u1:01 u2:0   | false
            u2:0 u1:0    | false
            d1 u2:0      | false
            u1:01 d2     | true
            d? u2:0      | false
            """)
    void needsStateUnlessLastChangeHasEffectOfAll(String history, boolean unconditional) {
        assertThat(RULE.isUnconditional(History.of(history))).isEqualTo(unconditional);
    }
}
