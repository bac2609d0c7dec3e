/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    @Test
    void splitsByRowsWhereTextsAreShort() {
        List<String> keys =
                IntStream.range(0, 2_001).mapToObj(Integer::toString).toList();

        assertThat(Batches.split(keys, key -> 0)).extracting(List::size).containsExactly(1_000, 1_000, 1);
        assertThat(Batches.split(List.of(), key -> 0)).isEmpty();
    }

    @Test
    void splitsByBytesWhereTextsAreLong() {
        Map<String, Long> sizes = Map.of("a", 3_000_000L, "b", 1_000_000L, "c", 9_000_000L, "d", 4_000_000L, "e", 1L);

        assertThat(Batches.split(List.of("a", "b", "c", "d", "e"), sizes::get))
                .containsExactly(List.of("a", "b"), List.of("c"), List.of("d"), List.of("e"));
    }
}
