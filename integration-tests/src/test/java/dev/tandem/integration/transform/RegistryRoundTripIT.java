/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.conflict.LastWriterWins;
import io.confluent.connect.avro.AvroConverter;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Random rows of all types, and the same rows after random changes of their schemas, through the real converter and registry. */
class RegistryRoundTripIT {
    private static final int TRIES = 150;

    private static RegistryServer registry;

    private final AvroConverter converter = registry.converter();
    private final long seed = Long.getLong("tandem.seed", System.nanoTime());
    private final RandomRows rows = new RandomRows(new Random(seed));
    private long version;

    RegistryRoundTripIT(TestReporter reporter) throws IOException, InterruptedException {
        reporter.publishEntry("tandem.seed", Long.toString(seed));
        // Any change of a schema is allowed, and by the level of all subjects alone.
        registry.setLevel("NONE");
    }

    @BeforeAll
    static void start() throws IOException {
        registry = RegistryServer.start();
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void roundTripsRowsOfAnySchema() {
        for (int i = 0; i < TRIES; i++) {
            String topic = "random" + i;
            LastWriterWins<SinkRecord> transform = new LastWriterWins<>();
            transform.configure(Map.of("version.field", "v", "origin", "shop", "memory.max.bytes", "0"));
            Schema old = rows.schema();
            Schema grown = rows.grown(old);
            Struct before = rows.row(old, ++version);
            Struct after = rows.row(grown, ++version);

            assertCarried(topic, before, transform);
            Schema given = assertCarried(topic, after, transform);
            // As in a replay: the old row has the grown schema, and needs none of its own.
            assertThat(assertCarried(topic, before, transform))
                    .as("%s, seed %d", topic, seed)
                    .isSameAs(given);
            transform.close();
        }
    }

    /** From a topic, through the transform, and through another topic as from a transform in a source. */
    private Schema assertCarried(String topic, Struct row, LastWriterWins<SinkRecord> transform) {
        SchemaAndValue read = wire(topic + ".in", row.schema(), row);
        SinkRecord flat = transform.apply(new SinkRecord(topic, 0, null, "1", read.schema(), read.value(), 0));
        RandomRows.assertHolds((Struct) flat.value(), row, topic + ", seed " + seed);
        SchemaAndValue again = wire(topic + ".out", flat.valueSchema(), flat.value());
        RandomRows.assertHolds((Struct) again.value(), row, topic + ", seed " + seed);
        return flat.valueSchema();
    }

    private SchemaAndValue wire(String topic, Schema schema, Object value) {
        return converter.toConnectData(topic, converter.fromConnectData(topic, schema, value));
    }
}
