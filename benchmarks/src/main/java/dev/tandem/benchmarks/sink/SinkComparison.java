/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.benchmarks.directory.BenchmarkDirectory;
import dev.tandem.standalone.Distribution;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Compares this sink with Debezium's JDBC sink, both in one real worker on the same topics, and with the bare limit: the same
 * rows by hand-written SQL on one connection, without Kafka.
 */
@CommandLine.Command(name = "sink", mixinStandardHelpOptions = true)
public final class SinkComparison implements Callable<Integer> {
    private static final String BARE = BareSql.NAME;

    /** Starts a worker like {@code connect-distributed.sh}, but with all its memory at once, as one that has run for a while has it. */
    private static final String[] WORKER_JVM = {
        "-Xms2G",
        "-Xmx2G",
        "-XX:+AlwaysPreTouch",
        "-XX:+UseG1GC",
        "-XX:MaxGCPauseMillis=20",
        "-XX:InitiatingHeapOccupancyPercent=35",
        "-XX:+ExplicitGCInvokesConcurrent"
    };

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(
            names = "--rows",
            defaultValue = "100000",
            description = "Records for each workload (default ${DEFAULT-VALUE}).")
    private int rows;

    @CommandLine.Option(
            names = "--rounds",
            defaultValue = "1",
            description = "Runs of each cell; the median counts (default ${DEFAULT-VALUE}).")
    private int rounds;

    @CommandLine.Option(
            names = "--warm-up",
            defaultValue = "0",
            description = "Rounds before those, which do not count: the worker's compiler is busy for some (default"
                    + " ${DEFAULT-VALUE}).")
    private int warmUp;

    @CommandLine.Option(
            names = "--workloads",
            split = ",",
            defaultValue = "",
            description = "Only those whose name begins with one of these.")
    private List<String> filter;

    @CommandLine.Option(
            names = "--contenders",
            split = ",",
            defaultValue = "",
            description = "Only those whose name begins with one of these.")
    private List<String> contenderFilter;

    @CommandLine.Option(
            names = "--debezium",
            defaultValue = "target/debezium",
            description = "A directory of plugins with Debezium's JDBC sink.")
    private Path debezium;

    @CommandLine.Option(
            names = "--sink",
            defaultValue = "../postgres-sink/target/tandem-postgres-sink-0.1.0-plugin",
            description = "The same with this sink.")
    private Path sink;

    private final Map<String, Map<String, List<Run>>> results = new LinkedHashMap<>();

    /** CPU in seconds for a million records: of the Java process, and of Postgres. */
    private record Run(double rate, double java, double postgres) {}

    public static void main(String[] args) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(new CommandLine(new SinkComparison()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path workdir = BenchmarkDirectory.create();
        try (Platform platform = Platform.builder(workdir)
                .parts(Part.POSTGRES, Part.KAFKA, Part.REGISTRY, Part.CONNECT)
                .plugins(
                        sink.toAbsolutePath(),
                        debezium.toAbsolutePath(),
                        Distribution.locate().avroConverter())
                .jvmOptions(Part.CONNECT, WORKER_JVM)
                .start()) {
            List<Workload> workloads = Workload.all(rows).stream()
                    .filter(workload -> filter.stream().anyMatch(workload.name()::startsWith))
                    .toList();
            TopicFiller filler = new TopicFiller(platform.endpoints());
            for (Workload workload : workloads) {
                filler.fill(workload);
            }
            for (int round = 0; round < warmUp + rounds; round++) {
                spec.commandLine().getOut().printf("round %d%s%n", round + 1, round < warmUp ? " (warm-up)" : "");
                round(platform, workloads, round);
            }
        }
        results.forEach(this::print);
        return 0;
    }

    private void round(Platform platform, List<Workload> workloads, int round) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(platform.endpoints().postgres());
                Statement statement = connection.createStatement()) {
            for (Workload workload : workloads) {
                statement.execute("DROP TABLE IF EXISTS bare_" + workload.table());
                for (Contender contender : contenders()) {
                    statement.execute("DROP TABLE IF EXISTS " + contender.table(workload));
                }
            }
            for (Workload workload : workloads) {
                if (!workload.name().contains("stale")) {
                    record(workload, BARE, bare(platform, connection, workload), round >= warmUp);
                }
                for (Contender contender : contenders()) {
                    if (contender.takesPartial() || !workload.partial()) {
                        statement.execute("CHECKPOINT");
                        Run run = run(platform, connection, contender, workload, round);
                        record(workload, contender.name(), run, round >= warmUp);
                    }
                }
            }
        }
    }

    private List<Contender> contenders() {
        return Contender.all().stream()
                .filter(contender -> contenderFilter.stream().anyMatch(contender.name()::startsWith))
                .toList();
    }

    private Run run(Platform platform, Connection connection, Contender contender, Workload workload, int round)
            throws Exception {
        String connector = contender.name() + "-" + workload.topic().replace('.', '-') + "-" + round;
        try (Statement statement = connection.createStatement()) {
            if (exists(connection, contender.table(workload))) {
                statement.execute("DELETE FROM " + contender.table(workload) + " WHERE id = '" + Workload.LAST + "'");
            }
        }
        ProcessHandle worker = ProcessHandle.of(platform.pid(Part.CONNECT)).orElseThrow();
        double java = cpuSeconds(worker);
        double postgres = cpuSeconds(postgres(platform));
        platform.connect()
                .install(connector, contender.configuration(workload, platform.endpoints()), Duration.ofSeconds(60));
        long start = System.nanoTime();
        while (!isLastThere(connection, contender.table(workload))) {
            if (platform.connect().status(connector).hasFailed()) {
                throw new IllegalStateException(connector + " failed: "
                        + platform.connect().status(connector).trace());
            }
            LockSupport.parkNanos(20_000_000);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double million = workload.count() / 1e6;
        Run run = new Run(
                workload.count() / seconds,
                (cpuSeconds(worker) - java) / million,
                (cpuSeconds(postgres(platform)) - postgres) / million);
        platform.connect().delete(connector);
        return run;
    }

    /** The best statements by hand, in batches of 5,000, each a transaction. */
    private static Run bare(Platform platform, Connection connection, Workload workload)
            throws SQLException, IOException {
        String table = "bare_" + workload.table();
        boolean exists = exists(connection, table);
        if (!exists) {
            BareSql.createTable(connection, table, workload.shape());
        }
        List<Row> rows =
                workload.rows().stream().filter(row -> row.values() != null).toList();
        boolean update = exists && !workload.name().contains("insert");
        double postgres = cpuSeconds(postgres(platform));
        long java = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        connection.setAutoCommit(false);
        for (int from = 0; from < rows.size(); from += 5000) {
            BareSql.write(
                    connection,
                    table,
                    workload.shape(),
                    rows.subList(from, Math.min(rows.size(), from + 5000)),
                    update ? WriteMethod.Expect.EXISTING : WriteMethod.Expect.NEW);
            connection.commit();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        connection.setAutoCommit(true);
        double million = rows.size() / 1e6;
        return new Run(
                rows.size() / seconds,
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - java) / 1e9 / million,
                (cpuSeconds(postgres(platform)) - postgres) / million);
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static boolean isLastThere(Connection connection, String table) throws SQLException {
        if (!exists(connection, table)) {
            return false;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT FROM " + table + " WHERE id = '" + Workload.LAST + "'")) {
            return row.next();
        }
    }

    private static ProcessHandle postgres(Platform platform) {
        return ProcessHandle.of(platform.pid(Part.POSTGRES)).orElseThrow();
    }

    /** With all processes that it has started. */
    private static double cpuSeconds(ProcessHandle process) throws IOException {
        return Stream.concat(Stream.of(process), process.descendants())
                        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToDouble(duration -> duration.toMillis() / 1000.0)
                        .sum()
                + ofEndedChildren(process);
    }

    /** Returns CPU times from Linux, in hundredths of a second (proc_pid_stat(5), cutime and cstime); elsewhere they are missing. */
    private static double ofEndedChildren(ProcessHandle process) throws IOException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        if (!Files.isReadable(stat)) {
            return 0;
        }
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }

    private void record(Workload workload, String contender, Run run, boolean counts) {
        if (counts) {
            results.computeIfAbsent(workload.name(), added -> new LinkedHashMap<>())
                    .computeIfAbsent(contender, added -> new ArrayList<>())
                    .add(run);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "%-16s %-9s %,9.0f rows/s; CPU s/million: Java %5.1f, Postgres %5.1f%n",
                        workload.name(), contender, run.rate, run.java, run.postgres);
        spec.commandLine().getOut().flush();
    }

    /** The median run of each, and how many times the limit's and the peers' rates it reached. */
    private void print(String workload, Map<String, List<Run>> runs) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%n%s%n  %-9s %9s", workload, "", "rows/s");
        List<String> references = Stream.of(BARE, Contender.WORKER, "debezium", "unnest")
                .filter(runs::containsKey)
                .toList();
        references.forEach(reference -> out.printf(" %12s", "/ " + reference));
        out.println();
        runs.forEach((contender, all) -> {
            out.printf("  %-9s %,9.0f", contender, median(all));
            references.forEach(reference -> out.printf(" %12.2f", median(all) / median(runs.get(reference))));
            out.println();
        });
    }

    private static double median(List<Run> runs) {
        return runs.stream()
                .mapToDouble(Run::rate)
                .sorted()
                .skip(runs.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
