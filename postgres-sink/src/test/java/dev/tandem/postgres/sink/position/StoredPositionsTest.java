/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Positions in the database, compared with those in Kafka. */
class StoredPositionsTest {
    private static final TopicPartition ONE = new TopicPartition("topic", 1);
    private static final TopicPartition OTHER = new TopicPartition("topic", 2);

    private final StoredPositions positions = new StoredPositions();

    @BeforeEach
    void open() {
        positions.open(List.of(ONE, OTHER));
    }

    private void readAndAdmit(long stored) {
        positions.compare(Map.of(ONE, stored));
        assertThat(positions.admits(ONE, stored)).isTrue();
    }

    @Test
    void admitsOtherPartitionsWhileOneIsBehind() {
        positions.compare(Map.of(ONE, 5L));

        assertThat(positions.admits(ONE, 9)).isFalse();
        assertThat(positions.admits(OTHER, 9)).isTrue();
        assertThat(positions.takeSeeks()).containsExactly(Map.entry(ONE, 5L));
    }

    private void seekFrom(long stored, long first) {
        positions.compare(Map.of(ONE, stored));
        positions.admits(ONE, first);
        positions.takeSeeks();
        positions.beginPut(true);
    }

    @Test
    void reportsRecordThatComesAgain() {
        seekFrom(5, 9);

        assertThat(positions.admits(ONE, 8)).isTrue();
        assertThat(positions.takeLags()).containsExactly(new PositionLag(ONE, 5, 9));
        assertThat(positions.takeGaps()).isEmpty();
        assertThat(positions.admits(ONE, 9)).isTrue();
        assertThat(positions.takeGaps()).isEmpty();
    }

    @Test
    void reportsThatNoRecordComesAgain() {
        seekFrom(5, 9);

        assertThat(positions.admits(ONE, 9)).isTrue();
        assertThat(positions.takeLags()).isEmpty();
        assertThat(positions.takeGaps()).containsExactly(new PositionLag(ONE, 5, 9));
    }

    @Test
    void reportsNoMarkerOfTransaction() {
        seekFrom(5, 6);

        assertThat(positions.admits(ONE, 6)).isTrue();
        assertThat(positions.takeLags()).isEmpty();
        assertThat(positions.takeGaps()).isEmpty();
    }

    @Test
    void reportsNothingOfPartitionWhoseRecordsAreAllDropped() {
        positions.compare(Map.of(ONE, 5L));
        assertThat(positions.toStore(Map.of(ONE, 9L))).isEmpty();
        positions.takeSeeks();
        positions.beginPut(true);

        assertThat(positions.toStore(Map.of(ONE, 5L))).isEmpty();
        assertThat(positions.toStore(Map.of(ONE, 7L))).containsExactly(Map.entry(ONE, 7L));
        assertThat(positions.toStore(Map.of(ONE, 9L))).containsExactly(Map.entry(ONE, 9L));
        assertThat(positions.admits(ONE, 12)).isTrue();
        assertThat(positions.takeLags()).isEmpty();
        assertThat(positions.takeGaps()).isEmpty();
    }

    @Test
    void admitsNoRecordFromBeforeTheSeek() {
        positions.compare(Map.of(ONE, 5L));
        positions.admits(ONE, 9);
        positions.takeSeeks();

        assertThat(positions.admits(ONE, 10)).isFalse();
        assertThat(positions.holdsBack(ONE)).isTrue();
        positions.beginPut(true);
        assertThat(positions.admits(ONE, 5)).isTrue();
        assertThat(positions.holdsBack(ONE)).isFalse();
    }

    @Test
    void seeksAgainWhenSameRecordsArePutAgain() {
        positions.compare(Map.of(ONE, 5L));
        positions.admits(ONE, 9);
        positions.takeSeeks();

        positions.beginPut(false);

        assertThat(positions.takeSeeks()).containsExactly(Map.entry(ONE, 5L));
        assertThat(positions.admits(ONE, 9)).isFalse();
    }

    @Test
    void seeksToFirstOffsetThatIsNotStored() {
        readAndAdmit(5);
        assertThat(positions.admits(OTHER, 3)).isTrue();
        positions.markStored(positions.toStore(Map.of(ONE, 7L)), Map.of(ONE, 7L));

        assertThat(positions.distrustUnstored()).isTrue();

        assertThat(positions.admits(ONE, 9)).isFalse();
        assertThat(positions.takeSeeks()).containsOnly(Map.entry(ONE, 7L), Map.entry(OTHER, 3L));
        positions.beginPut(true);
        assertThat(positions.admits(ONE, 7)).isTrue();
        assertThat(positions.admits(OTHER, 3)).isTrue();
        assertThat(positions.areCurrent()).isTrue();
        assertThat(positions.takeLags()).isEmpty();
        assertThat(positions.takeGaps()).isEmpty();
    }

    @Test
    void goesOnWithLowerSeekWhenConnectionIsLostAgain() {
        readAndAdmit(5);
        positions.markStored(positions.toStore(Map.of(ONE, 8L)), Map.of(ONE, 8L));
        positions.compare(Map.of(ONE, 3L));
        positions.takeSeeks();
        positions.beginPut(true);

        positions.distrustUnstored();

        assertThat(positions.takeSeeks()).containsExactly(Map.entry(ONE, 3L));
    }

    @Test
    void trustsPartitionWithoutRecords() {
        positions.compare(Map.of(ONE, 5L));

        assertThat(positions.distrustUnstored()).isFalse();
    }

    @Test
    void storesNothingOfPartitionThatIsBehind() {
        readAndAdmit(5);
        positions.compare(Map.of(ONE, 3L));

        assertThat(positions.toStore(Map.of(ONE, 8L, OTHER, 2L))).containsExactly(Map.entry(OTHER, 2L));
        assertThat(positions.takeLags()).containsExactly(new PositionLag(ONE, 3, 5));
    }

    @Test
    void storesOnlyPositionsThatMove() {
        readAndAdmit(5);

        assertThat(positions.toStore(Map.of(ONE, 5L))).isEmpty();
        assertThat(positions.toStore(Map.of(ONE, 6L))).containsExactly(Map.entry(ONE, 6L));
    }

    @Test
    void neverLowersPositionThatAnotherTaskHasRaised() {
        readAndAdmit(5);
        positions.compare(Map.of(ONE, 20L));

        assertThat(positions.toStore(Map.of(ONE, 8L))).isEmpty();
        assertThat(positions.toStore(Map.of(ONE, 21L))).containsExactly(Map.entry(ONE, 21L));
    }

    @Test
    void lowersPositionAfterResetOfOffsets() {
        positions.compare(Map.of(ONE, 20L));

        assertThat(positions.admits(ONE, 0)).isTrue();
        assertThat(positions.toStore(Map.of(ONE, 1L))).containsExactly(Map.entry(ONE, 1L));
    }
}
