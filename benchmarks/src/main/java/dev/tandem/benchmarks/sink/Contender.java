/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.standalone.Endpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sink connector in one configuration: this one, writing behind or not, and Debezium's, with its unnest option or not. And the
 * limit of the worker, which reads and converts all records of which then only the last is written.
 *
 * @param takesPartial whether it applies changes of some fields, announced by Tandem's headers
 */
record Contender(
        String name, boolean takesPartial, Map<String, String> configuration, String tableKey, String userKey) {
    static final String WORKER = "worker";

    static List<Contender> all() {
        Map<String, String> tandem = Map.of(
                "connector.class", "dev.tandem.postgres.sink.PostgresSinkConnector",
                "version.field", "version",
                "write.behind", "false");
        Map<String, String> behind = new HashMap<>(tandem);
        behind.put("write.behind", "true");
        Map<String, String> worker = new HashMap<>(tandem);
        worker.put("transforms", "drop");
        worker.put("transforms.drop.type", "org.apache.kafka.connect.transforms.Filter");
        worker.put("transforms.drop.predicate", "last");
        worker.put("transforms.drop.negate", "true");
        worker.put("predicates", "last");
        worker.put("predicates.last.type", "org.apache.kafka.connect.transforms.predicates.HasHeaderKey");
        worker.put("predicates.last.name", Workload.LAST);
        Map<String, String> debezium = Map.of(
                "connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector",
                "insert.mode", "upsert",
                "primary.key.mode", "record_key",
                "delete.enabled", "true",
                "schema.evolution", "basic",
                "use.time.zone", "UTC");
        Map<String, String> unnest = new HashMap<>(debezium);
        unnest.put("dialect.postgres.unnest.insert.enabled", "true");
        return List.of(
                new Contender(WORKER, true, fetching(worker, 5000), "table.name.format", "connection.user"),
                new Contender("tandem", true, fetching(tandem, 5000), "table.name.format", "connection.user"),
                new Contender("behind", true, fetching(behind, 5000), "table.name.format", "connection.user"),
                new Contender("debezium", false, debezium, "collection.name.format", "connection.username"),
                new Contender(
                        "unnest", false, fetching(unnest, 3000), "collection.name.format", "connection.username"));
    }

    /** With batches of this size all the way from the consumer. */
    private static Map<String, String> fetching(Map<String, String> configuration, int batch) {
        Map<String, String> fetching = new HashMap<>(configuration);
        fetching.put("batch.size", Integer.toString(batch));
        fetching.put("consumer.override.max.poll.records", Integer.toString(batch));
        fetching.put("consumer.override.max.partition.fetch.bytes", "10485760");
        fetching.put("consumer.override.fetch.min.bytes", "524288");
        return Map.copyOf(fetching);
    }

    String table(Workload workload) {
        return name + "_" + workload.table();
    }

    Map<String, String> configuration(Workload workload, Endpoints endpoints) {
        Map<String, String> complete = new HashMap<>(configuration);
        complete.put("topics", workload.topic());
        complete.put("tasks.max", "1");
        complete.put("connection.url", endpoints.postgres().replaceAll("\\?.*", ""));
        complete.put(userKey, "tandem");
        complete.put("connection.password", "tandem");
        complete.put(tableKey, table(workload));
        return complete;
    }
}
