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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugins as they are on broker and worker of older lines; all other tests run on the newest. */
class OlderKafkaIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @ParameterizedTest
    @ValueSource(strings = {"3.9", "3.5"})
    void runsThePluginsOnAnOlderKafka(String line) throws Exception {
        Path workdir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "platform-");
        try (Platform platform = Platform.builder(workdir)
                .parts(Part.POSTGRES, Part.KAFKA, Part.REGISTRY, Part.CONNECT)
                .kafka(Path.of("target/kafka-" + line))
                .start()) {
            assertThatPluginsAreFound(platform);
            assertThatMistakesAreFound(platform);
            assertThatChangesTravelThroughARestart(platform);
            assertThatABadRecordIsReported(platform);
        }
    }

    private static void assertThatPluginsAreFound(Platform platform) {
        assertThat(StreamSupport.stream(platform.connect().plugins().spliterator(), false)
                        .map(plugin -> plugin.path("class").asText()))
                .contains(
                        "dev.tandem.salesforce.source.SalesforceSourceConnector",
                        SinkConfig.CONNECTOR,
                        "dev.tandem.conflict.LastWriterWins");
    }

    private static void assertThatMistakesAreFound(Platform platform) {
        var answer = platform.connect()
                .validate(
                        "PostgresSinkConnector",
                        Map.of(
                                "name",
                                "wrong",
                                "connector.class",
                                SinkConfig.CONNECTOR,
                                "topics",
                                "t",
                                "insert.mode",
                                "never"));
        assertThat(answer.path("configs").findValues("errors").stream()
                        .flatMap(errors -> StreamSupport.stream(errors.spliterator(), false))
                        .map(error -> error.asText()))
                .anyMatch(error -> error.contains("insert.mode"))
                .anyMatch(error -> error.contains("connection.url"));
    }

    private static void assertThatChangesTravelThroughARestart(Platform platform) throws Exception {
        try (var pipeline = TestPipeline.of(platform, "older", "Account", "Contact")) {
            pipeline.org().addRecords("Account", 500);
            pipeline.install();
            pipeline.awaitRows(500);
            pipeline.awaitStreaming();
            pipeline.org().startLoad(100, pipeline.pipeline().objects());
            pipeline.org().addField("Account", Map.of("name", "Tier__c", "type", "string", "length", 20));
            // Wait until the source has stored its first offset. Before that, a restart reads everything again, and
            // learns of no delete.
            long until = pipeline.org().newestSequence() + 300;
            await("changes to be made").until(() -> pipeline.org().newestSequence() >= until);
            platform.restart(Part.CONNECT);
            pipeline.awaitRunning();
            pipeline.org().stopLoad();
            List<String> ids = pipeline.org().addRecords("Account", List.of(Map.of("Name", "a"), Map.of("Name", "b")));
            pipeline.org().update("Account", ids, Map.of("Tier__c", "Gold"));
            pipeline.org().delete("Account", ids.subList(0, 1));
            pipeline.assertTablesEqualTheOrg();
            assertThatMetricsAreThere(platform);
        }
    }

    private static void assertThatMetricsAreThere(Platform platform) throws Exception {
        try (WorkerBeans beans = WorkerBeans.of(platform)) {
            assertThat(beans.count(
                            "dev.tandem:type=postgres-sink,connector=\"older-to-postgres\",table=\"older.Account\",*",
                            "rows-updated"))
                    .isPositive();
            assertThat(beans.count(
                            "dev.tandem.conflict:type=LastWriterWins,connector=\"older-to-postgres\",*", "Records"))
                    .isPositive();
            assertThat(beans.named("dev.tandem:type=salesforce-source,connector=*older-to-kafka*,object=Account,*"))
                    .hasSize(1);
            // The worker's own metrics of plugins came with Kafka 4.1.
            assertThat(beans.named("kafka.connect:type=plugins,*")).isEmpty();
        }
    }

    private static void assertThatABadRecordIsReported(Platform platform) throws Exception {
        Struct row = new Struct(SchemaBuilder.struct()
                        .name("Row")
                        .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
                        .build())
                .put("Name", "any");
        try (RecordTopic topic = RecordTopic.create(platform.endpoints(), "olderbad.Account", 1);
                RecordTopic letters = RecordTopic.create(platform.endpoints(), "olderbad-letters", 1);
                Tables tables = new Tables(platform.endpoints().postgres(), "olderbad")) {
            Struct key = new Struct(Envelope.keySchema(topic.name()));
            topic.send(key.put("Id", "bad"), row, Map.of(ChangeHeaders.OP, "x"));
            topic.send(key.put("Id", "good"), row, Map.of(ChangeHeaders.OP, "c", ChangeHeaders.VERSION, "1"));
            topic.flush();
            platform.connect()
                    .install("olderbad", SinkConfig.of(platform.endpoints(), topic.name(), letters.name()), LIMIT);
            SinkOffsets.awaitEnd(platform, "olderbad", topic.name());

            assertThat(tables.rows("Account").keySet()).containsExactly("good");
            assertThat(RecordTopic.readRaw(platform.endpoints().kafka(), letters.name()))
                    .singleElement()
                    .satisfies(letter -> assertThat(RecordTopic.headers(letter))
                            .extractingByKey("__connect.errors.exception.message")
                            .asString()
                            .contains(ChangeHeaders.OP, "unknown code"));
        }
    }
}
