/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import java.util.Optional;
import java.util.function.Function;

/** A runner of a world's schedules by their seeds. */
final class Schedules {
    /** A schedule after which a property does not hold. */
    record Broken(Mode mode, long seed, String property) {
        @Override
        public String toString() {
            return property + " in schedule " + seed + " of " + mode + " (repeat it with -Dtandem.mode=" + mode
                    + " -Dtandem.seed=" + seed + ")";
        }
    }

    private final Mode mode;
    private final Options options;
    private final Function<Options, Decisions> decisions;
    private int limits;

    Schedules(Mode mode, Options options, Function<Options, Decisions> decisions) {
        this.mode = mode;
        this.options = options;
        this.decisions = decisions;
    }

    /** Returns the first schedule of some that breaks a promise. */
    Optional<Broken> firstBroken(long firstSeed, int count) {
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            try {
                World world = new World(seed, options, decisions, false);
                world.run();
                limits += AtRest.check(world) > 0 ? 1 : 0;
            } catch (BrokenPromise broken) {
                return Optional.of(new Broken(mode, seed, broken.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Returns how many schedules lost an edit within the documented limits. */
    int limits() {
        return limits;
    }

    /** Returns the story of one schedule, up to where it breaks a promise. */
    String story(long seed) {
        World world = new World(seed, options, decisions, true);
        String end = "at rest";
        try {
            world.run();
            AtRest.check(world);
        } catch (BrokenPromise broken) {
            end = broken.getMessage();
        }
        return world.traced() + end;
    }
}
