/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.standalone.Endpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Schema;

/** A producer that fills a topic of one partition with a workload, in Avro, before any sink runs. */
final class TopicFiller {
    private final Endpoints endpoints;
    private final AvroRecords records;

    TopicFiller(Endpoints endpoints) {
        this.endpoints = endpoints;
        this.records = new AvroRecords(endpoints.schemaRegistry());
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
            Schema schema = workload.shape().schema();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            List<Row> rows = workload.rows();
            for (Row row : rows) {
                sent.add(producer.send(records.record(workload, schema, row)));
            }
            Row first = rows.get(0);
            ProducerRecord<byte[], byte[]> last = records.record(
                    workload, schema, new Row(Workload.LAST, Long.MAX_VALUE, first.values(), first.fields()));
            AvroRecords.header(last, Workload.LAST, "");
            sent.add(producer.send(last));
            producer.flush();
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }
}
