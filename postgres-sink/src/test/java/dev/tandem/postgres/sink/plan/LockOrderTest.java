/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.seed.Tries;
import dev.tandem.postgres.sink.record.RowKey;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the keys are, rows are locked in the order of the keys, which all tasks share. */
class LockOrderTest {
    private static final int TRIES = 1000;
    private static final String CHARACTERS = "ab\u0000\u00ff\u0100\u3042";

    @Test
    void sortsKeysThatAreText() {
        Tries.run(TRIES, random -> {
            String start = List.of("", "0015g00000", "a\u3042").get(random.nextInt(3));

            assertSortedByKey(texts(random).map(start::concat));
        });
    }

    @Test
    void sortsKeysThatAreNumbers() {
        Tries.run(TRIES, random -> assertSortedByKey(Stream.concat(numbers(random), shorts(random))));
    }

    @Test
    void sortsKeysOfDifferentTypes() {
        Tries.run(TRIES, random -> assertSortedByKey(Stream.concat(numbers(random), texts(random))));
    }

    private static void assertSortedByKey(Stream<?> firstParts) {
        List<RowHistory> rows = firstParts
                .flatMap(part -> Stream.of(RowKey.of(part, "b"), RowKey.of(part, "a")))
                .map(RowHistory::new)
                .toList();

        List<RowHistory> sorted = LockOrder.of(rows);

        assertThat(sorted).hasSameSizeAs(rows).isSortedAccordingTo(Comparator.comparing(RowHistory::key));
    }

    private static Stream<String> texts(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(40))
                .mapToObj(i -> random.ints(random.nextInt(11), 0, CHARACTERS.length())
                        .mapToObj(at -> CHARACTERS.substring(at, at + 1))
                        .collect(Collectors.joining()))
                .distinct();
    }

    private static Stream<Object> numbers(Random random) {
        long[] edges = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, Short.MAX_VALUE};
        return IntStream.range(0, random.nextInt(40))
                .mapToObj(i -> random.nextInt(4) == 0 ? edges[random.nextInt(edges.length)] : random.nextLong())
                .distinct()
                .map(number -> number);
    }

    private static Stream<Object> shorts(Random random) {
        return IntStream.range(0, random.nextInt(40))
                .mapToObj(i -> (short) random.nextInt())
                .distinct()
                .map(number -> number);
    }
}
