/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.Platform;
import dev.tandem.standalone.compare.Comparison;
import dev.tandem.standalone.compare.SideBySide;
import dev.tandem.standalone.compare.Tables;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An org, topics, tables and connectors that belong to one test, on the platform that it shares with others. */
public final class TestPipeline implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Platform platform;
    private final SalesforceSimulator simulator;
    private final Pipeline pipeline;
    private final OrgControl org;
    private final Tables tables;

    private TestPipeline(Platform platform, SalesforceSimulator simulator, Pipeline pipeline) throws SQLException {
        this.platform = platform;
        this.simulator = simulator;
        this.pipeline = pipeline;
        this.org = new OrgControl(simulator.baseUrl());
        this.tables = new Tables(pipeline.endpoints().postgres(), pipeline.namespace());
    }

    /**
     * An empty org and, on {@link #install}, connectors for it.
     *
     * @param namespace of topics and tables, which no other test has
     */
    public static TestPipeline of(Platform platform, String namespace, String... objects) throws SQLException {
        SalesforceSimulator simulator = SalesforceSimulator.start(SimulatorOptions.defaults());
        Endpoints endpoints = platform.endpoints()
                .withOrg(simulator.baseUrl().toString(), simulator.clientId(), simulator.clientSecret());
        return new TestPipeline(platform, simulator, new Pipeline(endpoints, namespace, List.of(objects)));
    }

    public void install() {
        pipeline.install(platform.connect());
    }

    /** Until the org has a subscription for each object: what happens from now on is streamed, not only read. */
    public void awaitStreaming() {
        await("subscriptions")
                .atMost(LIMIT)
                .until(() -> org.state().path("subscriptions").size()
                        == pipeline.objects().size());
    }

    /** After a restart of the worker. */
    public void awaitRunning() {
        pipeline.awaitRunning(platform.connect());
    }

    public OrgControl org() {
        return org;
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    /** Returns the number of rows in all tables together. */
    public long rows() throws SQLException {
        long rows = 0;
        for (String object : pipeline.objects()) {
            rows += tables.count(object);
        }
        return rows;
    }

    public void awaitRows(long atLeast) {
        await("rows in Postgres").atMost(LIMIT).until(() -> rows() >= atLeast);
    }

    /** The row of a record as column name and value, or an empty map. */
    public Map<String, Object> row(String object, String id) throws SQLException {
        return tables.rows(object).getOrDefault(id, Map.of());
    }

    /** Every row of an object's table by its id. */
    public Map<String, Map<String, Object>> table(String object) throws SQLException {
        return tables.rows(object);
    }

    /** Waits until every value of every record equals its column, and fails with the differences when it does not. */
    public void assertTablesEqualTheOrg() {
        List<Comparison> comparisons =
                new SideBySide(pipeline.endpoints(), pipeline.namespace()).awaitEqual(pipeline.objects(), LIMIT);
        assertThat(comparisons.stream()
                        .flatMap(comparison -> comparison.differences().stream().limit(10)))
                .as("differences between the org and its tables")
                .isEmpty();
        assertThat(comparisons)
                .allSatisfy(comparison -> assertThat(comparison.values()).isPositive());
    }

    @Override
    public void close() throws SQLException {
        Stream.of(pipeline.sourceName(), pipeline.sinkName())
                .filter(platform.connect().connectors()::contains)
                .forEach(platform.connect()::delete);
        tables.close();
        simulator.close();
    }
}
