/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;

/**
 * A test that runs many times, each time with a {@link Random} of another seed. A failure reports its seed, and
 * {@code -Dtandem.seed=N} repeats only that run.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(RandomizedTest.Seeds.class)
@ExtendWith(RandomizedTest.SeedReport.class)
public @interface RandomizedTest {
    /** Returns the number of runs. */
    int tries() default 1_000;

    /** The random generators of the runs. */
    final class Seeds implements ArgumentsProvider, AnnotationConsumer<RandomizedTest> {
        private int tries;

        @Override
        public void accept(RandomizedTest test) {
            tries = test.tries();
        }

        @Override
        public Stream<Arguments> provideArguments(ExtensionContext context) {
            String repeated = System.getProperty("tandem.seed");
            LongStream seeds =
                    repeated == null ? new SplittableRandom().longs(tries) : LongStream.of(Long.parseLong(repeated));
            return seeds.mapToObj(seed -> Arguments.of(Named.of("-Dtandem.seed=" + seed, new Random(seed))));
        }
    }

    /** Adds the seed to the message of a failure. */
    final class SeedReport implements TestExecutionExceptionHandler {
        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
            throw new AssertionError(
                    "Repeat with " + context.getDisplayName() + System.lineSeparator() + failure.getMessage(), failure);
        }
    }
}
