/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import dev.tandem.benchmarks.directory.BenchmarkDirectory;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Distribution;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/**
 * Measures what the rows that the Postgres sink writes cost those who read the WAL for the way back, although no image of them travels on:
 * the walsender, and Debezium's task with the transform. CPU times come from Linux's {@code /proc}.
 */
@CommandLine.Command(name = "benchmarks/two-way/wal", mixinStandardHelpOptions = true)
public final class WalCost implements Callable<Integer> {
    private static final String READER = "postgres-to-kafka";
    private static final String SLOT = "tandem_write_back";
    private static final String SLOT_IS_ACTIVE =
            "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '" + SLOT + "' AND active)";
    private static final String TABLE = "salesforce.\"Account\"";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int ROWS_PER_TRANSACTION = 1_000;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(names = "--rows", defaultValue = "100000", description = "Rows that the sink writes.")
    private int rows;

    private Platform platform;
    private Pipeline pipeline;
    private PrintWriter out;
    private int round;

    /** CPU times in ms. */
    private record Cost(double sender, double task) {
        Cost minus(Cost before) {
            return new Cost(sender - before.sender, task - before.task);
        }
    }

    public static void main(String[] args) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(new CommandLine(new WalCost()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        try (Platform started = Platform.builder(BenchmarkDirectory.create())
                .addPlugins(Distribution.locate().debezium())
                .start()) {
            platform = started;
            OrgControl org = platform.endpoints().org();
            org.addField(
                    "Account",
                    Map.of(
                            "name",
                            Pipeline.KEY_FIELD,
                            "type",
                            "string",
                            "length",
                            64,
                            "externalId",
                            true,
                            "unique",
                            true));
            org.addRecords("Account", rows);
            pipeline = new Pipeline(
                    platform.endpoints(), Pipeline.SALESFORCE, List.of("Account"), Pipeline.Direction.BOTH);
            pipeline.install(platform.connect());
            try (Connection connection =
                    DriverManager.getConnection(platform.endpoints().postgres())) {
                await(
                        connection,
                        "the triggers",
                        "SELECT EXISTS (SELECT FROM pg_trigger WHERE tgname = '~tandem_update')");
                await(connection, "the snapshot", "SELECT count(*) >= " + rows + " FROM " + TABLE);
                measure(connection);
            }
        }
        return 0;
    }

    private void measure(Connection connection) throws Exception {
        out.printf("%-42s %12s %12s%n", "CPU ms per 100,000 rows of the sink", "walsender", "Debezium");
        Map<String, String> few = pipeline.walReader();
        Map<String, String> all = pipeline.walReader();
        all.remove("column.include.list");
        all.remove("slot.stream.params");
        few.remove("slot.stream.params");
        use(connection, all);
        cost(connection, false);
        print("all columns", cost(connection, false));
        use(connection, few);
        cost(connection, false);
        print("column.include.list", cost(connection, false));
        few.put("slot.stream.params", "origin=none");
        use(connection, few);
        execute(connection, "SELECT pg_replication_origin_create('tandem_benchmark')");
        cost(connection, true);
        print("column.include.list, origin=none", cost(connection, true));
        few.remove("slot.stream.params");
        few.put("publication.autocreate.mode", "disabled");
        stop(connection);
        execute(connection, "DROP PUBLICATION " + SLOT);
        execute(
                connection,
                "CREATE PUBLICATION " + SLOT + " FOR TABLE " + TABLE
                        + " (_sync_key, _sync_pending, _sync_state), tandem.tombstones, tandem.signals");
        use(connection, few);
        cost(connection, false);
        print("column list of the publication", cost(connection, false));
    }

    /** Stops the reader and starts it again, since a walsender of before would count what it did for another configuration. */
    private void use(Connection connection, Map<String, String> config) throws Exception {
        stop(connection);
        platform.connect().put(READER, config);
        platform.connect().resume(READER);
        platform.connect().awaitRunning(READER, LIMIT);
        await(connection, "Debezium", SLOT_IS_ACTIVE);
    }

    private void stop(Connection connection) throws Exception {
        platform.connect().stop(READER, LIMIT);
        await(connection, "the end of the walsender", "SELECT NOT (" + SLOT_IS_ACTIVE + ")");
    }

    private void print(String what, Cost cost) {
        out.printf("%-42s %12.0f %12.0f%n", what, cost.sender * 100_000 / rows, cost.task * 100_000 / rows);
        out.flush();
    }

    /** Writes all rows as the sink does, and returns what that cost until the slot has passed. */
    private Cost cost(Connection connection, boolean hasOrigin) throws Exception {
        execute(connection, "VACUUM " + TABLE);
        Cost before = used(connection);
        round++;
        if (hasOrigin) {
            execute(connection, "SELECT pg_replication_origin_session_setup('tandem_benchmark')");
        }
        connection.setAutoCommit(false);
        for (int from = 0; from < rows; from += ROWS_PER_TRANSACTION) {
            execute(connection, "SELECT set_config('tandem.applying', 'on', true)");
            try (PreparedStatement update = connection.prepareStatement("UPDATE " + TABLE
                    + " SET \"Phone\" = ? WHERE _sync_key IN (SELECT _sync_key FROM " + TABLE
                    + " ORDER BY _sync_key OFFSET ? LIMIT ?)")) {
                update.setString(1, Integer.toString(round));
                update.setInt(2, from);
                update.setInt(3, ROWS_PER_TRANSACTION);
                update.executeUpdate();
            }
            connection.commit();
        }
        connection.setAutoCommit(true);
        if (hasOrigin) {
            execute(connection, "SELECT pg_replication_origin_session_reset()");
        }
        String end = text(connection, "SELECT pg_current_wal_lsn()");
        await(
                connection,
                "the slot",
                "SELECT confirmed_flush_lsn >= '" + end + "'::pg_lsn FROM pg_replication_slots WHERE slot_name = '"
                        + SLOT + "'");
        return used(connection).minus(before);
    }

    private Cost used(Connection connection) throws SQLException, IOException {
        Path sender = Path.of(
                "/proc",
                text(connection, "SELECT active_pid FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'"));
        double task = 0;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(platform.pid(Part.CONNECT)), "task"))) {
            for (Path thread : threads) {
                task += isReader(thread) ? millis(thread) : 0;
            }
        }
        return new Cost(millis(sender), task);
    }

    /** Linux cuts the names of threads after 15 characters. */
    private static boolean isReader(Path thread) throws IOException {
        try {
            String name = Files.readString(thread.resolve("comm")).strip();
            return name.startsWith("debezium") || name.startsWith("task-thread-pos");
        } catch (NoSuchFileException ended) {
            return false;
        }
    }

    private static double millis(Path process) throws IOException {
        return Long.parseLong(Files.readString(process.resolve("schedstat")).split(" ", -1)[0]) / 1e6;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void await(Connection connection, String what, String query) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!"t".equals(text(connection, query))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Waited " + LIMIT.toSeconds() + " s in vain for " + what + ".");
            }
            Thread.sleep(100);
        }
    }
}
