/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import com.sun.management.ThreadMXBean;
import dev.tandem.benchmarks.source.RowSteps.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * A benchmark of what a row of a snapshot costs up to each step of its way. The CPU time and the allocation of the one thread hardly
 * depend on what else runs on the machine. The time of compilers and of the garbage collector is not in them.
 */
@CommandLine.Command(name = "benchmarks/rows", mixinStandardHelpOptions = true)
public final class RowBenchmark implements Callable<Integer> {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--rows", defaultValue = "10000", description = "Rows of the page (default ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            description = "Times that each step is taken before it is measured (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--rounds",
            defaultValue = "30",
            description = "Times that each step is measured, in turns (default ${DEFAULT-VALUE}).")
    private int rounds;

    private record Cost(long cpuNanos, long bytes) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new RowBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        RowSteps steps = RowSteps.download(rows);
        Map<Step, List<Cost>> costs = new EnumMap<>(Step.class);
        for (int round = 0; round < warmUp + rounds; round++) {
            for (Step step : Step.values()) {
                Cost cost = measure(steps, step);
                if (round >= warmUp) {
                    costs.computeIfAbsent(step, any -> new ArrayList<>()).add(cost);
                }
            }
        }
        print(steps, costs);
        return 0;
    }

    private static Cost measure(RowSteps steps, Step step) throws IOException {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        steps.run(step);
        return new Cost(THREADS.getCurrentThreadCpuTime() - nanos, THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    private void print(RowSteps steps, Map<Step, List<Cost>> costs) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%,d rows of %d columns, %d bytes of CSV each%n", rows, steps.columns(), steps.csvBytes() / rows);
        out.printf("%-14s %14s %14s %14s%n", "up to", "CPU ns, median", "CPU ns, least", "bytes");
        costs.forEach((step, of) -> out.printf(
                "%-14s %,14d %,14d %,14d%n",
                step.title(),
                median(of.stream().map(Cost::cpuNanos).toList()) / rows,
                Collections.min(of.stream().map(Cost::cpuNanos).toList()) / rows,
                median(of.stream().map(Cost::bytes).toList()) / rows));
        out.flush();
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
