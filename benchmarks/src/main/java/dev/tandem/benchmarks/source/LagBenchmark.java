/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.Platform;
import dev.tandem.standalone.lag.LagMeter;
import dev.tandem.standalone.lag.Passage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A meter of the lag of changes, from commit to topic and to row at different rates, that shows what makes its tail. */
final class LagBenchmark implements AutoCloseable {
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final List<Part> PARTS = List.of(Part.CONNECT, Part.KAFKA, Part.SIMULATOR, Part.POSTGRES);

    private final Platform platform;
    private final OrgControl org;
    private final String object;
    private final Map<Part, GcLog> logs;
    private final PrintWriter out;
    private final LagMeter meter;
    private final ReadTimes reads;
    private final DiskProbe disk;
    private final List<Passage> passages = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param topic of the object, which exists
     * @param logs of the collections of JVMs
     * @param folder on the disk of the platform
     */
    LagBenchmark(Platform platform, String object, Map<Part, GcLog> logs, Path folder, PrintWriter out) {
        this.platform = platform;
        this.org = platform.endpoints().org();
        this.object = object;
        this.logs = logs;
        this.out = out;
        this.reads = new ReadTimes(platform.endpoints().kafka(), Pipeline.SALESFORCE + "." + object);
        this.disk = new DiskProbe(folder.resolve("probe"));
        this.meter = LagMeter.start(platform.endpoints(), Pipeline.SALESFORCE, WINDOW);
        meter.listen(passages::add);
        out.printf(
                "%n%-12s %27s %27s %22s %22s%n",
                "changes/s", "commit to topic, ms", "commit to row, ms", "worker GC", "broker GC");
        out.printf(
                "%-12s %27s %27s %22s %22s%n",
                "", "p50 / p99 / p99.9", "p50 / p99 / p99.9", "longest ms, kB/change", "longest ms");
    }

    void measure(int rate, Duration time) throws InterruptedException {
        org.startLoad(rate, List.of(object));
        Thread.sleep(WARM_UP.toMillis());
        collections();
        disk.next();
        reads.clear();
        meter.reset();
        passages.clear();
        long start = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        Map<Part, ThreadTimes> before = threads();
        Thread.sleep(time.toMillis());
        Map<Part, ThreadTimes> after = threads();
        Map<Part, GcLog.Span> collections = collections();
        GcLog.Span worker = collections.get(Part.CONNECT);
        out.printf(
                "%,-12d %27s %27s %,12.0f %,9d %,22.0f%n",
                rate,
                text(meter.topicLag()),
                text(meter.lag()),
                worker.longestMillis(),
                worker.allocatedKb() / Math.max(1, rate * time.toSeconds()),
                collections.get(Part.KAFKA).longestMillis());
        printTail(collections, start);
        print("CPU time, ms a second", before, after, time, ThreadTimes::since);
        print("waits for a core, ms a second", before, after, time, ThreadTimes::waitsSince);
        out.flush();
    }

    private void printTail(Map<Part, GcLog.Span> collections, long start) {
        LagTail tail;
        synchronized (passages) {
            tail = new LagTail(passages, passage -> reads.at(passage.partition(), passage.offset(), passage.sent()));
        }
        List<Pause> writes = disk.next();
        Map<String, List<Pause>> pauses = new LinkedHashMap<>();
        collections.forEach((part, span) -> pauses.put("collections of " + part.label(), span.pauses()));
        pauses.put(
                "slow writes of the disk",
                writes.stream().filter(write -> write.micros() > 10_000).toList());
        out.printf("    all changes, mean ms:   %s%n", tail.stepsOfAll());
        out.printf("    slowest 1 %%, mean ms:   %s%n", tail.stepsOfSlowest());
        out.printf("    slowest 1 %%, meanwhile: %s%n", tail.overlaps(pauses));
        out.printf("    slowest 1 %%, in rows:   %s%n", tail.arrivals(start));
        List<Long> micros = writes.stream().map(Pause::micros).sorted().toList();
        if (!micros.isEmpty()) {
            out.printf(
                    "    fsync of 8 kB, ms:      p50 %.1f, p99 %.1f, max %.1f%n",
                    micros.get(micros.size() / 2) / 1e3,
                    micros.get(micros.size() * 99 / 100) / 1e3,
                    micros.get(micros.size() - 1) / 1e3);
        }
    }

    /** A kind of time that threads spend, in µs for each of a number of things. */
    private interface Spent {
        String since(ThreadTimes now, ThreadTimes earlier, long count);
    }

    private void print(
            String what, Map<Part, ThreadTimes> before, Map<Part, ThreadTimes> after, Duration time, Spent spent) {
        out.printf(
                "    %s: %s%n",
                what,
                PARTS.stream()
                        .map(part -> part.label() + " "
                                // µs for each ms of the time are ms for each second.
                                + spent.since(after.get(part), before.get(part), time.toMillis()))
                        .collect(Collectors.joining("; ")));
    }

    private Map<Part, GcLog.Span> collections() {
        Map<Part, GcLog.Span> spans = new EnumMap<>(Part.class);
        logs.forEach((part, log) -> spans.put(part, log.next()));
        return spans;
    }

    private Map<Part, ThreadTimes> threads() {
        Map<Part, ThreadTimes> times = new EnumMap<>(Part.class);
        PARTS.forEach(part -> times.put(part, ThreadTimes.ofAll(platform.pid(part))));
        return times;
    }

    private static String text(LagMeter.Lag lag) {
        return String.format(Locale.ROOT, "%.1f / %.1f / %.1f", lag.p50() / 1e3, lag.p99() / 1e3, lag.p999() / 1e3);
    }

    @Override
    public void close() throws InterruptedException {
        org.stopLoad();
        meter.close();
        reads.close();
        disk.close();
    }
}
