/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Distribution;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.compare.SideBySide;
import dev.tandem.standalone.compare.Tables;
import dev.tandem.standalone.lag.LagMeter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what the whole way costs here: start, lag at given rates, memory, size of the plugins. */
@Command(
        name = "measure",
        sortOptions = false,
        description = "Prints the time to the first row, the lag at given rates of changes, memory, and plugin sizes.")
final class MeasureCommand implements Callable<Integer> {
    private static final int INITIAL_RECORDS = 500;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final int SHOWN_DIFFERENCES = 20;
    private static final Duration ALL = Duration.ofDays(1);
    private static final Duration SYNC_LIMIT = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "1,50,500",
            paramLabel = "N",
            description = "Changes per second. Default: ${DEFAULT-VALUE}.")
    private List<Integer> rates;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            paramLabel = "N",
            description = "How long each rate is measured, after a warm-up. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Mixin
    private DemoOptions options;

    @Override
    public Integer call() throws SQLException, InterruptedException, IOException {
        if (seconds < 1 || rates.stream().anyMatch(rate -> rate < 1)) {
            throw new ParameterException(spec.commandLine(), "--rates and --seconds must be 1 or more.");
        }
        options.check();
        PrintWriter out = spec.commandLine().getOut();
        long start = System.nanoTime();
        try (Demo demo = Demo.start(options, out)) {
            var org = demo.endpoints().org();
            demo.objects().forEach(object -> org.addRecords(object, INITIAL_RECORDS));
            demo.install();
            awaitFirstRow(demo);
            out.printf(
                    Locale.ROOT,
                    "%nFirst row in Postgres %.1f s after the launcher's start%n",
                    (System.nanoTime() - start) / 1e9);
            measureLag(demo, org, out);
            printMemory(demo, out);
            printPlugins(out);
            return 0;
        }
    }

    private static void awaitFirstRow(Demo demo) throws SQLException, InterruptedException {
        try (var tables = new Tables(demo.endpoints().postgres(), Pipeline.SALESFORCE)) {
            while (tables.count(demo.objects().get(0)) == 0) {
                demo.checkHealth();
                Thread.sleep(20);
            }
        }
    }

    private void measureLag(Demo demo, OrgControl org, PrintWriter out) throws InterruptedException {
        out.printf("%n%15s %10s %21s %21s%n", "changes/second", "measured", "commit to topic, ms", "commit to row, ms");
        out.printf("%15s %10s %10s %10s %10s %10s%n", "", "", "p50", "p99", "p50", "p99");
        try (var meter = LagMeter.start(demo.endpoints(), Pipeline.SALESFORCE, ALL)) {
            for (int rate : rates) {
                org.startLoad(rate, demo.objects());
                Thread.sleep(WARM_UP.toMillis());
                meter.reset();
                Thread.sleep(Duration.ofSeconds(seconds).toMillis());
                LagMeter.Lag topic = meter.topicLag();
                LagMeter.Lag row = meter.lag();
                out.printf(
                        Locale.ROOT,
                        "%,15d %,10d %10.1f %10.1f %10.1f %10.1f%n",
                        rate,
                        row.count(),
                        topic.p50() / 1e3,
                        topic.p99() / 1e3,
                        row.p50() / 1e3,
                        row.p99() / 1e3);
                out.flush();
                demo.checkHealth();
            }
            org.stopLoad();
        }
        printComparison(demo, out);
    }

    private static void printComparison(Demo demo, PrintWriter out) {
        List<String> differences = new SideBySide(demo.endpoints(), Pipeline.SALESFORCE)
                .awaitEqual(demo.objects(), SYNC_LIMIT).stream()
                        .flatMap(comparison -> comparison.differences().stream())
                        .toList();
        out.println(
                differences.isEmpty()
                        ? "Afterwards every row and value equals the org."
                        : "Afterwards Postgres DIFFERS from the org in " + differences.size() + " values; the first:");
        differences.stream().limit(SHOWN_DIFFERENCES).forEach(out::println);
    }

    private static void printMemory(Demo demo, PrintWriter out) {
        out.printf("%nMemory, MB (proportional set size)%n");
        long launcher = Memory.proportionalOfThis();
        long total = launcher;
        for (Part part : Part.values()) {
            long bytes = Memory.of(demo.platform().pid(part));
            total += bytes;
            out.printf(Locale.ROOT, "%15s %10d%n", part.label(), bytes >> 20);
        }
        out.printf(Locale.ROOT, "%15s %10d%n%15s %10d%n", "launcher", launcher >> 20, "all", total >> 20);
    }

    private static void printPlugins(PrintWriter out) throws IOException {
        out.printf("%nPlugin directories, MB%n");
        try (Stream<Path> plugins = Files.list(Distribution.locate().plugins())) {
            for (Path plugin : plugins.sorted().toList()) {
                out.printf(Locale.ROOT, "%25s %8.1f%n", plugin.getFileName(), size(plugin) / 1e6);
            }
        }
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }
}
