/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import dev.tandem.salesforce.simulator.believable.BelievableOrg;
import dev.tandem.salesforce.simulator.events.Retention;
import dev.tandem.salesforce.simulator.oauth.Credentials;
import dev.tandem.salesforce.simulator.streaming.StreamingTimes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The settings of a simulated org. Immutable: each {@code with} method returns a changed copy. */
public final class SimulatorOptions {
    private String host = "127.0.0.1";
    private int port;
    private long seed = 1;
    private List<String> objects = BelievableOrg.OBJECTS;
    private Retention retention = new Retention(200_000, Duration.ofHours(72));
    private StreamingTimes streamingTimes = StreamingTimes.SALESFORCE;
    private long dailyApiRequests = 1_000_000;
    private Clock clock = Clock.systemUTC();
    private Credentials credentials;

    private SimulatorOptions() {}

    private SimulatorOptions(SimulatorOptions other) {
        this.host = other.host;
        this.port = other.port;
        this.seed = other.seed;
        this.objects = other.objects;
        this.retention = other.retention;
        this.streamingTimes = other.streamingTimes;
        this.dailyApiRequests = other.dailyApiRequests;
        this.clock = other.clock;
        this.credentials = other.credentials;
    }

    /** Returns the defaults: any free port on 127.0.0.1, the whole believable org without records, and Salesforce's own limits. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions();
    }

    /** Sets the address to listen on, for containers; 127.0.0.1 otherwise. */
    public SimulatorOptions withHost(String address) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.host = address;
        return changed;
    }

    /** Sets the port to listen on; 0 takes any free one. */
    public SimulatorOptions withPort(int number) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.port = number;
        return changed;
    }

    /** Sets the seed of generated records, ids and credentials: the same seed produces the same org. */
    public SimulatorOptions withSeed(long number) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.seed = number;
        return changed;
    }

    /** Sets the objects of the believable org that exist at the start. */
    public SimulatorOptions withObjects(String... names) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.objects = List.of(names);
        return changed;
    }

    /** Removes all objects but those that every org has. */
    public SimulatorOptions emptyOrg() {
        return withObjects();
    }

    /** Sets how many events, and how old ones, can be replayed. */
    public SimulatorOptions withRetention(int events, Duration age) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.retention = new Retention(events, age);
        return changed;
    }

    /** Sets how long a connect is held, and how long a client may take to connect again. */
    public SimulatorOptions withStreamingTimes(Duration hold, Duration expiry) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.streamingTimes = new StreamingTimes(hold, expiry);
        return changed;
    }

    /** Sets the org's daily limit of API requests. */
    public SimulatorOptions withDailyApiRequests(long requests) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.dailyApiRequests = requests;
        return changed;
    }

    /** Sets the consumer key and secret of the connected app; they are derived from the seed otherwise. */
    public SimulatorOptions withClient(String clientId, String clientSecret) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.credentials = credentials().withClient(clientId, clientSecret);
        return changed;
    }

    /** Sets the org's clock: it stamps records, events and answers, and ends faults. */
    public SimulatorOptions withClock(Clock source) {
        SimulatorOptions changed = new SimulatorOptions(this);
        changed.clock = source;
        return changed;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    long seed() {
        return seed;
    }

    List<String> objects() {
        return objects;
    }

    Retention retention() {
        return retention;
    }

    StreamingTimes streamingTimes() {
        return streamingTimes;
    }

    long dailyApiRequests() {
        return dailyApiRequests;
    }

    Clock clock() {
        return clock;
    }

    Credentials credentials() {
        return credentials == null ? Credentials.seeded(seed) : credentials;
    }
}
