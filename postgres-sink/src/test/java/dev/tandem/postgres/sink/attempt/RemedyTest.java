/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.sink.sql.InsertRace;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemedyTest {
    private static final SQLException VIOLATION = new SQLException("violates", "23503");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            42P01 | 1 | FAIL | a1 a2 | RELOAD_TABLES
            42P01 | 4 | FAIL | a1 a2 | RELOAD_TABLES
            42P01 | 5 | FAIL | a1 a2 | HALVE
            42P01 | 5 | FAIL | a1    | REJECT
            XX000 | 1 | FAIL | a1    | RELOAD_TABLES
            XX000 | 2 | FAIL | a1 a2 | HALVE
            XX000 | 2 | FAIL | a1    | REJECT
            23505 | 1 | FAIL | a1 a2 | SKIP_RACES
            23505 | 5 | FAIL | a1    | SKIP_RACES
            23505 | 1 | SKIP | a1 a2 | HALVE
            23505 | 1 | SKIP | a1    | POSTPONE_ORPHANS
            23P01 | 1 | FAIL | a1 a2 | HALVE
            23P01 | 1 | FAIL | a1    | POSTPONE_ORPHANS
            22001 | 1 | FAIL | a1 a2 | HALVE
            22001 | 1 | FAIL | a1 b1 | HALVE
            22001 | 1 | FAIL | a1    | REJECT
            23502 | 1 | FAIL | a1 a2 | DROP_NOT_NULL
            23502 | 1 | SKIP | a1    | DROP_NOT_NULL
            """)
    void narrowsFailureDownToOneRecord(String state, int number, InsertRace race, String changes, Remedy remedy) {
        Attempt attempt = new Attempt(ShortChanges.of(changes), number, race);

        assertThat(Remedy.of(attempt, new SQLException("no", state), untried())).isEqualTo(remedy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            23503 | a1 a2 b1 | nothing | SEPARATE_TABLES
            23503 | a1 a2    | nothing | POSTPONE_ORPHANS
            23001 | a1 a2    | nothing | POSTPONE_ORPHANS
            23503 | a1 b1    | orphans | SEPARATE_TABLES
            23503 | a1 a2    | orphans | HALVE
            23503 | a1       | orphans | POSTPONE_ORPHANS
            23503 | a1 a2    | locked  | POSTPONE_ORPHANS
            55P03 | a1 a2    | nothing | POSTPONE_LOCKED_ROWS
            40P01 | a1       | nothing | POSTPONE_LOCKED_ROWS
            55P03 | a1       | orphans | POSTPONE_LOCKED_ROWS
            55P03 | a1       | locked  | STOP
            40P01 | a1 a2    | locked  | STOP
            """)
    void postponesWhatMayWorkLater(String state, String changes, String tried, Remedy remedy) {
        Postponement postponement = switch (tried) {
            case "orphans" -> tryingOrphans();
            case "locked" -> tryingLockedRows();
            default -> untried();
        };

        assertThat(Remedy.of(attempt(changes), new SQLException("no", state), postponement))
                .isEqualTo(remedy);
    }

    @Test
    void postponesNoMoreThanHundredChangesThatNeedValueOfAnotherRow() {
        Postponement postponement = untried();
        for (int i = 0; i < 100; i++) {
            postponement.addOrphans(ShortChanges.of("z1"), VIOLATION);
        }

        assertThat(Remedy.of(attempt("a1"), new SQLException("no", "23P01"), postponement))
                .isEqualTo(Remedy.REJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "08006", "57P01", "53200", "42501", "28P01", "XX001"})
    void stopsForFailureThatConcernsNoRecord(String state) {
        assertThat(Remedy.of(attempt("a1"), new SQLException("no", state), untried()))
                .isEqualTo(Remedy.STOP);
    }

    @ParameterizedTest
    @CsvSource({"1, RELOAD_TABLES", "4, RELOAD_TABLES", "5, STOP"})
    void waitsForTableThatIsBeingChangedButNotForever(int number, Remedy remedy) {
        Attempt attempt = new Attempt(ShortChanges.of("a1 a2"), number, InsertRace.FAIL);

        assertThat(Remedy.of(attempt, new TableChangedException(ShortChanges.table("a")), untried()))
                .isEqualTo(remedy);
    }

    private static Attempt attempt(String changes) {
        return Attempt.first(ShortChanges.of(changes));
    }

    private static Postponement untried() {
        return new Postponement(change -> true);
    }

    private static Postponement tryingOrphans() {
        Postponement postponement = untried();
        postponement.addOrphans(ShortChanges.of("z1"), VIOLATION);
        postponement.takeNext();
        return postponement;
    }

    private static Postponement tryingLockedRows() {
        Postponement postponement = untried();
        postponement.addLockedRows(ShortChanges.of("z1"), new SQLException("locked", "55P03"));
        postponement.takeNext();
        return postponement;
    }
}
