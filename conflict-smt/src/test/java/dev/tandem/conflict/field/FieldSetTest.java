/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.seed.Tries;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A comparison with sets of integers. The slots up to {@code UNIVERSE} include some for fields that have not been seen. */
class FieldSetTest {
    private static final int UNIVERSE = 200;

    @Test
    void behavesLikeSetThatMayBeOpen() {
        Tries.run(1_000, random -> {
            FieldSet a = set(random);
            FieldSet b = set(random);

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
        });
    }

    @Test
    void equalsSetBuiltInAnotherWay() {
        Tries.run(1_000, random -> {
            FieldSet a = set(random);
            FieldSet b = set(random);

            assertThat(a.minus(b).or(a.and(b))).isEqualTo(a).hasSameHashCodeAs(a);
            assertThat(FieldSet.ALL.minus(FieldSet.ALL.minus(a))).isEqualTo(a);
        });
    }

    private static FieldSet set(Random random) {
        FieldSet closed =
                FieldSet.of(random.ints(random.nextInt(9), 0, 131).distinct().toArray());
        return random.nextBoolean() ? FieldSet.ALL.minus(closed) : closed;
    }

    private static Set<Integer> slots(FieldSet set) {
        return IntStream.range(0, UNIVERSE)
                .filter(set::contains)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void weighsNothingIfShared() {
        FieldSet shared = FieldSet.of(1, 70).shared();

        assertThat(shared).isEqualTo(FieldSet.of(1, 70)).hasSameHashCodeAs(FieldSet.of(1, 70));
        assertThat(shared.weight()).isZero();
        assertThat(FieldSet.ALL.and(shared).minus(FieldSet.NONE).weight()).isZero();
        assertThat(shared.minus(FieldSet.of(1)).weight())
                .isEqualTo(FieldSet.of(70).weight());
    }
}
