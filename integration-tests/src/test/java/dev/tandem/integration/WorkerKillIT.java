/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGKILL of the worker at instants that are random in the work done, not in time, so that each hits work in progress. */
@ExtendWith(SharedPlatform.class)
class WorkerKillIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int KILLS = 3;
    /** Faults of Salesforce that end by themselves. */
    private static final List<String> FAULTS = List.of(
            "lost-reply",
            "duplicate-delivery",
            "unavailable",
            "unauthorized",
            "lost-answer",
            "busy-streaming",
            "dropped-session",
            "expired-token",
            "lost-connection");

    private final Platform platform;
    private final Random random;

    WorkerKillIT(Platform platform, TestReporter reporter) {
        this.platform = platform;
        long seed = Long.getLong("tandem.seed", System.nanoTime());
        reporter.publishEntry("tandem.seed", Long.toString(seed));
        this.random = new Random(seed);
    }

    @Test
    void losesNothingWhenTheWorkerIsKilledDuringTheSnapshot() throws SQLException {
        int records = 20_000;
        try (var pipeline = TestPipeline.of(platform, "killed_snapshot", "Account", "Contact")) {
            pipeline.org().addRecords("Account", records);
            pipeline.org().addRecords("Contact", 1000);
            pipeline.org().startLoad(50, pipeline.pipeline().objects());
            pipeline.install();

            for (int kill = 1; kill <= KILLS; kill++) {
                pipeline.awaitRows(random.nextInt(records * kill / KILLS));
                platform.restart(Part.CONNECT);
            }
            pipeline.awaitRunning();
            pipeline.awaitRows(records);
            pipeline.org().stopLoad();

            pipeline.assertTablesEqualTheOrg();
        }
    }

    @Test
    void losesNothingWhenTheWorkerIsKilledBetweenFaultsOfSalesforce() throws SQLException {
        try (var pipeline = TestPipeline.of(platform, "killed_stream", "Account", "Contact", "Opportunity")) {
            pipeline.org().addRecords("Account", 500);
            pipeline.org().addRecords("Contact", 500);
            pipeline.install();
            pipeline.awaitRows(1000);
            pipeline.org().startLoad(200, pipeline.pipeline().objects());

            for (int kill = 1; kill <= KILLS; kill++) {
                long until = pipeline.org().newestSequence() + 100 + random.nextInt(1000);
                await("changes to be made")
                        .atMost(LIMIT)
                        .until(() -> pipeline.org().newestSequence() >= until);
                strike(pipeline.org());
                platform.restart(Part.CONNECT);
                pipeline.awaitRunning();
                strike(pipeline.org());
            }
            pipeline.org().stopLoad();
            pipeline.org().stopFaults();

            pipeline.assertTablesEqualTheOrg();
        }
    }

    private void strike(OrgControl org) {
        org.startFault(FAULTS.get(random.nextInt(FAULTS.size())), Map.of("count", 1 + random.nextInt(3)));
    }

    @Test
    void losesNothingWhenPostgresIsKilledWhileStreaming() throws SQLException {
        try (var pipeline = TestPipeline.of(platform, "killed_postgres", "Account")) {
            pipeline.org().addRecords("Account", 500);
            pipeline.install();
            pipeline.awaitRows(500);
            pipeline.org().startLoad(200, pipeline.pipeline().objects());

            long until = pipeline.org().newestSequence() + 100 + random.nextInt(500);
            await("changes to be made").atMost(LIMIT).until(() -> pipeline.org().newestSequence() >= until);
            platform.restart(Part.POSTGRES);
            pipeline.org().stopLoad();

            pipeline.assertTablesEqualTheOrg();
        }
    }
}
