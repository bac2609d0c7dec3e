/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.seed;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * Repeats a property with random input. A failure names its seed, and {@code -Dtandem.seed=N} runs that one try again.
 */
public final class Tries {
    private static final String SEED = "tandem.seed";

    private Tries() {}

    /** A property that should hold for any input. */
    @FunctionalInterface
    public interface Property {
        void check(Random random) throws Exception;
    }

    /** Checks the property so many times, each with a seed of its own. */
    public static void run(int tries, Property property) {
        Long repeated = Long.getLong(SEED);
        if (repeated != null) {
            runOnce(repeated, property);
            return;
        }
        SplittableRandom seeds = new SplittableRandom();
        for (int number = 0; number < tries; number++) {
            runOnce(seeds.nextLong(), property);
        }
    }

    private static void runOnce(long seed, Property property) {
        try {
            property.check(new Random(seed));
        } catch (Exception | AssertionError failure) {
            throw new AssertionError(
                    "Property failed. Repeat it with -D" + SEED + "=" + seed + ".\n" + failure.getMessage(), failure);
        }
    }
}
