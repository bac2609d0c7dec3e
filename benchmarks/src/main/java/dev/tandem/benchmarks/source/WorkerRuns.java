/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The runs of connectors in a worker, one after the other, each until its topic is full, and what they cost there. */
final class WorkerRuns {
    private final Platform platform;
    private final TopicCounter topics;
    private final GcLog log;
    private final Duration limit;

    /** @param log of the worker's garbage collector */
    WorkerRuns(Platform platform, TopicCounter topics, GcLog log, Duration limit) {
        this.platform = platform;
        this.topics = topics;
        this.log = log;
        this.limit = limit;
    }

    /**
     * A connector's run.
     *
     * @param rate from the first record in the topic to the last
     * @param cpu that the worker spent in the meantime
     * @param budget the CPU time of all processes for a record, in µs, by groups of their threads
     * @param collections of the worker
     */
    record Run(Rate rate, Duration cpu, String budget, GcLog.Span collections) {
        double cpuMicros() {
            return cpu.toNanos() / 1e3 / rate.count();
        }

        double allocatedKbEach() {
            return (double) collections.allocatedKb() / rate.count();
        }

        double promotedKbEach() {
            return (double) collections.promotedKb() / rate.count();
        }
    }

    /** Runs a connector until it has put so many records into a topic, and removes it. */
    Run run(String name, Map<String, String> configuration, String topic, long records) throws Exception {
        log.next();
        Map<Part, ThreadTimes> before = threads();
        Duration cpu = cpu();
        platform.connect().install(name, configuration, limit);
        Rate rate = await(name, topic, records, limit);
        Map<Part, ThreadTimes> after = threads();
        String budget = after.keySet().stream()
                .map(part -> part.name().toLowerCase(Locale.ROOT) + " "
                        + after.get(part).since(before.get(part), rate.count()))
                .collect(Collectors.joining("; "));
        Run run = new Run(rate, cpu().minus(cpu), budget, log.next());
        platform.connect().delete(name);
        return run;
    }

    /** Waits until a connector has put so many records into a topic. */
    Rate await(String name, String topic, long records, Duration time) throws Exception {
        try {
            return topics.await(topic, records, time);
        } catch (IllegalStateException late) {
            throw new IllegalStateException(
                    late.getMessage() + " The connector: " + platform.connect().status(name), late);
        }
    }

    private Map<Part, ThreadTimes> threads() {
        Map<Part, ThreadTimes> times = new EnumMap<>(Part.class);
        for (Part part : List.of(Part.SIMULATOR, Part.KAFKA, Part.CONNECT)) {
            times.put(part, ThreadTimes.of(platform.pid(part)));
        }
        return times;
    }

    private Duration cpu() {
        return ProcessHandle.of(platform.pid(Part.CONNECT))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }
}
