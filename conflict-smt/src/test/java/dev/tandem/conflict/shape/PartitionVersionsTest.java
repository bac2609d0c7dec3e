/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.seed.Tries;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random topics of one Postgres table: transactions that interleave and commit in order, with snapshots and incremental snapshots
 * in between.
 */
class PartitionVersionsTest {
    private static final int ROWS = 3;
    /** The least distance in the log, which leaves room for the rows of incremental snapshots. */
    private static final long UNIT = 1 << 10;

    private enum Kind {
        CHANGE,
        SNAPSHOT,
        INCREMENTAL
    }

    /** @param previousCommit the commit of the transaction before; of a change only */
    private record Event(Kind kind, int row, long position, long previousCommit) {}

    @Test
    void risesStrictlyForEachRowInTopicOrder() {
        Tries.run(2_000, random -> {
            List<Event> topic = topic(random);
            List<Long> versions = versions(topic, new PartitionVersions(), 0);

            for (int row = 0; row < ROWS; row++) {
                List<Long> ofRow = new ArrayList<>();
                for (int i = 0; i < topic.size(); i++) {
                    if (topic.get(i).row() == row) {
                        ofRow.add(versions.get(i));
                    }
                }
                assertThat(ofRow).isSorted().doesNotHaveDuplicates();
            }
        });
    }

    @Test
    void keepsVersionsAfterRewind() {
        Tries.run(2_000, random -> {
            List<Event> topic = topic(random);
            PartitionVersions versions = new PartitionVersions();
            List<Long> first = versions(topic, versions, 0);
            int from = random.nextInt(topic.size());

            assertThat(versions(topic, versions, from)).isEqualTo(first.subList(from, first.size()));
        });
    }

    private static List<Long> versions(List<Event> topic, PartitionVersions versions, int from) {
        List<Long> given = new ArrayList<>();
        for (int offset = from; offset < topic.size(); offset++) {
            Event event = topic.get(offset);
            switch (event.kind()) {
                case SNAPSHOT:
                    given.add(versions.ofSnapshot(event.position(), offset));
                    break;
                case INCREMENTAL:
                    given.add(versions.ofIncrementalRead(offset));
                    break;
                default:
                    PartitionVersions.Reads reads = versions.readsBefore(offset);
                    boolean isAfter = reads != null
                            && (event.position() > reads.position() || event.previousCommit() >= reads.position());
                    given.add(versions.ofChange(event.position(), 0, offset, isAfter ? reads : null));
                    break;
            }
        }
        return given;
    }

    /** Returns a topic that begins with a snapshot. Each snapshot overtakes one open transaction at most. */
    private static List<Event> topic(Random random) {
        List<Event> topic = new ArrayList<>();
        long log = UNIT;
        long commit = log;
        snapshot(topic, log);
        List<Event> open = List.of();
        for (int step = 0; step < 12; step++) {
            switch (random.nextInt(4)) {
                case 0:
                    if (open.isEmpty()) {
                        snapshot(topic, log += UNIT);
                    }
                    break;
                case 1:
                    for (int row = 0; row < ROWS; row++) {
                        topic.add(new Event(Kind.INCREMENTAL, row, 0, 0));
                    }
                    break;
                case 2:
                    if (open.isEmpty()) {
                        open = new ArrayList<>();
                        int changes = random.nextInt(20);
                        for (int i = 0; i < changes; i++) {
                            log += UNIT;
                            open.add(new Event(Kind.CHANGE, 0, log, 0));
                        }
                        if (random.nextBoolean()) {
                            snapshot(topic, log += UNIT);
                            commit = log;
                        }
                    }
                    break;
                default:
                    List<Event> committed = open;
                    long previous = commit;
                    committed.forEach(
                            event -> topic.add(new Event(Kind.CHANGE, event.row(), event.position(), previous)));
                    open = List.of();
                    log += UNIT;
                    topic.add(new Event(Kind.CHANGE, 1 + random.nextInt(ROWS - 1), log, previous));
                    log += UNIT;
                    commit = log;
                    break;
            }
        }
        return topic;
    }

    private static void snapshot(List<Event> topic, long position) {
        for (int row = 0; row < ROWS; row++) {
            topic.add(new Event(Kind.SNAPSHOT, row, position, 0));
        }
    }
}
