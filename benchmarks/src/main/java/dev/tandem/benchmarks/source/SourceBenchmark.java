/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.benchmarks.directory.BenchmarkDirectory;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Measures the Salesforce source in a worker against bare clients of the same APIs, in one run. */
@CommandLine.Command(name = "benchmarks/source", mixinStandardHelpOptions = true)
public final class SourceBenchmark implements Callable<Integer> {
    private static final String OBJECT = "Account";
    private static final String CHANNEL = "/data/AccountChangeEvent";
    private static final Map<String, String> ALL_EVENTS =
            Map.of("snapshot.mode", "never", "salesforce.initial.start", "all");
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final int CHUNK = 5_000;
    private static final int FULL_SPEED = 1_000_000;
    private static final long POLL_MILLIS = 200;
    private static final String SMALL_HEAP = "512m";

    /** A thing that can be measured. */
    enum Measurement {
        EVENTS,
        SNAPSHOT,
        LAG,
        MEMORY,
        LARGE
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--only",
            split = ",",
            defaultValue = "EVENTS,SNAPSHOT,LAG,MEMORY,LARGE",
            description = "Some of events, snapshot, lag, memory and large (rows). Default: all.")
    private List<Measurement> parts;

    @Option(names = "--events", defaultValue = "100000", description = "Events to receive (default ${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--rows", defaultValue = "200000", description = "Rows to read (default ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description =
                    "Times that events and rows are read, of which the first are cold (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--camel",
            description = "Directory of plugin directories with Camel's connector, to receive the same events.")
    private Path camel;

    @Option(
            names = "--source",
            description = "Options of the source, as key=value, to try others than those of the demo.")
    private Map<String, String> sourceOptions = Map.of();

    @Option(names = "--worker", description = "Settings of the worker, as key=value.")
    private Map<String, String> workerSettings = Map.of();

    @Option(names = "--profile", description = "File for a flight recording of the worker.")
    private Path profile;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "10,100,1000",
            description = "Changes a second whose lag is measured (default ${DEFAULT-VALUE}).")
    private List<Integer> rates;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "Time of each rate, and of the broker's standstill (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--memory-rows",
            defaultValue = "2000000",
            description = "Rows of the snapshot whose memory is measured (default ${DEFAULT-VALUE}).")
    private int memoryRows;

    @Option(
            names = "--simulator-heap",
            defaultValue = "8g",
            description = "Heap of the simulated org, which holds all rows (default ${DEFAULT-VALUE}).")
    private String simulatorHeap;

    @Option(
            names = "--worker-heap",
            defaultValue = "2g",
            description =
                    "Heap of the worker, as Kafka's script has it (default ${DEFAULT-VALUE}). For memory and large, it is "
                            + SMALL_HEAP + ".")
    private String workerHeap;

    private PrintWriter out;
    private Platform platform;
    private Endpoints endpoints;
    private OrgControl org;
    private SalesforceApi api;
    private TopicCounter topics;
    private WorkerRuns runs;
    private GcLog workerLog;
    private final Map<Part, GcLog> logs = new EnumMap<>(Part.class);
    private Path folder;

    public static void main(String[] args) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(new CommandLine(new SourceBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        folder = BenchmarkDirectory.create();
        Path readyMade = WorkerLimit.plugins(folder.resolve("plugins"));
        for (Measurement part : parts) {
            String heap = part == Measurement.MEMORY || part == Measurement.LARGE ? SMALL_HEAP : workerHeap;
            try (Platform started = start(folder.resolve(part.name().toLowerCase(Locale.ROOT)), readyMade, heap);
                    TopicCounter counter = new TopicCounter(started.endpoints().kafka())) {
                use(started, counter);
                switch (part) {
                    case EVENTS -> measureEvents();
                    case SNAPSHOT -> measureSnapshot();
                    case LAG -> measureLag();
                    case MEMORY -> measureMemory();
                    case LARGE -> measureLargeRows();
                }
            }
        }
        return 0;
    }

    private Platform start(Path workdir, Path readyMade, String heap) {
        for (Part part : List.of(Part.CONNECT, Part.KAFKA, Part.SIMULATOR)) {
            logs.put(part, new GcLog(folder.resolve(workdir.getFileName() + "-gc-" + part.label() + ".log")));
        }
        workerLog = logs.get(Part.CONNECT);
        Platform.Builder builder = Platform.builder(workdir).addPlugins(readyMade);
        if (camel != null) {
            builder.addPlugins(camel.toAbsolutePath());
        }
        workerSettings.forEach(builder::worker);
        return builder.jvmOptions(Part.SIMULATOR, "-Xmx" + simulatorHeap, "-XX:+UseSerialGC", gcLog(Part.SIMULATOR))
                .jvmOptions(Part.CONNECT, workerOptions(heap))
                .jvmOptions(Part.KAFKA, "-Xmx320m", "-XX:+UseSerialGC", gcLog(Part.KAFKA))
                .start();
    }

    private String gcLog(Part part) {
        return logs.get(part).option();
    }

    private String[] workerOptions(String heap) {
        List<String> options =
                new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+UseSerialGC", gcLog(Part.CONNECT)));
        if (profile != null) {
            options.add(
                    "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + profile.toAbsolutePath());
        }
        return options.toArray(String[]::new);
    }

    private void use(Platform started, TopicCounter counter) {
        platform = started;
        topics = counter;
        runs = new WorkerRuns(started, counter, workerLog, LIMIT);
        endpoints = started.endpoints();
        org = endpoints.org();
        api = SalesforceApi.of(
                OrgSettings.of(URI.create(endpoints.salesforce())),
                new Credentials.ClientCredentials(endpoints.clientId(), endpoints.clientSecret()));
    }

    private void measureEvents() throws Exception {
        addRows(1_000);
        org.send(
                "POST",
                "load",
                Map.of("changesPerSecond", FULL_SPEED, "objects", List.of(OBJECT), "mix", Map.of("update", 1)));
        while (org.state().path("load").path("made").asLong() < events) {
            Thread.sleep(POLL_MILLIS);
        }
        org.stopLoad();
        List<OrgControl.Change> newest = org.changesAfter(org.newestSequence() - 1);
        for (int round = 1; round <= rounds; round++) {
            Rate bare = new BareSubscriber(URI.create(endpoints.salesforce()), api.token())
                    .receive(CHANNEL, newest.get(0).replayId(), LIMIT);
            compare("events", round, bare, ALL_EVENTS);
            if (camel != null) {
                measureCamel(round, bare);
            }
        }
    }

    /**
     * Compares the source with a bare client, and with a connector that emits copies of one of the source's records: the most that
     * any source can reach in this worker.
     */
    private void compare(String what, int round, Rate bare, Map<String, String> options) throws Exception {
        String name = what + round;
        String topic = name + "." + OBJECT;
        Map<String, String> source = configuration(OBJECT, options);
        source.put("topic.prefix", name);
        out.printf("%-8s round %d   %-20s %,10.0f/s%n", what, round, "bare client", bare.perSecond());
        WorkerRuns.Run run = runs.run(name, source, topic, bare.count());
        print(what, round, "source", run, bare);
        String limit = "limit-" + name;
        Map<String, String> readyMade = WorkerLimit.configuration(endpoints, source, topic, limit, bare.count());
        WorkerRuns.Run most = runs.run(limit, readyMade, limit, bare.count());
        print(what, round, "ready-made records", most, bare);
        out.printf(
                "%-8s round %d   %-20s %.2f%n",
                what,
                round,
                "source / ready-made",
                run.rate().perSecond() / most.rate().perSecond());
    }

    /** Prints the CPU time of the worker, too, which other processes on the machine disturb less than its speed. */
    private void print(String what, int round, String contender, WorkerRuns.Run run, Rate bare) {
        out.printf(
                "%-8s round %d   %-20s %,10.0f/s   of the bare client %.2f   worker, for each: %6.1f us CPU, %5.1f kB"
                        + " allocated, %4.1f kB promoted%n%-8s           us CPU, for each: %s%n",
                what,
                round,
                contender,
                run.rate().perSecond(),
                run.rate().perSecond() / bare.perSecond(),
                run.cpuMicros(),
                run.allocatedKbEach(),
                run.promotedKbEach(),
                what,
                run.budget());
        out.flush();
    }

    /** Compares the source with Camel's connector. Both write JSON. */
    private void measureCamel(int round, Rate bare) throws Exception {
        print("events", round, "Camel, JSON", camel().receive("camel" + round, bare.count()), bare);
        String name = "json" + round;
        Map<String, String> source = configuration(OBJECT, ALL_EVENTS);
        source.putAll(CamelComparison.jsonConverters());
        source.put("topic.prefix", name);
        print("events", round, "source, JSON", runs.run(name, source, name + "." + OBJECT, bare.count()), bare);
    }

    private CamelComparison camel() {
        return new CamelComparison(endpoints, platform.connect(), runs, out);
    }

    private void measureSnapshot() throws Exception {
        addRows(rows);
        List<String> fields = new ArrayList<>(api.describe(new SObjectName(OBJECT)).fields().stream()
                .filter(field -> !field.typeName().matches("address|location|base64"))
                .map(FieldDescription::name)
                .toList());
        String query = "SELECT " + String.join(",", fields) + " FROM " + OBJECT;
        for (int round = 1; round <= rounds; round++) {
            Rate bare = new BareDownload(URI.create(endpoints.salesforce()), api.token()).read(query);
            compare("rows", round, bare, Map.of());
        }
    }

    private void measureLag() throws Exception {
        addRows(1_000);
        Pipeline pipeline = new Pipeline(endpoints, Pipeline.SALESFORCE, List.of(OBJECT));
        pipeline.install(platform.connect());
        topics.await(topic(), 1_000, LIMIT);
        try (LagBenchmark lag = new LagBenchmark(platform, OBJECT, logs, folder, out)) {
            for (int rate : rates) {
                lag.measure(rate, Duration.ofSeconds(seconds));
            }
        }
        pipeline.remove(platform.connect());
        if (camel != null) {
            camel().measureLag(configuration(OBJECT, Map.of()), rates, Duration.ofSeconds(seconds));
        }
    }

    /** Prints the most that a collection leaves in the worker's heap: it must not depend on the number of rows. */
    private void measureMemory() throws Exception {
        int few = memoryRows / 10;
        addRows(few);
        workerLog.next();
        install(OBJECT, Map.of());
        topics.await(topic(), few, LIMIT);
        printMemory("%,d rows".formatted(few));
        platform.connect().delete(OBJECT);

        addRows(memoryRows - few);
        install("large", Map.of("topic.prefix", "large"));
        topics.await("large." + OBJECT, memoryRows, LIMIT);
        printMemory("%,d rows".formatted(memoryRows));

        org.startLoad(1_000, List.of(OBJECT));
        stopBroker(() -> {});
        org.stopLoad();
        String marker = "%d s of 1,000 changes/s while the broker stands still".formatted(seconds);
        topics.await("large." + OBJECT, memoryRows + 1_000L * seconds / 2, LIMIT);
        printMemory(marker);
    }

    private void measureLargeRows() throws Exception {
        LargeRows rows = new LargeRows(org);
        String topic = "wide." + LargeRows.OBJECT;
        rows.add();
        workerLog.next();
        platform.connect().install("wide", configuration(LargeRows.OBJECT, Map.of("topic.prefix", "wide")), LIMIT);
        topics.await(topic, 1, LIMIT);
        stopBroker(() -> {});
        topics.await(topic, LargeRows.COUNT, LIMIT);
        printMemory("%,d rows of 100 kB, and a broker that stands still for %d s".formatted(LargeRows.COUNT, seconds));

        stopBroker(rows::update);
        topics.await(topic, 2L * LargeRows.COUNT, LIMIT);
        printMemory("%,d events of 100 kB, and such a broker".formatted(LargeRows.COUNT));
    }

    private void stopBroker(Runnable meanwhile) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        signal("STOP");
        meanwhile.run();
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(platform.pid(Part.KAFKA)))
                .inheritIO()
                .start()
                .waitFor();
    }

    private void printMemory(String situation) {
        GcLog.Span span = workerLog.next();
        out.printf("worker's heap    %-60s %,6d MB live at most, of 512%n", situation, span.maxLiveMb());
        out.flush();
    }

    private void addRows(int count) {
        for (int from = 0; from < count; from += CHUNK) {
            org.addRecords(OBJECT, Math.min(CHUNK, count - from));
        }
    }

    private void install(String name, Map<String, String> options) {
        platform.connect().install(name, configuration(OBJECT, options), LIMIT);
    }

    private Map<String, String> configuration(String object, Map<String, String> options) {
        Map<String, String> configuration = new Pipeline(endpoints, Pipeline.SALESFORCE, List.of(object)).source();
        configuration.putAll(options);
        configuration.putAll(sourceOptions);
        return configuration;
    }

    private static String topic() {
        return Pipeline.SALESFORCE + "." + OBJECT;
    }
}
