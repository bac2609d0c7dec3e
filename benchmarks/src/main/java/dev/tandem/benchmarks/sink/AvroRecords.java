/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.event.ChangeHeaders;
import io.confluent.connect.avro.AvroConverter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

/** Rows as Avro records, which it makes like a producer and converts like a worker. */
final class AvroRecords {
    static final Schema KEY = SchemaBuilder.struct()
            .name("bench.Key")
            .field("id", Schema.STRING_SCHEMA)
            .build();

    private final AvroConverter keys = new AvroConverter();
    private final AvroConverter values = new AvroConverter();
    private final SimpleHeaderConverter headers = new SimpleHeaderConverter();

    AvroRecords(String registry) {
        Map<String, String> settings = Map.of("schema.registry.url", registry);
        keys.configure(settings, true);
        values.configure(settings, false);
    }

    ProducerRecord<byte[], byte[]> record(Workload workload, Schema schema, Row row) {
        String topic = workload.topic();
        byte[] key = keys.fromConnectData(topic, KEY, new Struct(KEY).put("id", row.key()));
        if (row.values() == null) {
            return new ProducerRecord<>(topic, key, null);
        }
        Struct struct = workload.shape().struct(schema, row);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key, values.fromConnectData(topic, schema, struct));
        if (workload.partial()) {
            String changed = Arrays.stream(row.fields())
                    .mapToObj(field -> "\"c" + field + "\"")
                    .collect(Collectors.joining(",", "[\"version\",", "]"));
            header(record, ChangeHeaders.OP, "u");
            header(record, ChangeHeaders.VERSION, Long.toString(row.version()));
            header(record, ChangeHeaders.CHANGED, changed);
        }
        return record;
    }

    static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Converts keys and values, as a worker does before it calls the sink. */
    void convert(List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> record : records) {
            keys.toConnectData(record.topic(), record.key());
            values.toConnectData(record.topic(), record.value());
        }
    }

    /** Converts headers with the worker's default converter. */
    void convertHeaders(List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> record : records) {
            for (Header header : record.headers()) {
                headers.toConnectHeader(record.topic(), header.key(), header.value());
            }
        }
    }
}
