/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import dev.tandem.benchmarks.directory.BenchmarkDirectory;
import dev.tandem.benchmarks.twoway.BareEditor.Guard;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Distribution;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.Platform;
import java.io.PrintWriter;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** Measures the way from a local commit to Salesforce, against a bare client of the REST API in the same run. */
@CommandLine.Command(name = "benchmarks/two-way/writes", mixinStandardHelpOptions = true)
public final class TwoWayBenchmark implements Callable<Integer> {
    static final String FIELD = "Phone";
    private static final String OBJECT = "Account";
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int COUNTED_EDITS = 1_000;
    private static final long POLL_MILLIS = 500;
    private static final String ROW = "%-46s %12s %12s %8s%n";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Of each rate (default ${DEFAULT-VALUE}).")
    private int seconds;

    @CommandLine.Option(names = "--rates", split = ",", defaultValue = "10,100", description = "Edits a second.")
    private List<Integer> rates;

    @CommandLine.Option(
            names = "--backlog",
            defaultValue = "200000",
            description = "Edits of one transaction, to drain (default ${DEFAULT-VALUE}).")
    private int backlog;

    private OrgControl org;
    private SalesforceApi api;
    private Platform platform;
    private Pipeline pipeline;
    private PrintWriter out;
    private List<String> ids;
    private int edit;

    /** Latencies in ms. */
    private record Latency(long p50, long p99) {}

    @FunctionalInterface
    private interface Measurement {
        double of(Editor editor) throws Exception;
    }

    public static void main(String[] args) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(new CommandLine(new TwoWayBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        try (Platform started = Platform.builder(BenchmarkDirectory.create())
                .addPlugins(Distribution.locate().debezium())
                .jvmOptions(Part.SIMULATOR, "-Xmx1g", "-XX:+UseSerialGC")
                .jvmOptions(Part.CONNECT, "-Xmx1g", "-XX:+UseSerialGC")
                .start()) {
            platform = started;
            prepare();
            try (Connection connection =
                    DriverManager.getConnection(platform.endpoints().postgres())) {
                awaitTwoWay(connection);
                measure(new LocalEditor(connection), connection);
            }
        }
        return 0;
    }

    private void prepare() {
        org = platform.endpoints().org();
        api = SalesforceApi.of(
                OrgSettings.of(URI.create(platform.endpoints().salesforce())),
                new Credentials.ClientCredentials(
                        platform.endpoints().clientId(), platform.endpoints().clientSecret()));
        org.addField(
                OBJECT,
                Map.of("name", Pipeline.KEY_FIELD, "type", "string", "length", 64, "externalId", true, "unique", true));
        int fastest = rates.stream().mapToInt(rate -> rate * seconds).max().orElse(0);
        ids = org.addRecords(OBJECT, Math.max(Math.max(fastest, backlog), COUNTED_EDITS));
        pipeline = new Pipeline(platform.endpoints(), Pipeline.SALESFORCE, List.of(OBJECT), Pipeline.Direction.BOTH);
        pipeline.install(platform.connect());
    }

    private void measure(LocalEditor tandem, Connection connection) throws Exception {
        BareEditor guarded = new BareEditor(api, Guard.GUARDED);
        BareEditor unguarded = new BareEditor(api, Guard.UNGUARDED);
        for (Editor cold : List.of(tandem, guarded)) {
            latency(cold, Collections.max(rates));
            awaitRest(connection);
        }
        awaitInTable(Collections.max(rates) * seconds, connection);
        out.printf(ROW, "", "Tandem", "bare client", "ratio");
        for (int rate : rates) {
            Latency ours = latency(tandem, rate);
            awaitRest(connection);
            Latency bare = latency(guarded, rate);
            awaitInTable(rate * seconds, connection);
            print("commit to Salesforce at " + rate + "/s, p50 (ms)", ours.p50, bare.p50);
            print("commit to Salesforce at " + rate + "/s, p99 (ms)", ours.p99, bare.p99);
        }
        compare("API calls per 1,000 edits, guarded", "always", tandem, guarded, this::calls, connection);
        compare("API calls per 1,000 edits, unguarded", "never", tandem, unguarded, this::calls, connection);
        if (backlog > 0) {
            drain(tandem, unguarded, connection);
        }
    }

    /**
     * Compares how fast a backlog reaches the org, from its commit on, and shows how fast its rows come to rest. The bare client
     * does not wait for its events.
     */
    private void drain(LocalEditor tandem, BareEditor bare, Connection connection) throws Exception {
        install("auto", connection);
        String value = nextValue();
        tandem.editAll(ids.subList(0, backlog), value);
        PartTimes before = PartTimes.of(platform);
        long start = System.nanoTime();
        awaitInOrg(value);
        double ours = rateSince(start);
        awaitRest(connection);
        double atRest = rateSince(start);
        out.printf(
                "CPU time of an edit in the backlog (µs): %s%n",
                PartTimes.of(platform).since(before, backlog));
        out.flush();
        long bareStart = System.nanoTime();
        bare.editAll(ids.subList(0, backlog), nextValue());
        double bares = rateSince(bareStart);
        print("backlog of " + backlog + ", in Salesforce (edits/s)", ours, bares);
        print("backlog of " + backlog + ", last row at rest (edits/s)", atRest, bares);
        awaitInTable(backlog, connection);
    }

    private double rateSince(long start) {
        return backlog * 1e9 / (System.nanoTime() - start);
    }

    /** Bulk jobs commit more at once than the org remembers, so it is asked for what has arrived. */
    private void awaitInOrg(String value) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String arrived = "SELECT COUNT(Id) arrived FROM " + OBJECT + " WHERE " + FIELD + " = '" + value + "'";
        while (api.query(arrived).records().get(0).path("arrived").asInt() < backlog) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The backlog is not in the org after " + LIMIT.toSeconds() + " s.");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private void compare(
            String what,
            String guard,
            LocalEditor tandem,
            BareEditor bare,
            Measurement measurement,
            Connection connection)
            throws Exception {
        install(guard, connection);
        double ours = measurement.of(tandem);
        awaitRest(connection);
        print(what, ours, measurement.of(bare));
        awaitInTable(COUNTED_EDITS, connection);
    }

    private void install(String guard, Connection connection) throws SQLException, InterruptedException {
        Map<String, String> config = pipeline.writeBack();
        config.put("write.guard", guard);
        platform.connect().install("kafka-to-salesforce", config, LIMIT);
        awaitTwoWay(connection);
    }

    private void print(String what, double ours, double bare) {
        out.printf(
                ROW,
                what,
                String.format(Locale.ROOT, "%,.0f", ours),
                String.format(Locale.ROOT, "%,.0f", bare),
                String.format(Locale.ROOT, "%.2f", ours / Math.max(bare, 1e-9)));
        out.flush();
    }

    private String nextValue() {
        return Integer.toString(++edit);
    }

    /** Edits one record after the other at a rate. An edit counts from before its commit, so waiting for a busy editor counts, too. */
    private Latency latency(Editor editor, int rate) throws Exception {
        Arrivals arrivals = new Arrivals(org);
        List<String> edited = ids.subList(0, rate * seconds);
        List<Future<Long>> begun = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(editor instanceof LocalEditor ? 1 : 8);
        String value = nextValue();
        long start = System.nanoTime();
        long startMillis = System.currentTimeMillis();
        for (int i = 0; i < edited.size(); i++) {
            long due = TimeUnit.SECONDS.toNanos(i) / rate;
            TimeUnit.NANOSECONDS.sleep(start + due - System.nanoTime());
            String id = edited.get(i);
            begun.add(pool.submit(() -> {
                editor.edit(id, value);
                return startMillis + TimeUnit.NANOSECONDS.toMillis(due);
            }));
        }
        Map<String, Long> committed = arrivals.await(edited, LIMIT);
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < edited.size(); i++) {
            millis.add(committed.get(edited.get(i)) - begun.get(i).get());
        }
        pool.shutdown();
        millis.sort(null);
        return new Latency(millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100));
    }

    /** Returns the number of API calls that edits of one transaction cost, until nothing is pending. */
    private double calls(Editor editor) throws Exception {
        Arrivals arrivals = new Arrivals(org);
        long before = used();
        editor.editAll(ids.subList(0, COUNTED_EDITS), nextValue());
        arrivals.await(ids.subList(0, COUNTED_EDITS), LIMIT);
        return used() - before;
    }

    private long used() {
        return org.state().path("apiUsage").path("used").asLong();
    }

    private void awaitTwoWay(Connection connection) throws SQLException, InterruptedException {
        await(connection, "the triggers", "SELECT count(*) > 0 FROM pg_trigger WHERE tgname = '~tandem_update'");
        await(connection, "the snapshot", "SELECT count(*) >= " + ids.size() + " FROM salesforce.\"" + OBJECT + "\"");
        awaitRest(connection);
    }

    /** Waits until the table has the last edits of the bare client, which would beat later ones of ours in the same second. */
    private void awaitInTable(int edits, Connection connection) throws SQLException, InterruptedException {
        await(
                connection,
                "the bare client's edits",
                "SELECT count(*) >= " + edits + " FROM salesforce.\"" + OBJECT + "\" WHERE \"" + FIELD + "\" = '" + edit
                        + "'");
    }

    private static void awaitRest(Connection connection) throws SQLException, InterruptedException {
        await(connection, "nothing to be pending", "SELECT NOT EXISTS (SELECT FROM tandem.pending)");
    }

    private static void await(Connection connection, String what, String query)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                if (row.next() && row.getBoolean(1)) {
                    return;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Waited " + LIMIT.toSeconds() + " s in vain for " + what + ".");
            }
            Thread.sleep(100);
        }
    }
}
