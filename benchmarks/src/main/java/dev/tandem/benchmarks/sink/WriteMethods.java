/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.postgresql.PGConnection;
import picocli.CommandLine;

/**
 * Compares ways to write a batch on one connection, without Kafka: the reasons for how the sink writes. Methods take turns
 * within a round, so that a slow minute of the machine hits all of them.
 */
@CommandLine.Command(name = "write-methods", mixinStandardHelpOptions = true)
public final class WriteMethods implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(
            names = "--rows",
            defaultValue = "60000",
            description = "Rows for each run (default ${DEFAULT-VALUE}).")
    private int rows;

    @CommandLine.Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Runs of each cell (default ${DEFAULT-VALUE}).")
    private int rounds;

    @CommandLine.Option(names = "--batch", split = ",", defaultValue = "500,3000,10000")
    private List<Integer> batches;

    @CommandLine.Option(names = "--columns", split = ",", defaultValue = "20,200")
    private List<Integer> columns;

    @CommandLine.Option(names = "--methods", defaultValue = "", description = "Only methods whose name contains this.")
    private String filter;

    private final Map<String, List<Run>> results = new LinkedHashMap<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new WriteMethods()).execute(args));
    }

    private static List<WriteMethod> methods() {
        return List.of(
                new UnnestMethod(
                        "projected unnest, update or insert",
                        "prepareThreshold=0",
                        UnnestMethod.Merge.UPDATE_OR_INSERT,
                        true),
                new UnnestMethod(
                        "projected unnest, server-prepared",
                        "prepareThreshold=1",
                        UnnestMethod.Merge.UPDATE_OR_INSERT,
                        true),
                new UnnestMethod(
                        "projected unnest, on conflict",
                        "prepareThreshold=0",
                        UnnestMethod.Merge.INSERT_ON_CONFLICT,
                        true),
                new UnnestMethod(
                        "projected unnest, insert what is missing",
                        "prepareThreshold=0",
                        UnnestMethod.Merge.INSERT_MISSING,
                        true),
                new UnnestMethod(
                        "projected unnest, unchecked insert",
                        "prepareThreshold=0",
                        UnnestMethod.Merge.PLAIN_INSERT,
                        true),
                new UnnestMethod(
                        "unnest, update or insert", "prepareThreshold=0", UnnestMethod.Merge.UPDATE_OR_INSERT, false),
                new UnnestMethod(
                        "same, server-prepared", "prepareThreshold=1", UnnestMethod.Merge.UPDATE_OR_INSERT, false),
                new UnnestMethod(
                        "unnest, on conflict update",
                        "prepareThreshold=0",
                        UnnestMethod.Merge.INSERT_ON_CONFLICT,
                        false),
                new UnnestMethod(
                        "unnest, unchecked insert", "prepareThreshold=0", UnnestMethod.Merge.PLAIN_INSERT, false),
                new CompositeMethod("array of the row type"),
                new CopyMethod("copy to temp table per batch", false),
                new CopyMethod("copy to temp table of session", true),
                new StatementMethod("multi-row values", true),
                new StatementMethod("pipelined statements", false));
    }

    @Override
    public Integer call() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_wal_size", "4GB")
                .start()) {
            for (int count : columns) {
                Shape shape = new Shape(count);
                int size = Math.max(5000, rows * 20 / count);
                for (int batch : batches) {
                    for (int round = 0; round < rounds; round++) {
                        round(postgres, shape, size, batch);
                    }
                }
            }
        }
        spec.commandLine().getOut().printf("%-78s %10s %14s %14s%n", "", "rows/s", "server µs/row", "client µs/row");
        results.forEach((cell, runs) -> spec.commandLine()
                .getOut()
                .printf(
                        "%-78s %,10.0f %14.1f %14.1f%n",
                        cell,
                        Run.median(runs, Run::rate),
                        Run.median(runs, Run::serverCpu),
                        Run.median(runs, Run::clientCpu)));
        return 0;
    }

    private void round(EmbeddedPostgres postgres, Shape shape, int size, int batch) throws SQLException {
        Random random = new Random(7);
        List<Row> inserts = shape.rows(size, 1, shape.columns(), random);
        List<Row> updates = shape.rows(size, 1_000_000, shape.columns(), random);
        List<Row> masked = shape.rows(size, 2_000_000, 3, random);
        for (WriteMethod method : methods()) {
            if (!method.name().contains(filter)) {
                continue;
            }
            String url = postgres.getJdbcUrl("postgres", "postgres") + "&" + method.options();
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS t");
                statement.execute(shape.createTable("t"));
                statement.execute(
                        "SELECT set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false),"
                                + " set_config('enable_seqscan', 'off', false)");
                connection.setAutoCommit(false);
                run(method, connection, shape, batch, new Load("insert", inserts, WriteMethod.Expect.NEW));
                run(method, connection, shape, batch, new Load("update", updates, WriteMethod.Expect.EXISTING));
                if (method.mixesFields()) {
                    run(method, connection, shape, batch, new Load("mixed masks", masked, WriteMethod.Expect.EXISTING));
                }
            }
        }
    }

    private record Load(String name, List<Row> rows, WriteMethod.Expect expect) {}

    private void run(WriteMethod method, Connection connection, Shape shape, int batch, Load load) throws SQLException {
        List<Row> rows = load.rows();
        try (Statement statement = connection.createStatement()) {
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("VACUUM ANALYZE t");
            statement.execute("CHECKPOINT");
            connection.setAutoCommit(false);
        }
        long server = serverCpuMicros(connection);
        long client = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1000;
        long start = System.nanoTime();
        for (int from = 0; from < rows.size(); from += batch) {
            List<Row> part = new ArrayList<>(rows.subList(from, Math.min(rows.size(), from + batch)));
            part.sort((one, other) -> one.key().compareTo(other.key()));
            method.write(connection, "t", shape, part, load.expect());
            connection.commit();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        results.computeIfAbsent(
                        "%3d columns, %-11s, batch %5d: %s"
                                .formatted(shape.columns(), load.name(), batch, method.name()),
                        added -> new ArrayList<>())
                .add(new Run(
                        rows.size() / seconds,
                        (serverCpuMicros(connection) - server) / (double) rows.size(),
                        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1000 - client)
                                / (double) rows.size()));
    }

    /** The cost of one run. CPU times are in µs for each row, and distinguish methods even on a busy machine. */
    private record Run(double rate, double serverCpu, double clientCpu) {
        static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
            return runs.stream()
                    .mapToDouble(figure)
                    .sorted()
                    .skip(runs.size() / 2)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long serverCpuMicros(Connection connection) throws SQLException {
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
