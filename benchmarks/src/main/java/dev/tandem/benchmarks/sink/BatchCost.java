/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import com.sun.management.ThreadMXBean;
import dev.tandem.benchmarks.directory.BenchmarkDirectory;
import dev.tandem.event.ChangeHeaders;
import dev.tandem.postgres.sink.PostgresSinkTask;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * A profile of the batches that the sink writes, next to bare SQL and without a worker: the CPU time of each thread and of the Postgres
 * process that serves it, the write-ahead log, and what each statement costs. CPU times and counts hardly depend on what else runs on
 * the machine.
 */
@CommandLine.Command(name = "benchmarks/batches", mixinStandardHelpOptions = true)
public final class BatchCost implements Callable<Integer> {
    private static final String SINK = "sink";
    private static final String BARE = "bare";
    private static final String CONVERTING = "worker: values";
    private static final String HEADERS = "worker: headers";
    private static final int BATCH = 5_000;
    private static final Schema NAMES =
            SchemaBuilder.array(Schema.STRING_SCHEMA).build();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The statements of a workload that took most time. Those that take the readings are among them. */
    private static final String STATEMENTS = """
            SELECT calls, total_plan_time * 1000 AS plan, total_exec_time * 1000 AS run,
                shared_blks_hit + shared_blks_read AS pages, wal_bytes, regexp_replace(left(query, 400), '\\s+', ' ', 'g') AS text
            FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid
            WHERE d.datname = 'sink' AND query !~ 'pg_stat_activity' ORDER BY total_exec_time + total_plan_time DESC LIMIT 12""";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--rows",
            defaultValue = "100000",
            description = "Records for each workload (default ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--warm-up",
            defaultValue = "200000",
            description = "Records, inserted before, that do not count (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--workloads",
            split = ",",
            defaultValue = "insert,update,mixed,deletes",
            description = "Only those whose name begins with one of these (default ${DEFAULT-VALUE}).")
    private List<String> filter;

    @Option(names = "--write-behind", description = "Lets the sink write behind.")
    private boolean writeBehind;

    private AvroRecords avro;
    private EmbeddedPostgres postgres;
    private long offset;

    /** The cost of one record in µs or bytes, by what costs it. */
    private record Cost(Map<String, Double> parts) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new BatchCost()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (Platform platform = Platform.builder(BenchmarkDirectory.create())
                        .parts(Part.REGISTRY)
                        .start();
                EmbeddedPostgres started = EmbeddedPostgres.builder()
                        .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                        .setServerConfig("pg_stat_statements.track_planning", "on")
                        .setServerConfig("max_wal_size", "4GB")
                        .start()) {
            avro = new AvroRecords(platform.endpoints().schemaRegistry());
            postgres = started;
            execute("postgres", "CREATE DATABASE " + BARE);
            execute("postgres", "CREATE DATABASE " + SINK);
            execute("postgres", "CREATE EXTENSION pg_stat_statements");
            for (String begin : filter) {
                for (Workload workload : Workload.all(Math.max(rows, 2 * BATCH))) {
                    if (workload.name().startsWith(begin)) {
                        profile(workload);
                    }
                }
            }
        }
        return 0;
    }

    private void profile(Workload workload) throws Exception {
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        PostgresSinkTask task = start(workload);
        try (Connection bare = postgres.getDatabase("postgres", BARE).getConnection()) {
            bare.setAutoCommit(false);
            prepareTables(task, bare, workload);
            execute("postgres", "SELECT pg_stat_statements_reset()");
            List<Row> all = workload.rows();
            for (int from = 0; from < all.size(); from += BATCH) {
                List<Row> batch = all.subList(from, Math.min(all.size(), from + BATCH));
                add(costs, BARE, measure(BARE, batch.size(), () -> writeBare(bare, workload, batch)));
                addConversion(costs, workload, batch);
                List<SinkRecord> records = records(workload, batch);
                add(costs, SINK, measure(SINK, batch.size(), () -> task.put(records)));
            }
            task.put(List.of());
        } finally {
            task.stop();
        }
        print(workload, costs);
    }

    /** Adds what a worker does before it calls the sink, apart from polling. */
    private void addConversion(Map<String, List<Cost>> costs, Workload workload, List<Row> batch) throws Exception {
        Schema schema = workload.shape().schema();
        List<ProducerRecord<byte[], byte[]>> raw =
                batch.stream().map(row -> avro.record(workload, schema, row)).toList();
        add(costs, CONVERTING, measure(BARE, batch.size(), () -> avro.convert(raw)));
        add(costs, HEADERS, measure(BARE, batch.size(), () -> avro.convertHeaders(raw)));
    }

    /** Warms up, and brings both tables to where the workload finds them. */
    private void prepareTables(PostgresSinkTask task, Connection bare, Workload workload) throws Exception {
        execute(SINK, "DROP TABLE IF EXISTS written");
        execute(BARE, "DROP TABLE IF EXISTS written");
        BareSql.createTable(bare, "written", workload.shape());
        bare.commit();
        boolean starts = workload.name().startsWith("insert") || workload.name().startsWith("deletes");
        List<Row> rowsBefore = workload.shape()
                .rows(Math.max(warmUp, rows), 10, workload.shape().columns(), new Random(1));
        for (int from = 0; from < rowsBefore.size(); from += BATCH) {
            List<Row> batch = rowsBefore.subList(from, Math.min(rowsBefore.size(), from + BATCH));
            List<Row> keyed = starts ? batch.stream().map(BatchCost::before).toList() : batch;
            BareSql.write(bare, "written", workload.shape(), keyed, WriteMethod.Expect.NEW);
            bare.commit();
            task.put(whole(workload, keyed));
        }
        task.put(List.of());
    }

    /** Returns a row with another key, so that the workload's own rows are new. */
    private static Row before(Row row) {
        return new Row("000" + row.key().substring(3), row.version(), row.values(), row.fields());
    }

    private void writeBare(Connection bare, Workload workload, List<Row> batch) throws SQLException {
        boolean isNew = workload.name().startsWith("insert") || workload.name().startsWith("deletes");
        List<Row> written = batch.stream().filter(row -> row.values() != null).toList();
        BareSql.write(
                bare,
                "written",
                workload.shape(),
                written,
                isNew ? WriteMethod.Expect.NEW : WriteMethod.Expect.EXISTING);
        bare.commit();
    }

    private PostgresSinkTask start(Workload workload) {
        PostgresSinkTask task = new PostgresSinkTask();
        task.initialize((SinkTaskContext) Proxy.newProxyInstance(
                BatchCost.class.getClassLoader(),
                new Class<?>[] {SinkTaskContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("pluginMetrics")) {
                        throw new UnsupportedOperationException();
                    }
                    return method.getName().equals("assignment") ? Set.of() : null;
                }));
        task.start(Map.of(
                "name", "profile",
                "topics", workload.topic(),
                "connection.url", postgres.getJdbcUrl("postgres", SINK),
                "table.name.format", "public.written",
                "version.field", "version",
                "batch.size", Integer.toString(BATCH),
                "write.behind", Boolean.toString(writeBehind)));
        return task;
    }

    private List<SinkRecord> whole(Workload workload, List<Row> batch) {
        Schema schema = workload.shape().schema();
        return batch.stream().map(row -> record(workload, schema, row, null)).toList();
    }

    private List<SinkRecord> records(Workload workload, List<Row> batch) {
        Schema schema = workload.shape().schema();
        return batch.stream()
                .map(row -> record(workload, schema, row, workload.partial() ? row.fields() : null))
                .toList();
    }

    private SinkRecord record(Workload workload, Schema schema, Row row, int[] changed) {
        Struct key = new Struct(AvroRecords.KEY).put("id", row.key());
        ConnectHeaders headers = new ConnectHeaders();
        if (changed != null) {
            List<String> names = new ArrayList<>(List.of("version"));
            Arrays.stream(changed).forEach(field -> names.add("c" + field));
            headers.addString(ChangeHeaders.OP, "u");
            headers.addLong(ChangeHeaders.VERSION, row.version());
            headers.add(ChangeHeaders.CHANGED, names, NAMES);
        }
        Struct value = row.values() == null ? null : workload.shape().struct(schema, row);
        return new SinkRecord(
                workload.topic(),
                0,
                AvroRecords.KEY,
                key,
                value == null ? null : schema,
                value,
                offset++,
                null,
                null,
                headers);
    }

    private static void add(Map<String, List<Cost>> costs, String contender, Cost cost) {
        costs.computeIfAbsent(contender, added -> new ArrayList<>()).add(cost);
    }

    private interface Work {
        void run() throws SQLException;
    }

    private Cost measure(String database, int records, Work work) throws Exception {
        Map<String, Double> before = readings(database);
        long start = System.nanoTime();
        work.run();
        double micros = (System.nanoTime() - start) / 1e3;
        Map<String, Double> after = readings(database);
        Map<String, Double> parts = new LinkedHashMap<>();
        after.forEach((name, value) -> parts.put(name, (value - before.getOrDefault(name, 0.0)) / records));
        parts.put("elapsed", micros / records);
        return new Cost(parts);
    }

    /** Returns CPU times in µs, the position of the write-ahead log, and allocated bytes. */
    private Map<String, Double> readings(String database) throws Exception {
        Map<String, Double> readings = new LinkedHashMap<>();
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            ResultSet log = statement.executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0'");
            log.next();
            readings.put("WAL bytes", log.getDouble(1));
            double nanos = 0;
            ResultSet servers = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE datname = '" + database
                    + "' AND pid <> pg_backend_pid() AND backend_type = 'client backend'");
            while (servers.next()) {
                nanos += schedulerNanos(Path.of("/proc", servers.getString(1), "schedstat"));
            }
            readings.put("Postgres", nanos / 1e3);
        }
        Map<String, Double> threads = new HashMap<>();
        double bytes = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            String name = thread == null ? "" : thread.getThreadName();
            boolean isTask = thread != null
                    && thread.getThreadId() == Thread.currentThread().getId();
            if (isTask || name.startsWith("tandem-postgres-sink")) {
                String part = isTask ? "task" : name.substring("tandem-postgres-sink-".length());
                threads.merge(part, THREADS.getThreadCpuTime(thread.getThreadId()) / 1e3, Double::sum);
                bytes += THREADS.getThreadAllocatedBytes(thread.getThreadId());
            }
        }
        readings.putAll(threads);
        readings.put("allocated", bytes);
        return readings;
    }

    private static double schedulerNanos(Path schedstat) throws Exception {
        return Double.parseDouble(Files.readString(schedstat).split(" ", -1)[0]);
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void print(Workload workload, Map<String, List<Cost>> costs) throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%n%s, median of batches, µs of CPU and bytes for each record%n", workload.name());
        List<String> parts = List.of("task", "writes", "encoding", "Postgres", "elapsed", "allocated", "WAL bytes");
        out.printf("  %-15s", "");
        parts.forEach(part -> out.printf(" %10s", part));
        out.println();
        costs.forEach((contender, all) -> {
            out.printf("  %-15s", contender);
            parts.forEach(part ->
                    out.printf(" %10.2f", median(all, cost -> cost.parts().getOrDefault(part, 0.0))));
            out.println();
        });
        int batches = costs.get(SINK).size();
        out.printf("  %10s %10s %10s %10s %10s  statement%n", "calls/batch", "plan µs", "run µs", "pages", "WAL bytes");
        try (Connection connection =
                        postgres.getDatabase("postgres", "postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet line = statement.executeQuery(STATEMENTS)) {
            double records = (double) rows;
            while (line.next()) {
                out.printf(
                        "  %10.2f %10.2f %10.2f %10.2f %10.1f  %s%n",
                        line.getDouble("calls") / batches,
                        line.getDouble("plan") / records,
                        line.getDouble("run") / records,
                        line.getDouble("pages") / records,
                        line.getDouble("wal_bytes") / records,
                        start(line.getString("text")));
            }
        }
        out.flush();
    }

    private static String start(String text) {
        return text.substring(0, Math.min(90, text.length()));
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> part) {
        double[] sorted = costs.stream().mapToDouble(part).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
