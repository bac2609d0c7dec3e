/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import dev.tandem.twoway.schema.LockPatience;
import dev.tandem.twoway.schema.TwoWaySchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
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
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * Measures the CPU time that the triggers of a two-way table take for a row, and its index on rows with wishes. The same
 * statements run in turns on a table without them, on one with the triggers, and on one with both. The index keeps Postgres from
 * heap-only updates, which leave all indexes alone. CPU times come from Linux's {@code /proc}, and say more than durations on a
 * machine that does other work.
 */
@CommandLine.Command(name = "benchmarks/two-way/triggers", mixinStandardHelpOptions = true)
public final class TriggerCost implements Callable<Integer> {
    private static final String PLAIN = "plain";
    private static final String TRIGGERS = "triggers";
    private static final String INDEXED = "indexed";
    private static final String TABLE = """
            CREATE TABLE plain (
                id bigint PRIMARY KEY, sfid varchar(18) UNIQUE, c1 text, c2 text, c3 text, c4 text, c5 text, c6 text, c7 text, c8 text,
                c9 double precision, c10 double precision, c11 boolean, c12 date, c13 timestamptz, c14 timestamptz, c15 text, c16 text,
                c17 text, c18 text, _sync_version bigint, _sync_pending jsonb, _sync_request jsonb, _sync_state text, _sync_error text)
                WITH (fillfactor = 20, autovacuum_enabled = off);
            INSERT INTO plain
            SELECT i, 'x' || i, 'text one ' || i, 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', i / 3.0, 2.5, true, '2026-01-01',
                now(), now(), 'a', 'b', 'c', 'd' FROM generate_series(1, %1$s) i;
            CREATE TABLE triggers (LIKE plain INCLUDING ALL) WITH (fillfactor = 20, autovacuum_enabled = off);
            INSERT INTO triggers SELECT * FROM plain;
            CREATE TABLE indexed (LIKE plain INCLUDING ALL) WITH (fillfactor = 20, autovacuum_enabled = off);
            INSERT INTO indexed SELECT * FROM plain;
            CREATE INDEX ON indexed (id) WHERE _sync_pending IS NOT NULL OR _sync_request IS NOT NULL;
            SELECT tandem.create_two_way_triggers(target, (
                SELECT jsonb_build_object('key', jsonb_build_array('id'), 'id', 'sfid', 'inserts', 'accept',
                    'columns', jsonb_object_agg('c' || i, '{}'::jsonb))
                FROM generate_series(1, 18) i))
            FROM unnest('{triggers,indexed}'::regclass[]) AS target""";

    /** Statements by what they do. The table is @. */
    private static final Map<String, String> STATEMENTS = new LinkedHashMap<>();

    static {
        STATEMENTS.put("user updates 1 column", "UPDATE @ SET c1 = c1 || '.'");
        STATEMENTS.put(
                "user updates 5 columns",
                "UPDATE @ SET c1 = c1 || '.', c2 = c2 || '.', c9 = c9 + 1, c13 = clock_timestamp(), c15 = c15 || '.'");
        STATEMENTS.put("user updates nothing", "UPDATE @ SET c1 = c1");
        STATEMENTS.put(
                "user inserts",
                "INSERT INTO @ (id, c1, c2, c9, c11) SELECT i, 'one', 'two', 3.5, true FROM generate_series(1000001, 1005000) i");
        STATEMENTS.put("sink updates 1 column", "UPDATE @ SET c1 = c1 || '.'");
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(names = "--rounds", defaultValue = "11", description = "Rounds (default ${DEFAULT-VALUE}).")
    private int rounds;

    @CommandLine.Option(
            names = "--rows",
            defaultValue = "5000",
            description = "Rows of each table (default ${DEFAULT-VALUE}).")
    private int rows;

    @CommandLine.Option(names = "--script", description = "Another two-way.sql, to compare with.")
    private Path script;

    public static void main(String[] args) {
        System.exit(new CommandLine(new TriggerCost()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            new TwoWaySchema(connection, LockPatience.DEFAULT).install();
            if (script != null) {
                statement.execute(Files.readString(script));
            }
            statement.execute(TABLE.formatted(rows));
            print(measure(connection, statement));
        }
        return 0;
    }

    /** Returns the CPU times for a row in µs, by statement and table. */
    private Map<String, Map<String, List<Double>>> measure(Connection connection, Statement statement)
            throws SQLException, IOException {
        Path process = Path.of("/proc", text(statement, "SELECT pg_backend_pid()"), "schedstat");
        Map<String, Map<String, List<Double>>> times = new LinkedHashMap<>();
        connection.setAutoCommit(false);
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, String> work : STATEMENTS.entrySet()) {
                for (String table : List.of(PLAIN, TRIGGERS, INDEXED)) {
                    String applying = work.getKey().startsWith("sink") ? "on" : "off";
                    statement.execute("SELECT set_config('tandem.applying', '" + applying + "', true)");
                    double before = micros(process);
                    int written = statement.executeUpdate(work.getValue().replace("@", table));
                    double time = (micros(process) - before) / written;
                    connection.rollback();
                    times.computeIfAbsent(work.getKey(), added -> new LinkedHashMap<>())
                            .computeIfAbsent(table, added -> new ArrayList<>())
                            .add(time);
                }
            }
        }
        return times;
    }

    private void print(Map<String, Map<String, List<Double>>> times) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-24s %10s %10s %20s%n", "CPU µs per row, median", "without", "+ triggers", "+ triggers and index");
        times.forEach((work, byTable) -> {
            double without = median(byTable.get(PLAIN));
            out.printf(
                    "%-24s %10.1f %10.1f %20.1f%n",
                    work, without, median(byTable.get(TRIGGERS)) - without, median(byTable.get(INDEXED)) - without);
        });
        out.flush();
    }

    private static double median(List<Double> all) {
        double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double micros(Path schedstat) throws IOException {
        return Long.parseLong(Files.readString(schedstat).split(" ", -1)[0]) / 1e3;
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
