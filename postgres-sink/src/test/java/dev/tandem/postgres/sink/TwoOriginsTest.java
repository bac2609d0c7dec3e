/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.BeforeEach;

/** A base for tests with two topics whose changes meet in one table, and with what was logged of their conflicts. */
abstract class TwoOriginsTest extends SinkTest {
    private static final String LOG =
            "SELECT key, field, type, resolution, local_value, remote_value FROM tandem.conflicts"
                    + " ORDER BY kafka_offset, topic, key, field";
    static final String ORDERS = "SELECT id, item, city, _sync_version, _sync_origin FROM shop.orders ORDER BY 1";

    final FlatRecords eu = orders("eu.orders");
    final FlatRecords us = orders("us.orders");

    @BeforeEach
    void configure() {
        sink.with("topics.to.tables.mapping", "eu.orders:shop.orders,us.orders:shop.orders")
                .with("version.field", "v");
    }

    static FlatRecords orders(String topic) {
        return new FlatRecords(topic)
                .field("item", Schema.OPTIONAL_STRING_SCHEMA)
                .field("city", Schema.OPTIONAL_STRING_SCHEMA)
                .field("v", Schema.INT64_SCHEMA);
    }

    List<String> log() {
        return database.rows(LOG);
    }
}
