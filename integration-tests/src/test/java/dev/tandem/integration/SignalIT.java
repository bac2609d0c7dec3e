/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signals in a real worker: changes that no event reports arrive when a re-read is requested, whatever is killed. */
@ExtendWith(SharedPlatform.class)
class SignalIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Platform platform;

    SignalIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void rereadsWhatSignalsAskForAcrossAKill() throws Exception {
        try (var pipeline = TestPipeline.of(platform, "signals", "Account", "Contact");
                RecordTopic signals = RecordTopic.create(platform.endpoints(), "re-reads", 2)) {
            List<String> accounts = pipeline.org().addRecords("Account", 50);
            List<String> contacts = pipeline.org().addRecords("Contact", 50);
            Map<String, String> sink = pipeline.pipeline().sink();
            sink.put("truncate.enabled", "true");
            platform.connect().put(pipeline.pipeline().sinkName(), sink);
            platform.connect().install(pipeline.pipeline().sourceName(), withSignals(pipeline, signals), LIMIT);
            pipeline.awaitRows(100);
            pipeline.awaitStreaming();
            pipeline.org().update("Account", accounts.subList(49, 50), Map.of("Phone", "1"));
            pipeline.org().update("Contact", contacts.subList(49, 50), Map.of("Phone", "1"));
            await("positions after these events")
                    .atMost(LIMIT)
                    .until(() -> platform.connect()
                                    .offsets(pipeline.pipeline().sourceName())
                                    .findValues("replay_id")
                                    .size()
                            == 2);

            changeSilently(pipeline, "Account", accounts.subList(0, 3));
            send(signals, ids("Account", accounts.subList(0, 3)));
            pipeline.assertTablesEqualTheOrg();

            changeSilently(pipeline, "Contact", contacts.subList(10, 40));
            send(signals, "not a signal");
            send(signals, whole("signals.contact"));
            pipeline.assertTablesEqualTheOrg();

            signals.addPartitions(3);
            changeSilently(pipeline, "Account", accounts.subList(20, 30));
            send(signals, 2, ids("Account", accounts.subList(20, 30)));
            purgeSilently(pipeline, "Contact", contacts.subList(45, 47));
            pipeline.org().startFault("expired-replay-ids", Map.of());
            platform.restart(Part.CONNECT);
            pipeline.awaitRunning();
            pipeline.assertTablesEqualTheOrg();
            assertThat(pipeline.table("Account")).hasSize(48);
        }
    }

    @Test
    void findsPurgedRecordsAfterACompleteRead() throws Exception {
        try (var pipeline = TestPipeline.of(platform, "purged", "Account");
                RecordTopic signals = RecordTopic.create(platform.endpoints(), "purges", 1)) {
            List<String> accounts = pipeline.org().addRecords("Account", 20);
            platform.connect()
                    .put(pipeline.pipeline().sinkName(), pipeline.pipeline().sink());
            platform.connect().install(pipeline.pipeline().sourceName(), withSignals(pipeline, signals), LIMIT);
            pipeline.awaitRows(20);
            pipeline.awaitStreaming();
            purgeSilently(pipeline, "Account", accounts.subList(5, 8));
            long newest =
                    versions(pipeline).values().stream().max(Long::compare).orElseThrow();

            send(signals, whole("Account"));
            await("the rows of the read")
                    .atMost(LIMIT)
                    .until(() -> versions(pipeline).values().stream()
                                    .filter(version -> version > newest)
                                    .count()
                            == 17);
            List<String> gone = versions(pipeline).entrySet().stream()
                    .filter(row -> row.getValue() <= newest)
                    .map(Map.Entry::getKey)
                    .toList();
            send(signals, ids("Account", gone));

            pipeline.assertTablesEqualTheOrg();
            assertThat(gone).containsExactlyInAnyOrderElementsOf(accounts.subList(5, 8));
        }
    }

    private Map<String, String> withSignals(TestPipeline pipeline, RecordTopic signals) {
        Map<String, String> source = pipeline.pipeline().source();
        source.put("signal.kafka.topic", signals.name());
        source.put("signal.kafka.bootstrap.servers", platform.endpoints().kafka());
        source.put("signal.consumer.metadata.max.age.ms", "1000");
        return source;
    }

    /** Returns the version of each row by its id. */
    private static Map<String, Long> versions(TestPipeline pipeline) throws SQLException {
        Map<String, Long> versions = new HashMap<>();
        pipeline.table("Account").forEach((id, row) -> versions.put(id, (Long) row.get("_sync_version")));
        return versions;
    }

    /** Changes records, and deletes the first of them, without events. */
    private static void changeSilently(TestPipeline pipeline, String object, List<String> ids) {
        String field = object.equals("Account") ? "Name" : "LastName";
        pipeline.org()
                .updateSilently(
                        object,
                        ids.stream()
                                .map(id -> Map.<String, Object>of("Id", id, field, "Silent"))
                                .toList());
        pipeline.org()
                .send("DELETE", "objects/" + object + "/records", Map.of("ids", ids.subList(0, 1), "events", false));
    }

    /** Deletes records for good, without events. */
    private static void purgeSilently(TestPipeline pipeline, String object, List<String> ids) {
        pipeline.org()
                .send("DELETE", "objects/" + object + "/records", Map.of("ids", ids, "events", false, "purge", true));
    }

    private static String whole(String object) {
        return "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[\"" + object + "\"]}}";
    }

    private static String ids(String object, List<String> ids) {
        String list = ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(","));
        return "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[\"" + object
                + "\"],\"type\":\"incremental\",\"additional-conditions\":[{\"data-collection\":\"" + object
                + "\",\"filter\":\"Id IN (" + list + ")\"}]}}";
    }

    private static void send(RecordTopic signals, String signal) {
        send(signals, null, signal);
    }

    private static void send(RecordTopic signals, Integer partition, String signal) {
        signals.sendRaw(partition, null, signal.getBytes(StandardCharsets.UTF_8), Map.of());
        signals.flush();
    }
}
