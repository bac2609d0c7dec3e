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
     * @param allocatedKb between the worker's first collection and its last
     */
    record Run(Rate rate, Duration cpu, String budget, long allocatedKb) {
        double cpuMicros() {
            return cpu.toNanos() / 1e3 / rate.count();
        }

        double allocatedKbEach() {
            return (double) allocatedKb / rate.count();
        }
    }

    /** Runs a connector until it has put so many records into a topic, and removes it. */
    Run run(String name, Map<String, String> configuration, String topic, long records) throws Exception {
        log.next();
        Map<Part, ThreadTimes> before = threads();
        Duration cpu = cpu();
        platform.connect().install(name, configuration, limit);
        Rate rate = topics.await(topic, records, limit);
        Map<Part, ThreadTimes> after = threads();
        String budget = after.keySet().stream()
                .map(part -> part.name().toLowerCase(Locale.ROOT) + " "
                        + after.get(part).since(before.get(part), rate.count()))
                .collect(Collectors.joining("; "));
        Run run = new Run(rate, cpu().minus(cpu), budget, log.next().allocatedKb());
        platform.connect().delete(name);
        return run;
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
