/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random schedules of two origins' records in puts, with redelivery, restarts and replays, give exactly the rows and the
 * conflict log of the model.
 */
class ConflictModelTest extends SinkTest {
    private static final List<String> TOPICS = List.of("eu.Account", "us.Account");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void givesRowsAndConflictsOfModelInAnySchedule(long seed) {
        Random random = new Random(seed);
        Map<String, List<ConflictModel.Event>> topics = new HashMap<>();
        Map<String, Integer> positions = new HashMap<>();
        TOPICS.forEach(topic -> topics.put(topic, ConflictModel.topic(topic, 200, random)));
        ConflictModel model = new ConflictModel();
        sink.with("table.name.format", "world.Account");
        while (TOPICS.stream().anyMatch(topic -> positions.getOrDefault(topic, 0) < 200)) {
            List<SinkRecord> put = new ArrayList<>();
            int turns = 1 + random.nextInt(3);
            for (int turn = 0; turn < turns; turn++) {
                String topic = TOPICS.get(random.nextInt(2));
                int from = positions.getOrDefault(topic, 0);
                int to = Math.min(200, from + random.nextInt(15));
                for (ConflictModel.Event event : topics.get(topic).subList(from, to)) {
                    put.add(event.record());
                    model.apply(event);
                }
                positions.put(topic, to);
            }
            sink.put(put);
            if (!model.rows().isEmpty()) {
                assertThat(database.rows(ConflictModel.ROWS))
                        .as("seed %d", seed)
                        .isEqualTo(model.rows());
            }
            assertThat(database.rows(ConflictModel.CONFLICTS))
                    .as("seed %d, conflicts", seed)
                    .containsExactlyInAnyOrderElementsOf(model.conflicts());
            comeAgain(random, positions);
            if (random.nextInt(10) == 0) {
                sink.restart();
            }
        }
        assertThat(sink.errors()).isEmpty();
        assertThat(model.conflicts()).hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endsInCommitOrderWhateverTheArrival(long seed) {
        Random random = new Random(seed);
        List<ConflictModel.Event> eu = ConflictModel.topic(TOPICS.get(0), 150, random);
        List<ConflictModel.Event> us = ConflictModel.topic(TOPICS.get(1), 150, random);
        List<ConflictModel.Event> all = new ArrayList<>(eu);
        all.addAll(us);
        String values = "SELECT \"Id\", \"Name\", \"City\", \"Employees\" FROM world.\"Account\" ORDER BY 1";
        String logged = "SELECT count(*) FROM tandem.conflicts";
        sink.with("table.name.format", "world.Account");

        putInterleaved(eu, us, random);
        List<String> rows = database.rows(ConflictModel.ROWS);
        List<String> ends = database.rows(values);
        List<String> conflicts = database.rows(logged);
        database.execute("DELETE FROM world.\"Account\"; DELETE FROM tandem.tombstones");
        sink.restart().put(us.stream().map(ConflictModel.Event::record).toList());
        sink.put(eu.stream().map(ConflictModel.Event::record).toList());

        assertThat(ends).isEqualTo(ConflictModel.inCommitOrder(all));
        assertThat(database.rows(ConflictModel.ROWS)).isEqualTo(rows);
        assertThat(database.rows(logged)).isEqualTo(conflicts);
    }

    private void putInterleaved(List<ConflictModel.Event> eu, List<ConflictModel.Event> us, Random random) {
        int inEu = 0;
        int inUs = 0;
        while (inEu < eu.size() || inUs < us.size()) {
            List<SinkRecord> put = new ArrayList<>();
            for (int i = random.nextInt(30); i >= 0; i--) {
                if (inUs == us.size() || (inEu < eu.size() && random.nextBoolean())) {
                    put.add(eu.get(inEu++).record());
                } else {
                    put.add(us.get(inUs++).record());
                }
                if (inEu == eu.size() && inUs == us.size()) {
                    break;
                }
            }
            sink.put(put);
        }
    }

    /** Sometimes moves a topic's position back, to redeliver some records or, now and then, to replay it from the start. */
    private static void comeAgain(Random random, Map<String, Integer> positions) {
        String topic = TOPICS.get(random.nextInt(2));
        int position = positions.getOrDefault(topic, 0);
        int choice = random.nextInt(40);
        if (choice == 0) {
            positions.put(topic, 0);
        } else if (choice < 8) {
            positions.put(topic, position - random.nextInt(Math.min(20, position + 1)));
        }
    }
}
