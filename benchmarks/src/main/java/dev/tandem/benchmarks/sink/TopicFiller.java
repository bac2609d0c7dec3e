/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.postgres.sink.type.Wire;
import dev.tandem.standalone.Endpoints;
import io.confluent.connect.avro.AvroConverter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** A producer that fills a topic of one partition with a workload, in Avro, before any sink runs. */
final class TopicFiller {
    private static final Schema KEY = SchemaBuilder.struct()
            .name("bench.Key")
            .field("id", Schema.STRING_SCHEMA)
            .build();

    private final Endpoints endpoints;
    private final AvroConverter keys = new AvroConverter();
    private final AvroConverter values = new AvroConverter();

    TopicFiller(Endpoints endpoints) {
        this.endpoints = endpoints;
        Map<String, String> registry = Map.of("schema.registry.url", endpoints.schemaRegistry());
        keys.configure(registry, true);
        values.configure(registry, false);
    }

    void fill(Workload workload) throws ExecutionException, InterruptedException {
        Map<String, Object> bootstrap =
                Map.of("bootstrap.servers", endpoints.kafka(), "linger.ms", 50, "batch.size", 500_000);
        try (Admin admin = Admin.create(bootstrap);
                Producer<byte[], byte[]> producer =
                        new KafkaProducer<>(bootstrap, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(workload.topic(), 1, (short) 1)))
                    .all()
                    .get();
            Schema schema = schema(workload.shape());
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            List<Row> rows = workload.rows();
            for (Row row : rows) {
                sent.add(producer.send(record(workload, schema, row)));
            }
            Row first = rows.get(0);
            ProducerRecord<byte[], byte[]> last =
                    record(workload, schema, new Row(Workload.LAST, Long.MAX_VALUE, first.values(), first.fields()));
            header(last, Workload.LAST, "");
            sent.add(producer.send(last));
            producer.flush();
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(Workload workload, Schema schema, Row row) {
        String topic = workload.topic();
        byte[] key = keys.fromConnectData(topic, KEY, new Struct(KEY).put("id", row.key()));
        if (row.values() == null) {
            return new ProducerRecord<>(topic, key, null);
        }
        Struct struct = new Struct(schema).put("version", row.version());
        for (int column = 0; column < workload.shape().columns(); column++) {
            if (row.fields() == null || Arrays.binarySearch(row.fields(), column) >= 0) {
                struct.put("c" + column, value(workload.shape().type(column), row.values()[column]));
            }
        }
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

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Schema schema(Shape shape) {
        SchemaBuilder builder = SchemaBuilder.struct()
                .name("bench.Row" + shape.columns())
                .field("version", Schema.OPTIONAL_INT64_SCHEMA);
        IntStream.range(0, shape.columns()).forEach(column -> builder.field("c" + column, schema(shape.type(column))));
        return builder.build();
    }

    private static Schema schema(Wire type) {
        return switch (type) {
            case TEXT -> Schema.OPTIONAL_STRING_SCHEMA;
            case INT8 -> Schema.OPTIONAL_INT64_SCHEMA;
            case FLOAT8 -> Schema.OPTIONAL_FLOAT64_SCHEMA;
            case BOOL -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
            case TIMESTAMPTZ -> Timestamp.builder().optional().build();
            case NUMERIC -> Decimal.builder(2).optional().build();
            default -> throw new IllegalStateException("no column has this type");
        };
    }

    private static Object value(Wire type, Object value) {
        return type == Wire.TIMESTAMPTZ ? new Date((Long) value / 1000) : value;
    }
}
