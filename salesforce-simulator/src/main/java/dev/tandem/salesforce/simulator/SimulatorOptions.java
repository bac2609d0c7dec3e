/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import dev.tandem.salesforce.simulator.believable.BelievableOrg;
import dev.tandem.salesforce.simulator.events.Retention;
import dev.tandem.salesforce.simulator.streaming.StreamingTimes;
import java.time.Duration;
import java.util.List;

/**
 * How a simulated org is set up.
 *
 * @param port on 127.0.0.1; 0 takes any free one
 * @param seed of generated records, ids and credentials: the same seed makes the same org
 * @param objects which objects of the believable org it has at first
 * @param retention how long events can be replayed
 * @param streamingTimes the timeouts of streaming sessions
 * @param dailyApiRequests the API limit
 */
public record SimulatorOptions(
        int port,
        long seed,
        List<String> objects,
        Retention retention,
        StreamingTimes streamingTimes,
        long dailyApiRequests) {
    private static final Retention SALESFORCE_RETENTION = new Retention(200_000, Duration.ofHours(72));

    /** Any free port, the whole believable org, and Salesforce's own limits. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(
                0, 1, BelievableOrg.OBJECTS, SALESFORCE_RETENTION, StreamingTimes.SALESFORCE, 1_000_000);
    }

    public SimulatorOptions withPort(int otherPort) {
        return new SimulatorOptions(otherPort, seed, objects, retention, streamingTimes, dailyApiRequests);
    }

    public SimulatorOptions withSeed(long otherSeed) {
        return new SimulatorOptions(port, otherSeed, objects, retention, streamingTimes, dailyApiRequests);
    }

    public SimulatorOptions withObjects(String... names) {
        return new SimulatorOptions(port, seed, List.of(names), retention, streamingTimes, dailyApiRequests);
    }

    /** No objects but those that every org has. */
    public SimulatorOptions emptyOrg() {
        return withObjects();
    }

    public SimulatorOptions withRetention(int events, Duration age) {
        return new SimulatorOptions(port, seed, objects, new Retention(events, age), streamingTimes, dailyApiRequests);
    }

    /** How long a connect is held, and how long a client may take to connect again. */
    public SimulatorOptions withStreamingTimes(Duration hold, Duration expiry) {
        return new SimulatorOptions(port, seed, objects, retention, new StreamingTimes(hold, expiry), dailyApiRequests);
    }

    public SimulatorOptions withDailyApiRequests(long requests) {
        return new SimulatorOptions(port, seed, objects, retention, streamingTimes, requests);
    }
}
