/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.twoway;

import static org.awaitility.Awaitility.await;

import dev.tandem.integration.TestPipeline;
import dev.tandem.standalone.Platform;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An org and a two-way table, with the connectors of both directions. */
final class TwoWayPipeline implements AutoCloseable {
    static final String OBJECT = "Account";
    static final String EXTERNAL_ID = "External_Account_ID__c";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Platform platform;
    private final TestPipeline pipeline;
    private final String namespace;
    private final String wakeUp;
    private final Map<String, String> more;

    /** @param more options of the Postgres sink, such as the layout of tables */
    TwoWayPipeline(Platform platform, TestPipeline pipeline, String wakeUp, Map<String, String> more) {
        this.platform = platform;
        this.pipeline = pipeline;
        this.namespace = pipeline.pipeline().namespace();
        this.wakeUp = wakeUp;
        this.more = more;
    }

    /** Installs the way to Postgres, waits for so many rows, and installs the way back. */
    void install(long rows, String table) {
        platform.connect().install(sinkName(), postgresSink(), LIMIT);
        platform.connect().install(sourceName(), source(), LIMIT);
        await("the snapshot").atMost(LIMIT).until(() -> count(table) >= rows);
        await("the table to be two-way").atMost(LIMIT).until(() -> exists("tandem.two_way_tables"));
        if (wakeUp.equals("wal")) {
            platform.connect().install(walName(), wal(table), LIMIT);
        }
        platform.connect().install(backName(), salesforceSink(table), LIMIT);
        await("triggers")
                .atMost(LIMIT)
                .until(() -> query("SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('" + table
                                        + "') AND tgname = '~tandem_update'")
                                .size()
                        == 1);
        pipeline.awaitStreaming();
    }

    /** Waits until all connectors run. Debezium's task does not survive a restart of Postgres, so it is restarted. */
    void awaitRunning() {
        if (wakeUp.equals("wal")) {
            await("Debezium").atMost(LIMIT).until(() -> {
                if (platform.connect().status(walName()).hasFailed()) {
                    platform.connect().restart(walName());
                }
                return platform.connect().status(walName()).isRunning();
            });
        }
        names().forEach(name -> platform.connect().awaitRunning(name, LIMIT));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(List.of(sourceName(), sinkName(), backName()));
        if (wakeUp.equals("wal")) {
            names.add(walName());
        }
        return names;
    }

    private String sourceName() {
        return pipeline.pipeline().sourceName();
    }

    private String sinkName() {
        return pipeline.pipeline().sinkName();
    }

    private String backName() {
        return namespace + "-to-salesforce";
    }

    private String walName() {
        return namespace + "_wal"; // a valid name in Avro
    }

    private Map<String, String> source() {
        Map<String, String> config = new TreeMap<>(pipeline.pipeline().source());
        config.putAll(signals());
        return config;
    }

    /** Returns the topic of re-reads: Debezium carries them there, or the Salesforce sink. */
    private Map<String, String> signals() {
        String topic = wakeUp.equals("wal") ? walName() + ".tandem.signals" : "signals-" + namespace;
        return Map.of(
                "signal.kafka.topic",
                topic,
                "signal.kafka.bootstrap.servers",
                platform.endpoints().kafka());
    }

    private Map<String, String> postgresSink() {
        Map<String, String> config = new TreeMap<>(pipeline.pipeline().sink());
        config.put("access", "read_write");
        config.put("topics.to.external.id.mapping", namespace + "." + OBJECT + ":" + EXTERNAL_ID);
        config.put("wake.up", wakeUp);
        config.put("transforms.conflict.memory.max.bytes", "0");
        config.putAll(more);
        return config;
    }

    private Map<String, String> salesforceSink(String table) {
        Map<String, String> source = pipeline.pipeline().source();
        Map<String, String> sink = pipeline.pipeline().sink();
        Map<String, String> config = new TreeMap<>();
        config.put("connector.class", "dev.tandem.salesforce.sink.SalesforceSinkConnector");
        config.put("tasks.max", "1");
        config.put("topics.regex", walName().replace(".", "\\.") + "\\..*");
        config.put("consumer.override.metadata.max.age.ms", "500");
        config.put("tables", table.replace("\"", "") + ":" + OBJECT);
        config.put("external.id.fields", OBJECT + ":" + EXTERNAL_ID);
        config.put("wake.up", wakeUp);
        if (wakeUp.equals("notify")) {
            config.putAll(signals());
        }
        config.put("replication.slot", namespace + "_slot");
        config.put("sweep.interval.ms", "2000");
        config.put("echo.timeout.ms", "5000");
        // The simulator carries out no request as late as this.
        config.put("request.deadline.ms", "8000");
        for (String option : List.of("salesforce.instance", "salesforce.consumer.key", "salesforce.consumer.secret")) {
            config.put(option, source.get(option));
        }
        for (String option : List.of("connection.url", "connection.user", "connection.password")) {
            config.put(option, sink.get(option));
        }
        return config;
    }

    private Map<String, String> wal(String table) {
        Map<String, String> config = new TreeMap<>();
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        URI database = URI.create(platform.endpoints().postgres().substring("jdbc:".length()));
        config.put("database.hostname", database.getHost());
        config.put("database.port", Integer.toString(database.getPort()));
        config.put("database.user", "tandem");
        config.put("database.password", "tandem");
        config.put("database.dbname", "tandem");
        config.put("plugin.name", "pgoutput");
        config.put("topic.prefix", walName());
        config.put("slot.name", namespace + "_slot");
        config.put("publication.name", namespace + "_publication");
        config.put("publication.autocreate.mode", "filtered");
        config.put("table.include.list", table.replace("\"", "") + ",tandem.tombstones,tandem.signals");
        config.put("slot.stream.params", "origin=none");
        config.put("snapshot.mode", "no_data");
        config.put("heartbeat.interval.ms", "1000");
        config.put("poll.interval.ms", "10");
        config.put("heartbeat.action.query", "SELECT pg_logical_emit_message(false, 'heartbeat', now()::varchar)");
        config.put("message.prefix.exclude.list", "heartbeat");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("transforms", "conflict,wakeUp");
        config.put("transforms.conflict.type", "dev.tandem.conflict.LastWriterWins");
        config.put("transforms.conflict.pending.field", "_sync_pending");
        config.put("transforms.conflict.state.field", "_sync_state");
        config.put("transforms.conflict.memory.max.bytes", "0");
        config.put("transforms.conflict.predicate", "isTable");
        config.put("transforms.wakeUp.type", "org.apache.kafka.connect.transforms.ReplaceField$Value");
        config.put("transforms.wakeUp.include", "_sync_state,table_schema,table_name,row_key");
        config.put("transforms.wakeUp.predicate", "isTable");
        config.put("predicates", "isTable");
        config.put("predicates.isTable.type", "org.apache.kafka.connect.transforms.predicates.TopicNameMatches");
        config.put("predicates.isTable.pattern", walName() + "\\.(?!tandem\\.signals).*");
        config.put("topic.creation.default.partitions", "1");
        return config;
    }

    private boolean exists(String table) throws SQLException {
        return query("SELECT to_regclass('" + table + "') AS found").get(0).get("found") != null;
    }

    private long count(String table) throws SQLException {
        return query("SELECT to_regclass('" + table + "') AS found").get(0).get("found") == null
                ? 0
                : Long.parseLong(
                        query("SELECT count(*) AS n FROM " + table).get(0).get("n"));
    }

    /** Returns the rows of a query, each column as text. */
    List<Map<String, String>> query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Map<String, String>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.put(result.getMetaData().getColumnLabel(column), result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(platform.endpoints().postgres());
    }

    @Override
    public void close() throws SQLException {
        names().stream().filter(platform.connect().connectors()::contains).forEach(platform.connect()::delete);
        if (wakeUp.equals("wal")) {
            String slot = "FROM pg_replication_slots WHERE slot_name = '" + namespace + "_slot'";
            await("the slot to be free")
                    .atMost(LIMIT)
                    .until(() -> query("SELECT 1 " + slot + " AND active").isEmpty());
            query("SELECT pg_drop_replication_slot(slot_name) " + slot);
        }
        pipeline.close();
    }
}
