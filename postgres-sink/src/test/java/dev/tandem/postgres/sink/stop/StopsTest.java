/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.stop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.stop.HeldTable.Reason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The way of tables from a failure to the next try, without a worker. */
class StopsTest {
    private static final TableId TABLE = new TableId("s", "t");
    private static final TopicPartition FIRST = new TopicPartition("topic", 0);
    private static final TopicPartition SECOND = new TopicPartition("topic", 1);

    private final Stops stops = new Stops();

    private static RecordPosition at(TopicPartition partition, long offset) {
        return new RecordPosition(partition.topic(), partition.partition(), offset);
    }

    private void stopAt(long offset) {
        stops.add(TABLE, Reason.UNPREPARED, List.of(at(FIRST, offset)));
        stops.setDue(TABLE, 100);
    }

    @Test
    void holdsBackAllRecordsOfTopicsOfTable() {
        stopAt(5);

        assertThat(stops.admits(at(SECOND, 7))).isFalse();
        assertThat(stops.admits(at(FIRST, 6))).isFalse();
        assertThat(stops.admits(at(new TopicPartition("other", 0), 1))).isTrue();

        assertThat(stops.starts(TABLE)).isEqualTo(Map.of(FIRST, 5L, SECOND, 7L));
        assertThat(stops.holdsBack(SECOND)).isTrue();
        assertThat(stops.holdsBack(new TopicPartition("other", 0))).isFalse();
    }

    @Test
    void waitsUntilNextTryIsDue() {
        stopAt(5);

        assertThat(stops.untilDue(40)).isEqualTo(60);
        assertThat(stops.takeDue(99)).isEmpty();
        assertThat(stops.takeDue(100)).containsExactly(TABLE);
        assertThat(stops.untilDue(100)).isEqualTo(-1);
    }

    @Test
    void admitsRecordsOnlyAfterSeek() {
        stopAt(5);
        stops.takeDue(100);

        assertThat(stops.admits(at(FIRST, 9))).isFalse();
        assertThat(stops.holdsBack(FIRST)).isTrue();

        stops.beginPut();
        assertThat(stops.admits(at(FIRST, 5))).isTrue();
        assertThat(stops.holdsBack(FIRST)).isFalse();
    }

    @Test
    void forgetsTableOnceItsRecordsAreWritten() {
        stopAt(5);
        stops.takeDue(100);
        stops.beginPut();

        assertThat(stops.takeWritten(Set.of())).isEmpty();
        stops.admits(at(FIRST, 5));
        assertThat(stops.takeWritten(Set.of())).containsExactly(TABLE);
        assertThat(stops.areEmpty()).isTrue();
    }

    @Test
    void countsFailuresUntilRecordsAreWritten() {
        stopAt(5);
        stops.takeDue(100);
        stops.beginPut();
        stops.admits(at(FIRST, 5));

        assertThat(stops.takeWritten(Set.of(TABLE))).isEmpty();
        assertThat(stops.add(TABLE, Reason.UNPREPARED, List.of(at(FIRST, 5)))).isEqualTo(2);
    }

    @Test
    void neverSeeksPastRecordThatWaits() {
        stopAt(5);

        assertThat(stops.seek(FIRST, 8)).isEqualTo(5);
        assertThat(stops.seek(FIRST, 3)).isEqualTo(3);
        assertThat(stops.starts(TABLE)).isEqualTo(Map.of(FIRST, 3L));
        assertThat(stops.seek(SECOND, 8)).isEqualTo(8);
    }

    @Test
    void neverSeeksPastRecordsThatOtherTableWaitsFor() {
        TableId other = new TableId("s", "u");
        stopAt(5);
        stops.add(other, Reason.UNPREPARED, List.of(at(FIRST, 10)));
        stops.setDue(other, 200);

        stops.takeDue(100);
        assertThat(stops.seek(FIRST, 5)).isEqualTo(5);
        stops.beginPut();
        stops.takeDue(200);

        assertThat(stops.seek(FIRST, 10)).as("5 has not come yet").isEqualTo(5);
        stops.beginPut();
        stops.admits(at(FIRST, 5));
        assertThat(stops.seek(FIRST, 10)).isEqualTo(10);
    }

    @Test
    void triesNoTableWhoseRecordsAnotherHoldsBack() {
        TableId other = new TableId("s", "u");
        stopAt(5);
        stops.add(other, Reason.UNPREPARED, List.of(at(FIRST, 10)));
        stops.setDue(other, 200);
        stops.takeDue(100);
        stops.beginPut();

        assertThat(stops.pauses("topic")).isTrue();
        assertThat(stops.admits(at(FIRST, 5))).isFalse();
        assertThat(stops.takeWritten(Set.of())).isEmpty();
    }

    @Test
    void letsChildrenWaitForSomeTriesAfterLastTableWasStopped() {
        TableId other = new TableId("s", "u");
        stops.add(other, Reason.UNPREPARED, List.of(at(SECOND, 1)));
        for (int tries = 0; tries < 20; tries++) {
            stops.add(TABLE, Reason.PARENT_MAY_COME, List.of(at(FIRST, 5)));
        }
        assertThat(stops.areAnyUnprepared()).isTrue();
        stops.retain(Set.of(FIRST));
        assertThat(stops.areAnyUnprepared()).isFalse();

        for (int tries = 1; tries < 8; tries++) {
            stops.add(TABLE, Reason.PARENT_MAY_COME, List.of(at(FIRST, 5)));
            assertThat(stops.waitingChildren()).containsExactly(TABLE);
        }
        stops.add(TABLE, Reason.PARENT_MAY_COME, List.of(at(FIRST, 5)));
        assertThat(stops.waitingChildren()).isEmpty();
    }

    @Test
    void forgetsTableWhoseWaitingRecordsAreOfAnotherTaskNow() {
        stopAt(5);

        assertThat(stops.retain(Set.of(SECOND))).containsExactly(TABLE);
        assertThat(stops.pauses("topic")).isFalse();
    }

    @Test
    void forgetsTableWithItsLastPartition() {
        stopAt(5);
        stops.admits(at(SECOND, 7));

        assertThat(stops.retain(Set.of(SECOND))).isEmpty();
        assertThat(stops.starts(TABLE)).isEqualTo(Map.of(SECOND, 7L));
        assertThat(stops.retain(Set.of())).containsExactly(TABLE);
    }

    @Test
    void findsOutThatHeldRecordsHaveNotComeAgain() {
        stopAt(5);
        stops.seek(FIRST, 3);
        stops.takeDue(100);
        stops.admits(at(FIRST, 9));
        stops.beginPut();

        stops.admits(at(FIRST, 7));
        stops.admits(at(FIRST, 9));

        assertThat(stops.takeGaps()).containsExactly(new Stops.Gap(FIRST, 5, 7));
        assertThat(stops.takeGaps()).isEmpty();
    }

    @Test
    void missesNothingWhenHeldRecordsComeAgain() {
        stopAt(5);
        stops.seek(FIRST, 3);
        stops.takeDue(100);
        stops.beginPut();

        stops.admits(at(FIRST, 4));
        stops.admits(at(FIRST, 7));
        stops.admits(at(SECOND, 9));

        assertThat(stops.takeGaps()).isEmpty();
    }
}
