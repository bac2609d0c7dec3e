/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.sink.plan.History;
import dev.tandem.postgres.sink.plan.VersionGuard;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            u2@a:0          | row1@a       |
            u2@a:0          | row1         |
            u2@a:0          | -            |
            u2@a:0          | row1@b       | update_origin_differs apply_remote
            u1@a:0          | row2@b       | update_origin_differs keep_local
            c2@a:0          | row1@b       | insert_exists apply_remote
            d2@a            | row1@b       | delete_origin_differs apply_remote whole
            d1@a            | row2@b       | delete_origin_differs keep_local whole
            u2@a:0          | tombstone1@b | update_deleted apply_remote whole
            u1@a:0          | tombstone2@b | update_deleted keep_local
            d2@a            | tombstone1@b |
            u2@a:0 u3@a:1   | row1@b       | update_origin_differs apply_remote
            u1@a:0 u3@a:1   | row2@b       | update_origin_differs keep_local; update_origin_differs apply_remote
            """)
    void namesTypeAndWinner(String history, String state, String expected) {
        String conflicts = Conflict.of(History.of(history), History.state(state), VersionGuard.NEWER).stream()
                .map(conflict -> conflict.type().label() + " "
                        + conflict.resolution().label() + (conflict.isOfWholeRow() ? " whole" : ""))
                .collect(Collectors.joining("; "));

        assertThat(conflicts).isEqualTo(expected == null ? "" : expected);
    }
}
