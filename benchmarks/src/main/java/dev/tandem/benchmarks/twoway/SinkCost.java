/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import dev.tandem.postgres.sink.PostgresSinkTask;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import picocli.CommandLine;

/**
 * Measures the CPU time that the sink and its Postgres process take for a row, in a {@code read_only} and in a {@code read_write}
 * table without local edits. CPU times come from Linux's {@code /proc}, and say more than rates on a machine that does other work.
 */
@CommandLine.Command(name = "benchmarks/two-way/sink", mixinStandardHelpOptions = true)
public final class SinkCost implements Callable<Integer> {
    private static final String TOPIC = "salesforce.Contact";
    private static final Schema KEY = Envelope.keySchema(TOPIC);
    private static final int FIELDS = 20;
    /** Updates of neighbouring rows, whose pages are full, and of rows all over the table, whose pages often have room. */
    private static final List<String> WORKS = List.of("insert", "update", "scattered update");

    private static final int BATCHES = 3;
    private static final long COMMITTED_MICROS = 1_600_000_000_000_000L;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(
            names = "--rounds",
            defaultValue = "12",
            description = "Rounds, the first third of which warms up.")
    private int rounds;

    @CommandLine.Option(names = "--rows", defaultValue = "3000", description = "Rows in a batch.")
    private int rows;

    private final Schema row = schema();
    private long version;

    /** The CPU time for a row in µs: of the sink's threads, and of the Postgres process that serves it. */
    private record Cost(double sink, double postgres) {
        double total() {
            return sink + postgres;
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new SinkCost()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            Map<String, PostgresSinkTask> tasks = new LinkedHashMap<>();
            for (String access : List.of("read_only", "read_write")) {
                tasks.put(access, start(postgres, access));
            }
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, PostgresSinkTask> task : tasks.entrySet()) {
                    for (String work : WORKS) {
                        // The sink expects rows as in its last batch, so the first batch of a kind costs more in either
                        // table.
                        write(task, postgres, work, round * BATCHES);
                        for (int batch = 1; batch < BATCHES; batch++) {
                            Cost cost = write(task, postgres, work, round * BATCHES + batch);
                            if (round >= rounds / 3) {
                                costs.computeIfAbsent(work + " " + task.getKey(), added -> new ArrayList<>())
                                        .add(cost);
                            }
                        }
                    }
                }
            }
            tasks.values().forEach(PostgresSinkTask::stop);
        }
        print(costs);
        return 0;
    }

    private static PostgresSinkTask start(EmbeddedPostgres postgres, String access) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + access);
        }
        PostgresSinkTask task = new PostgresSinkTask();
        task.initialize(context());
        task.start(Map.of(
                "name",
                access,
                "connection.url",
                postgres.getJdbcUrl("postgres", access),
                "access",
                access,
                "write.behind",
                "false"));
        return task;
    }

    /** Returns a context that knows nothing, like that of a worker without metrics of plugins. */
    private static SinkTaskContext context() {
        return (SinkTaskContext) Proxy.newProxyInstance(
                SinkCost.class.getClassLoader(), new Class<?>[] {SinkTaskContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("pluginMetrics")) {
                        throw new UnsupportedOperationException();
                    }
                    return method.getName().equals("assignment") ? Set.of() : null;
                });
    }

    private Cost write(Map.Entry<String, PostgresSinkTask> task, EmbeddedPostgres postgres, String work, int batch)
            throws Exception {
        List<SinkRecord> records = new ArrayList<>();
        version++;
        for (int i = 0; i < rows; i++) {
            long number = (long) batch * rows + i;
            if (work.equals("scattered update")) {
                long existing = (batch / BATCHES + 1L) * BATCHES * rows;
                number = (number * 7_919 + version * 104_729) % existing;
            }
            records.add(record(work.equals("insert") ? "r" : "u", number));
        }
        double postgresBefore = postgresMicros(postgres, task.getKey());
        double sinkBefore = sinkMicros();
        task.getValue().put(records);
        double sink = sinkMicros() - sinkBefore;
        double inPostgres = postgresMicros(postgres, task.getKey()) - postgresBefore;
        return new Cost(sink / rows, inPostgres / rows);
    }

    private SinkRecord record(String operation, long number) {
        String id = String.format("003%012dAAA", number * 7_919 % 1_000_003);
        Struct value = new Struct(row).put("Id", id);
        List<String> changed = new ArrayList<>();
        for (int field = 0; field < FIELDS; field++) {
            value.put("F" + field, field % 2 == 0 ? "value " + field + " " + version : (Object) (version + field));
            changed.add("F" + field);
        }
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, operation);
        headers.addLong(ChangeHeaders.VERSION, version);
        headers.addLong(ChangeHeaders.COMMIT_TS, COMMITTED_MICROS + version);
        if (operation.equals("r")) {
            headers.addBoolean(ChangeHeaders.READ, true);
        } else {
            headers.add(
                    ChangeHeaders.CHANGED,
                    changed,
                    SchemaBuilder.array(Schema.STRING_SCHEMA).build());
        }
        return new SinkRecord(
                TOPIC, 0, KEY, new Struct(KEY).put("Id", id), row, value, version * rows + number, null, null, headers);
    }

    private static Schema schema() {
        SchemaBuilder schema =
                SchemaBuilder.struct().name(TOPIC + ".Value").optional().field("Id", Schema.OPTIONAL_STRING_SCHEMA);
        for (int field = 0; field < FIELDS; field++) {
            schema.field("F" + field, field % 2 == 0 ? Schema.OPTIONAL_STRING_SCHEMA : Schema.OPTIONAL_INT64_SCHEMA);
        }
        return schema.build();
    }

    /** Returns the CPU time of the processes that serve the sink in this database. */
    private static double postgresMicros(EmbeddedPostgres postgres, String database) throws Exception {
        double nanos = 0;
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet processes = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE datname = '"
                        + database + "' AND application_name = 'tandem-postgres-sink'")) {
            while (processes.next()) {
                String times = Files.readString(Path.of("/proc", processes.getString(1), "schedstat"));
                nanos += Long.parseLong(times.split(" ", -1)[0]);
            }
        }
        return nanos / 1000;
    }

    private static double sinkMicros() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null
                    && (thread.getThreadName().startsWith("tandem")
                            || thread.getThreadId() == Thread.currentThread().getId())) {
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return nanos / 1000;
    }

    private void print(Map<String, List<Cost>> costs) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-28s %14s %18s%n", "median", "sink, µs/row", "Postgres, µs/row");
        costs.forEach((cell, all) ->
                out.printf("%-28s %14.1f %18.1f%n", cell, median(all, Cost::sink), median(all, Cost::postgres)));
        for (String work : WORKS) {
            out.printf(
                    "%s: read_write / read_only = %.2f%n",
                    work,
                    median(costs.get(work + " read_write"), Cost::total)
                            / median(costs.get(work + " read_only"), Cost::total));
        }
        out.flush();
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> part) {
        double[] sorted = costs.stream().mapToDouble(part).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
