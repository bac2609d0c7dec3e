/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.sink.record.RowKey;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the keys are, rows are locked in the order of the keys, which all tasks share. */
class LockOrderTest {
    private static void isSortedByKey(Stream<Object> firstParts) {
        List<RowHistory> rows = firstParts
                .flatMap(part -> Stream.of(RowKey.of(part, "b"), RowKey.of(part, "a")))
                .map(RowHistory::new)
                .toList();
        assertThat(LockOrder.of(rows)).hasSameSizeAs(rows).isSortedAccordingTo(Comparator.comparing(RowHistory::key));
    }

    @Property
    void keysThatAreTextAreSorted(@ForAll("texts") Set<String> texts) {
        isSortedByKey(texts.stream().map(text -> text));
    }

    @Provide
    Arbitrary<Set<String>> texts() {
        Arbitrary<String> ends =
                Arbitraries.strings().withChars("ab\u0000\u00ff\u0100\u3042").ofMaxLength(10);
        return Combinators.combine(
                        Arbitraries.of("", "0015g00000", "a\u3042"), ends.set().ofMinSize(1))
                .as((start, all) -> all.stream().map(start::concat).collect(Collectors.toSet()));
    }

    @Property
    void keysThatAreNumbersAreSorted(@ForAll Set<Long> numbers, @ForAll Set<Short> ofSmallerType) {
        isSortedByKey(Stream.concat(numbers.stream(), ofSmallerType.stream()));
    }

    @Property
    void keysOfDifferentTypesHaveAnOrderToo(@ForAll Set<Long> numbers, @ForAll Set<String> texts) {
        isSortedByKey(Stream.concat(numbers.stream(), texts.stream()));
    }
}
