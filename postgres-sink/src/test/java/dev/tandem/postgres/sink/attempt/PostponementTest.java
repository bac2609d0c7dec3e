/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.sink.attempt.Postponement.Next;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Provenance;
import dev.tandem.postgres.sink.record.Truncate;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostponementTest {
    private static final SQLException VIOLATION = new SQLException("violates", "23503");
    private static final SQLException LOCKED = new SQLException("locked", "55P03");

    private final Postponement postponement = new Postponement(change -> true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exact   | a1 | a1 a2 b1 a1- | a2 b1
            exact   | a1 | a2 b1        | a2 b1
            exact   | a1 | a1           | ''
            inexact | a1 | a1 a2 b1     | b1
            """)
    void postponesLaterChangesOfRow(String keys, String orphan, String changes, String tried) {
        Postponement some = new Postponement(change -> keys.equals("exact"));
        some.addOrphans(ShortChanges.of(orphan), VIOLATION);

        Attempt attempt = some.postponeFollowers(Attempt.first(ShortChanges.of(changes)));

        assertThat(ShortChanges.words(attempt.changes())).isEqualTo(tried);
    }

    @Test
    void triesOrphansInTheirOrderWhileSomeAreWritten() {
        postponement.addOrphans(ShortChanges.of("a1 a2 a3"), VIOLATION);

        assertThat(summary(postponement.takeNext())).isEqualTo("a1 a2 a3 | ");
        postponement.addOrphans(ShortChanges.of("a2 a3"), VIOLATION);
        assertThat(summary(postponement.takeNext())).isEqualTo("a2 a3 | ");
        postponement.addOrphans(ShortChanges.of("a2 a3"), VIOLATION);
        assertThat(summary(postponement.takeNext())).isEqualTo(" | a2 a3");
        assertThat(postponement.isUsed()).isFalse();
    }

    @Test
    void triesFollowersOfHopelessOrphan() {
        addOrphanAndFollower();

        assertThat(summary(postponement.takeNext())).isEqualTo("a1 a1- | ");
        addOrphanAndFollower();
        assertThat(summary(postponement.takeNext())).isEqualTo("a1- | a1");
        assertThat(summary(postponement.takeNext())).isEqualTo(" | ");
    }

    private void addOrphanAndFollower() {
        postponement.addOrphans(ShortChanges.of("a1"), VIOLATION);
        postponement.postponeFollowers(Attempt.first(ShortChanges.of("a1-")));
    }

    @Test
    void triesLockedRowsLast() {
        postponement.addLockedRows(ShortChanges.of("a1"), LOCKED);
        postponement.addOrphans(ShortChanges.of("b1"), VIOLATION);

        assertThat(summary(postponement.takeNext())).isEqualTo("b1 | ");
        assertThat(postponement.mayPostponeLockedRows()).isTrue();
        assertThat(summary(postponement.takeNext())).isEqualTo("a1 | ");
        assertThat(postponement.mayPostponeLockedRows()).isFalse();
        assertThat(postponement.isUsed()).isTrue();
        assertThat(summary(postponement.takeNext())).isEqualTo(" | ");
        assertThat(postponement.isUsed()).isFalse();
    }

    @Test
    void postponesLockedRowsOnlyOnce() {
        postponement.addLockedRows(ShortChanges.of("a1"), LOCKED);
        postponement.takeNext();
        postponement.addOrphans(ShortChanges.of("a1"), VIOLATION);

        assertThat(summary(postponement.takeNext())).isEqualTo("a1 | ");

        assertThat(postponement.mayPostponeLockedRows()).isFalse();
    }

    @Test
    void dropsOrphansThatTruncateWouldHaveDeleted() {
        // Versions 0 to 4.
        postponement.addOrphans(ShortChanges.of("a1 a2- b1 a3 a4"), VIOLATION);

        postponement.dropOlder(
                new Truncate(null, ShortChanges.table("a"), new Provenance(3L, null, null, null, false)));

        assertThat(summary(postponement.takeNext())).isEqualTo("a2- b1 a3 a4 | ");
    }

    @Test
    void postponesNothingForDroppedOrphans() {
        postponement.addOrphans(ShortChanges.of("a1 b1"), VIOLATION);

        postponement.dropOlder(
                new Truncate(null, ShortChanges.table("a"), new Provenance(3L, null, null, null, false)));

        Attempt attempt = postponement.postponeFollowers(Attempt.first(ShortChanges.of("a1 b1-")));
        assertThat(ShortChanges.words(attempt.changes())).isEqualTo("a1");
        assertThat(summary(postponement.takeNext())).isEqualTo("b1 b1- | ");
    }

    private static String summary(Next next) {
        List<Change> hopeless =
                next.hopeless().stream().map(PostponedChange::change).toList();
        return ShortChanges.words(next.changes()) + " | " + ShortChanges.words(hopeless);
    }
}
