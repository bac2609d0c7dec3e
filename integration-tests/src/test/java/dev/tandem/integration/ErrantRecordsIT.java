/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import dev.tandem.standalone.compare.Tables;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rejected records reach the dead letter queue of a real worker, each with its reason, and all others are written. */
@ExtendWith(SharedPlatform.class)
class ErrantRecordsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** In every bad value, and in no name. */
    private static final String SECRET = "hush";

    private static final int SECRET_NUMBER = -8675309;

    private static final Schema ROW = SchemaBuilder.struct()
            .name("Row")
            .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("Born", Schema.OPTIONAL_STRING_SCHEMA)
            .field("Employees", Schema.OPTIONAL_INT32_SCHEMA)
            .build();
    private static final Schema OTHER_ROW = SchemaBuilder.struct()
            .name("Row")
            .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("Employees", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private final Platform platform;

    ErrantRecordsIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void reportsEachRejectedRecordAndWritesTheRest() throws SQLException {
        makeTable("errant");
        try (RecordTopic topic = RecordTopic.create(platform.endpoints(), "errant.Account", 1);
                RecordTopic other = RecordTopic.create(platform.endpoints(), "errant.Other", 1);
                RecordTopic letters = RecordTopic.create(platform.endpoints(), "errant-letters", 1)) {
            Map<String, List<String>> reasons = sendBadRecords(topic, other);
            platform.connect().install("errant", sink("errant", "errant.Account,errant.Other"), LIMIT);
            SinkOffsets.awaitEnd(platform, "errant", topic.name(), other.name());

            Map<String, Map<String, String>> found = lettersById(letters.name());
            assertThat(found.keySet()).isEqualTo(reasons.keySet());
            reasons.forEach((id, parts) -> {
                Map<String, String> headers = found.get(id);
                assertThat(headers.get("__connect.errors.exception.message"))
                        .as(id)
                        .contains(parts);
                assertThat(headers)
                        .containsEntry("__connect.errors.connector.name", "errant")
                        .containsKeys(
                                "__connect.errors.topic", "__connect.errors.partition", "__connect.errors.offset");
                // The letter itself is the record as it was, with its own headers.
                headers.keySet().removeIf(header -> !header.startsWith("__connect.errors."));
                assertThat(headers.values())
                        .as(id)
                        .noneMatch(text -> text.contains(SECRET) || text.contains(Integer.toString(SECRET_NUMBER)));
            });
            assertThat(ids("errant")).isEqualTo(Set.of("good 1", "good 2", "good 3", "good 4"));
            platform.connect().delete("errant");
        }
    }

    @Test
    void writesOrReportsEveryRecordWhenTheWorkerIsKilled() throws SQLException {
        makeTable("errantkill");
        Set<String> good = new HashSet<>();
        Set<String> bad = new HashSet<>();
        try (RecordTopic topic = RecordTopic.create(platform.endpoints(), "errantkill.Account", 2);
                RecordTopic letters = RecordTopic.create(platform.endpoints(), "errantkill-letters", 1)) {
            for (int i = 0; i < 3000; i++) {
                boolean fits = i % 100 > 0;
                (fits ? good : bad).add("record " + i);
                send(
                        topic,
                        "record " + i,
                        new Struct(ROW).put("Name", "name " + i).put("Employees", fits ? i : -i - 1));
            }
            topic.flush();
            platform.connect().install("errantkill", sink("errantkill", "errantkill.Account"), LIMIT);
            await("records in the queue")
                    .atMost(LIMIT)
                    .until(() -> !lettersById(letters.name()).isEmpty());
            platform.restart(Part.CONNECT);
            platform.connect().awaitRunning("errantkill", LIMIT);
            SinkOffsets.awaitEnd(platform, "errantkill", topic.name());

            assertThat(ids("errantkill")).isEqualTo(good);
            assertThat(lettersById(letters.name()).keySet()).isEqualTo(bad);
            platform.connect().delete("errantkill");
        }
    }

    @Test
    void writesRejectedRecordsOnceTheyAreReadAgain() throws SQLException {
        makeTable("redrive");
        try (RecordTopic topic = RecordTopic.create(platform.endpoints(), "redrive.Account", 1);
                RecordTopic letters = RecordTopic.create(platform.endpoints(), "redrive-letters", 1)) {
            send(topic, "changed", new Struct(ROW).put("Employees", 1));
            send(topic, "bad", new Struct(ROW).put("Employees", -5));
            send(topic, "changed", new Struct(ROW).put("Employees", 2));
            topic.flush();
            platform.connect().install("redrive", sink("redrive", "redrive.Account"), LIMIT);
            SinkOffsets.awaitEnd(platform, "redrive", topic.name());
            Set<String> before = ids("redrive");
            execute("ALTER TABLE redrive.\"Account\" DROP CONSTRAINT employees_positive");

            platform.connect().stop("redrive", LIMIT);
            platform.connect().resetOffsets("redrive");
            platform.connect().resume("redrive");
            SinkOffsets.awaitEnd(platform, "redrive", topic.name());

            assertThat(before).isEqualTo(Set.of("changed"));
            assertThat(ids("redrive")).isEqualTo(Set.of("changed", "bad"));
            platform.connect().delete("redrive");
        }
    }

    /** Sends them among good ones; returns what the reason of each is to say. */
    private static Map<String, List<String>> sendBadRecords(RecordTopic topic, RecordTopic other) {
        Map<String, List<String>> reasons = new TreeMap<>();
        String table = "table errant.Account";
        send(topic, "good 1", new Struct(ROW).put("Name", SECRET));
        send(topic, "no date", new Struct(ROW).put("Born", SECRET));
        reasons.put("no date", List.of(table, "column Born", "not a date or time"));
        send(topic, "check", new Struct(ROW).put("Employees", SECRET_NUMBER));
        reasons.put("check", List.of(table, "constraint employees_positive"));
        send(topic, "unique", new Struct(ROW).put("Name", SECRET));
        reasons.put("unique", List.of(table, "constraint name_unique", "another row"));
        send(topic, "good 2", new Struct(ROW).put("Employees", 5));
        Struct row = new Struct(ROW).put("Born", "2026-11-23");
        topic.send(key(topic, "operation"), row, Map.of(ChangeHeaders.OP, "x"));
        reasons.put("operation", List.of(ChangeHeaders.OP, "unknown code"));
        topic.send(key(topic, "no operation"), row, Map.of(ChangeHeaders.OP, "17"));
        reasons.put("no operation", List.of(ChangeHeaders.OP));
        topic.send(key(topic, "no version"), row, Map.of(ChangeHeaders.VERSION, SECRET));
        reasons.put("no version", List.of(ChangeHeaders.VERSION));
        topic.send(key(topic, "no list"), row, Map.of(ChangeHeaders.CHANGED, SECRET));
        reasons.put("no list", List.of(ChangeHeaders.CHANGED));
        topic.send(key(topic, "marked"), row, Map.of(ChangeHeaders.ERROR, "Account.Born: incompatible change"));
        reasons.put("marked", List.of("Account.Born: incompatible change"));
        send(topic, "good 3", row);
        topic.sendRaw("no Avro".getBytes(StandardCharsets.UTF_8), null, Map.of());
        reasons.put("no Avro", List.of("deserialize"));
        send(other, "other type", new Struct(OTHER_ROW).put("Employees", SECRET));
        reasons.put("other type", List.of(table, "column Employees", "cannot be read as the column's type"));
        send(other, "good 4", new Struct(OTHER_ROW).put("Employees", "7"));
        topic.flush();
        other.flush();
        return reasons;
    }

    private static void send(RecordTopic topic, String id, Struct row) {
        topic.send(key(topic, id), row, Map.of());
    }

    private static Struct key(RecordTopic topic, String id) {
        return new Struct(Envelope.keySchema(topic.name())).put("Id", id);
    }

    /** The headers of the letters by the key's id, which Avro writes as plain text. */
    private Map<String, Map<String, String>> lettersById(String queue) {
        Map<String, Map<String, String>> letters = new HashMap<>();
        RecordTopic.readRaw(platform.endpoints().kafka(), queue).forEach(letter -> {
            String key = new String(letter.key(), StandardCharsets.UTF_8);
            String id = key.charAt(0) == 0 ? key.substring(6) : key;
            letters.put(id, RecordTopic.headers(letter));
        });
        return letters;
    }

    private Set<String> ids(String schema) throws SQLException {
        try (Tables tables = new Tables(platform.endpoints().postgres(), schema)) {
            return tables.rows("Account").keySet();
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(platform.endpoints().postgres());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void makeTable(String schema) throws SQLException {
        try (var connection = DriverManager.getConnection(platform.endpoints().postgres());
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
            statement.execute("""
                    CREATE TABLE %s."Account" (
                        "Id" text PRIMARY KEY,
                        "Name" text CONSTRAINT name_unique UNIQUE,
                        "Born" date,
                        "Employees" integer CONSTRAINT employees_positive CHECK ("Employees" >= 0))
                    """.formatted(schema));
        }
    }

    private Map<String, String> sink(String namespace, String topics) {
        Map<String, String> config = SinkConfig.of(platform.endpoints(), topics, namespace + "-letters");
        if (topics.contains(".Other")) {
            config.put("topics.to.tables.mapping", namespace + ".Other:" + namespace + ".Account");
        }
        return config;
    }
}
