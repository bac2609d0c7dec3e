/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.standalone.Platform;
import dev.tandem.standalone.compare.Tables;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedPlatform.class)
class ReplayIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Platform platform;

    ReplayIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void changesNothingWhenTheTopicIsReplayed() throws SQLException {
        try (var pipeline = TestPipeline.of(platform, "replayed_live", "Account")) {
            makeAHistory(pipeline);
            List<String> before = physicalRows("replayed_live");
            String sink = pipeline.pipeline().sinkName();

            platform.connect().stop(sink, LIMIT);
            platform.connect().resetOffsets(sink);
            platform.connect().resume(sink);
            platform.connect().awaitRunning(sink, LIMIT);
            SinkOffsets.awaitEnd(platform, sink, "replayed_live.Account");

            assertThat(physicalRows("replayed_live")).isEqualTo(before);
        }
    }

    @Test
    void rebuildsTheSameTableFromTheTopic() throws SQLException {
        try (var pipeline = TestPipeline.of(platform, "replayed_first", "Account")) {
            makeAHistory(pipeline);
            Map<String, String> second = new TreeMap<>(pipeline.pipeline().sink());
            second.put("transforms", "conflict,rename");
            second.put("transforms.rename.type", "org.apache.kafka.connect.transforms.RegexRouter");
            second.put("transforms.rename.regex", "replayed_first\\.(.*)");
            second.put("transforms.rename.replacement", "replayed_second.$1");

            platform.connect().install("replayed-second", second, LIMIT);
            SinkOffsets.awaitEnd(platform, "replayed-second", "replayed_first.Account");
            platform.connect().delete("replayed-second");

            try (var tables = new Tables(pipeline.pipeline().endpoints().postgres(), "replayed_second")) {
                assertThat(tables.rows("Account")).isNotEmpty().isEqualTo(pipeline.table("Account"));
            }
        }
    }

    @Test
    void readsAgainWhatRestoredDatabaseLacks() throws SQLException {
        try (var pipeline = TestPipeline.of(platform, "replayed_restored", "Account")) {
            makeAHistory(pipeline);
            String sink = pipeline.pipeline().sinkName();
            SinkOffsets.awaitEnd(platform, sink, "replayed_restored.Account");
            platform.connect().stop(sink, LIMIT);
            try (var connection =
                            DriverManager.getConnection(platform.endpoints().postgres());
                    var statement = connection.createStatement()) {
                statement.execute("DELETE FROM replayed_restored.\"Account\"");
                statement.execute("DELETE FROM tandem.tombstones WHERE table_schema = 'replayed_restored'");
                statement.execute("UPDATE tandem.sink_positions SET next_offset = 0 WHERE connector = '" + sink + "'");
            }

            platform.connect().resume(sink);
            platform.connect().awaitRunning(sink, LIMIT);

            pipeline.assertTablesEqualTheOrg();
        }
    }

    /** A snapshot and every kind of change after it, with several to the same records. */
    private static void makeAHistory(TestPipeline pipeline) {
        List<String> ids = pipeline.org().addRecords("Account", 500);
        pipeline.install();
        pipeline.awaitRows(500);
        pipeline.org().update("Account", ids.subList(0, 300), Map.of("Phone", "+49 30 1"));
        pipeline.org().addField("Account", Map.of("name", "Tier__c", "type", "string", "length", 20));
        pipeline.org().update("Account", ids.subList(100, 400), Map.of("Phone", "+49 30 2", "Tier__c", "Gold"));
        pipeline.org().delete("Account", ids.subList(250, 350));
        pipeline.org().undelete("Account", ids.subList(300, 350));
        pipeline.org().addRecords("Account", 50);
        pipeline.assertTablesEqualTheOrg();
    }

    /** The rows with where each version of them lies and which transaction wrote it: equal only if nothing was written. */
    private List<String> physicalRows(String schema) throws SQLException {
        try (var connection = DriverManager.getConnection(platform.endpoints().postgres());
                var statement = connection.createStatement();
                var result = statement.executeQuery(
                        "SELECT ctid, xmin, a FROM \"" + schema + "\".\"Account\" a ORDER BY \"Id\"")) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                rows.add(result.getString(1) + " " + result.getString(2) + " " + result.getString(3));
            }
            return rows;
        }
    }
}
