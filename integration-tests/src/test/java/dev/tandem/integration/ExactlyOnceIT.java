/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.event.Envelope;
import dev.tandem.event.SalesforceChange;
import dev.tandem.integration.RecordTopic.Stored;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** The Salesforce source in a worker with exactly-once source support: what a killed worker emitted is not emitted again. */
class ExactlyOnceIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int RECORDS = 5_000;

    @Test
    void emitsEachEventOnceWhenTheWorkerIsKilled(TestReporter reporter) throws Exception {
        long seed = Long.getLong("tandem.seed", System.nanoTime());
        reporter.publishEntry("tandem.seed", Long.toString(seed));
        Random random = new Random(seed);
        Path workdir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "platform-");
        try (Platform platform = Platform.builder(workdir)
                        .parts(Part.POSTGRES, Part.KAFKA, Part.REGISTRY, Part.CONNECT)
                        .worker("exactly.once.source.support", "enabled")
                        .start();
                var pipeline = TestPipeline.of(platform, "once", "Account")) {
            pipeline.org().addRecords("Account", RECORDS);
            // Records of the last quarter of an hour would be read again if the worker dies before the first event.
            pipeline.org().setClockAhead(Duration.ofHours(1));
            platform.connect()
                    .put(pipeline.pipeline().sinkName(), pipeline.pipeline().sink());
            Map<String, String> source = pipeline.pipeline().source();
            source.put("exactly.once.support", "required");
            source.put("transaction.boundary", "connector");
            // A worker comes back only when the transaction that the killed one left open has ended; but one that
            // outlives this in a living worker, on a busy machine, fails the task.
            source.put("producer.override.transaction.timeout.ms", "20000");
            platform.connect().install(pipeline.pipeline().sourceName(), source, LIMIT);
            pipeline.awaitRows(1 + random.nextInt(RECORDS / 2));
            platform.restart(Part.CONNECT);
            pipeline.awaitRows(RECORDS);
            pipeline.awaitStreaming();

            pipeline.org().startLoad(200, List.of("Account"));
            long until = pipeline.org().newestSequence() + 100 + random.nextInt(500);
            await("changes to be made").atMost(LIMIT).until(() -> pipeline.org().newestSequence() >= until);
            platform.restart(Part.CONNECT);
            pipeline.awaitRunning();
            pipeline.org().stopLoad();
            updateManyInEachTransaction(pipeline.org());
            pipeline.assertTablesEqualTheOrg();

            assertTransactionsAreWhole(RecordTopic.read(platform.endpoints(), "once.Account"));
            List<String> events = events(platform);
            assertThat(events).hasSizeGreaterThan(RECORDS).doesNotHaveDuplicates();
        }
    }

    /** Makes transactions of 200 events each: a value of its own in each record keeps their events apart. */
    private static void updateManyInEachTransaction(OrgControl org) {
        List<Map<String, Object>> updates = org.liveRecords("Account").keySet().stream()
                .limit(1_000)
                .map(id -> Map.<String, Object>of("Id", id, "Description", "Update of " + id))
                .toList();
        org.update("Account", updates);
    }

    /** Kafka marks the end of a transaction in each partition by a record that consumers do not see, which takes an offset. */
    private static void assertTransactionsAreWhole(List<Stored> records) {
        Map<Integer, Stored> last = new HashMap<>();
        int withinTransaction = 0;
        for (Stored record : records) {
            Stored before = last.put(record.partition(), record);
            String key = transaction(record);
            if (before != null && key != null && key.equals(transaction(before))) {
                assertThat(record.offset())
                        .as("the record after one of its transaction")
                        .isEqualTo(before.offset() + 1);
                withinTransaction++;
            }
        }
        assertThat(withinTransaction).as("records of larger transactions").isGreaterThan(500);
    }

    private static String transaction(Stored record) {
        return record.value().getStruct(Envelope.SOURCE).getString(SalesforceChange.TRANSACTION_KEY);
    }

    /** Returns the identity of each committed record: the event and the record that it changed, or the read. */
    private static List<String> events(Platform platform) {
        return RecordTopic.read(platform.endpoints(), "once.Account").stream()
                .map(stored -> {
                    Struct source = stored.value().getStruct(Envelope.SOURCE);
                    return stored.key().getString("Id") + " " + source.getString(SalesforceChange.REPLAY_ID) + " "
                            + source.getString(SalesforceChange.TRANSACTION_KEY) + " "
                            + source.getInt64(SalesforceChange.SEQUENCE);
                })
                .toList();
    }
}
