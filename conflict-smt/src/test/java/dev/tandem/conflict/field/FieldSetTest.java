/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Against sets of integers, with the slots beyond {@code UNIVERSE} standing for fields that nobody has met. */
class FieldSetTest {
    private static final int UNIVERSE = 200;

    @Property
    void behavesAsASetThatMayBeOpen(@ForAll("sets") FieldSet a, @ForAll("sets") FieldSet b) {
        Set<Integer> both = slots(a);
        both.retainAll(slots(b));
        assertThat(slots(a.and(b))).isEqualTo(both);

        Set<Integer> either = slots(a);
        either.addAll(slots(b));
        assertThat(slots(a.or(b))).isEqualTo(either);

        Set<Integer> rest = slots(a);
        rest.removeAll(slots(b));
        assertThat(slots(a.minus(b))).isEqualTo(rest);
        assertThat(a.minus(b).isEmpty()).isEqualTo(rest.isEmpty());
        assertThat(a.or(b).isAll()).isEqualTo(either.size() == UNIVERSE);
    }

    @Property
    void equalSetsAreEqualHoweverTheyWereMade(@ForAll("sets") FieldSet a, @ForAll("sets") FieldSet b) {
        assertThat(a.minus(b).or(a.and(b))).isEqualTo(a).hasSameHashCodeAs(a);
        assertThat(FieldSet.ALL.minus(FieldSet.ALL.minus(a))).isEqualTo(a);
    }

    @Provide
    Arbitrary<FieldSet> sets() {
        Arbitrary<FieldSet> closed = Arbitraries.integers()
                .between(0, 130)
                .set()
                .ofMaxSize(8)
                .map(slots ->
                        FieldSet.of(slots.stream().mapToInt(Integer::intValue).toArray()));
        return Combinators.combine(closed, Arbitraries.of(true, false))
                .as((set, open) -> open ? FieldSet.ALL.minus(set) : set);
    }

    private static Set<Integer> slots(FieldSet set) {
        return IntStream.range(0, UNIVERSE)
                .filter(set::contains)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
