/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.ConnectApi;
import dev.tandem.standalone.Endpoints;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.connect.json.JsonConverter;

/** A comparison of the source with Camel's connector, one after the other in the same worker, both without a schema registry. */
final class CamelComparison {
    private static final String OBJECT = "Account";
    private static final String CHANNEL = "/data/AccountChangeEvent";
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Endpoints endpoints;
    private final OrgControl org;
    private final WorkerRuns runs;
    private final ConnectApi connect;
    private final PrintWriter out;

    CamelComparison(Endpoints endpoints, ConnectApi connect, WorkerRuns runs, PrintWriter out) {
        this.endpoints = endpoints;
        this.org = endpoints.org();
        this.runs = runs;
        this.connect = connect;
        this.out = out;
    }

    /** Receives all retained events with Camel's connector. */
    WorkerRuns.Run receive(String name, long events) throws Exception {
        return runs.run(name, CamelSource.configuration(endpoints, CHANNEL, -2, name), name, events);
    }

    /**
     * Prints the time from commit to topic at different rates, first of Camel's connector and then of the source.
     *
     * @param source the configuration of the source
     */
    void measureLag(Map<String, String> source, List<Integer> rates, Duration time) throws Exception {
        out.printf("%n%-12s %-8s %27s%n", "changes/s", "", "commit to topic, ms");
        Map<String, String> camel = CamelSource.configuration(endpoints, CHANNEL, -1, "camel-lag");
        measureLag("Camel", camel, "camel-lag", "replayId\\W+(\\d+)", rates, time);
        Map<String, String> ours = new HashMap<>(source);
        ours.putAll(jsonConverters());
        ours.put("snapshot.mode", "never");
        ours.put("topic.prefix", "json-lag");
        measureLag("source", ours, "json-lag." + OBJECT, "\"replay_id\":\"(\\d+)\"", rates, time);
    }

    /** Returns the converter of the source whose work is most like that of a text. */
    static Map<String, String> jsonConverters() {
        Map<String, String> converters = new HashMap<>();
        for (String part : new String[] {"key", "value"}) {
            converters.put(part + ".converter", JsonConverter.class.getName());
            converters.put(part + ".converter.schemas.enable", "false");
        }
        return converters;
    }

    private void measureLag(
            String contender,
            Map<String, String> configuration,
            String topic,
            String replayId,
            List<Integer> rates,
            Duration time)
            throws Exception {
        Map<String, String> stamped = new HashMap<>(configuration);
        // Camel's connector stamps a record when it takes the event, long before it is in the topic.
        stamped.put("topic.creation.default.message.timestamp.type", "LogAppendTime");
        String name = contender + "-lag";
        connect.install(name, stamped, LIMIT);
        org.startLoad(rates.get(0), List.of(OBJECT));
        runs.await(name, topic, 1, LIMIT);
        try (TopicLag lag = new TopicLag(endpoints.kafka(), org, topic, replayId)) {
            for (int rate : rates) {
                org.startLoad(rate, List.of(OBJECT));
                Thread.sleep(WARM_UP.toMillis());
                Histogram lags = lag.measure(time);
                out.printf(
                        "%,-12d %-8s %27s   %,d changes, %,d missing%n",
                        rate,
                        contender,
                        "%d / %d / %d"
                                .formatted(
                                        lags.getValueAtPercentile(50),
                                        lags.getValueAtPercentile(99),
                                        lags.getValueAtPercentile(99.9)),
                        lags.getTotalCount(),
                        lag.missing());
                out.flush();
            }
        }
        org.stopLoad();
        connect.delete(name);
    }
}
