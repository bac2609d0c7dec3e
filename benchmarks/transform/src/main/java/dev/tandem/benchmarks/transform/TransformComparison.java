/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.transform;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** A run of {@link TransformBenchmark} that prints one table: what a record costs, and how that relates to Debezium's transform. */
public final class TransformComparison {
    private static final String BYTES = "gc.alloc.rate.norm";

    private TransformComparison() {}

    /** @param arguments options of JMH, which win over the defaults: some four minutes, two processes for each case */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(arguments);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(given)
                        .include(TransformBenchmark.class.getSimpleName() + "\\.apply")
                        .addProfiler(GCProfiler.class)
                        .forks(given.getForkCount().orElse(2))
                        .warmupIterations(given.getWarmupIterations().orElse(4))
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(given.getMeasurementIterations().orElse(5))
                        .measurementTime(TimeValue.seconds(1))
                        .build())
                .run();
        try (PrintStream out =
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            out.printf(
                    "%n%-10s %-26s %9s %7s %9s %9s %7s%n",
                    "columns", "transform", "ns", "±", "of Deb.", "bytes", "of Deb.");
            results.forEach(result -> out.print(line(result, peer(results, result))));
        }
    }

    private static RunResult peer(Collection<RunResult> results, RunResult of) {
        return results.stream()
                .filter(result -> subject(result).equals(TransformBenchmark.DEBEZIUM))
                .filter(result -> columns(result).equals(columns(of)))
                .findFirst()
                .orElse(of);
    }

    private static String line(RunResult result, RunResult peer) {
        return String.format(
                Locale.ROOT,
                "%-10s %-26s %9.0f %7.0f %9.2f %9.0f %7.2f%n",
                columns(result),
                subject(result),
                nanoseconds(result),
                result.getPrimaryResult().getScoreError(),
                nanoseconds(result) / nanoseconds(peer),
                bytes(result),
                bytes(result) / bytes(peer));
    }

    private static String subject(RunResult result) {
        return result.getParams().getParam("subject");
    }

    private static String columns(RunResult result) {
        return result.getParams().getParam("columns");
    }

    private static double nanoseconds(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double bytes(RunResult result) {
        return result.getSecondaryResults().get(BYTES).getScore();
    }
}
