/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.sql.InsertRace;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptTest {
    @ParameterizedTest
    @CsvSource({"a1 a2, a1 | a2", "a1 b1 a2, a1 | b1 a2", "a1 a2 a3 a4 a5, a1 a2 | a3 a4 a5"})
    void dividesChangesIntoHalves(String changes, String halves) {
        assertThat(words(new Attempt(ShortChanges.of(changes), 3, InsertRace.SKIP).halves()))
                .isEqualTo(halves);
    }

    @Test
    void countsTriesOfHalvesAsThoseOfWhole() {
        Attempt whole = new Attempt(ShortChanges.of("a1 a2"), 3, InsertRace.SKIP);

        assertThat(whole.halves()).allSatisfy(half -> {
            assertThat(half.number()).isEqualTo(3);
            assertThat(half.race()).isEqualTo(InsertRace.FAIL);
        });
    }

    @ParameterizedTest
    @CsvSource({"a1 a2, a1 a2", "b1 a1 b2 a2 b1-, b1 b2 b1- | a1 a2"})
    void dividesChangesByTableInTheirOrder(String changes, String byTable) {
        Attempt attempt = Attempt.first(ShortChanges.of(changes));

        assertThat(words(attempt.byTable())).isEqualTo(byTable);
        assertThat(attempt.hasSeveralTables()).isEqualTo(byTable.contains("|"));
    }

    @Test
    void leavesOutOneRecordAndNotItsLikes() {
        List<Change> changes = ShortChanges.of("a1 a2 a1");

        Attempt rest = Attempt.first(changes).again().without(changes.get(2).record());

        assertThat(ShortChanges.words(rest.changes())).isEqualTo("a1 a2");
        assertThat(rest.number()).isEqualTo(1);
    }

    private static String words(List<Attempt> attempts) {
        return attempts.stream()
                .map(attempt -> ShortChanges.words(attempt.changes()))
                .collect(Collectors.joining(" | "));
    }
}
