/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.standalone.Endpoints;
import io.confluent.connect.avro.AvroConverter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceConnector;

/** The set-up of {@link ReadyMadeConnector}: its plugin, and a configuration with a record of another source. */
final class WorkerLimit {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private WorkerLimit() {}

    /** Creates a directory of plugin directories with the connector. */
    static Path plugins(Path folder) throws IOException {
        Path jar = Files.createDirectories(folder.resolve("ready-made")).resolve("ready-made.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Class<?> part : List.of(ReadyMadeConnector.class, ReadyMadeTask.class)) {
                String name = part.getName().replace('.', '/') + ".class";
                zip.putNextEntry(new ZipEntry(name));
                try (InputStream code = part.getClassLoader().getResourceAsStream(name)) {
                    code.transferTo(zip);
                }
            }
            zip.putNextEntry(new ZipEntry("META-INF/services/" + SourceConnector.class.getName()));
            zip.write(ReadyMadeConnector.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        return folder;
    }

    /**
     * Returns the configuration of a connector that emits copies of a record of another source's topic.
     *
     * @param source the configuration of that source, for the converters
     */
    static Map<String, String> configuration(
            Endpoints endpoints, Map<String, String> source, String sample, String topic, long count) {
        Map<String, String> configuration = new HashMap<>(source);
        configuration.keySet().removeIf(key -> !key.contains("converter") && !key.startsWith("topic.creation"));
        configuration.put("connector.class", ReadyMadeConnector.class.getName());
        configuration.put("tasks.max", "1");
        configuration.put(ReadyMadeConnector.TOPIC, topic);
        configuration.put(ReadyMadeConnector.COUNT, Long.toString(count));
        ConsumerRecord<byte[], byte[]> record = anyRecord(endpoints, sample);
        configuration.put(ReadyMadeConnector.KEY, json(endpoints, sample, record.key(), true));
        configuration.put(ReadyMadeConnector.VALUE, json(endpoints, sample, record.value(), false));
        return configuration;
    }

    private static ConsumerRecord<byte[], byte[]> anyRecord(Endpoints endpoints, String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", endpoints.kafka());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            int partitions = consumer.partitionsFor(topic).size();
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            ConsumerRecords<byte[], byte[]> records = consumer.poll(WAIT);
            return records.iterator().next();
        }
    }

    private static String json(Endpoints endpoints, String topic, byte[] avro, boolean isKey) {
        AvroConverter from = new AvroConverter();
        from.configure(Map.of("schema.registry.url", endpoints.schemaRegistry()), isKey);
        SchemaAndValue data = from.toConnectData(topic, avro);
        JsonConverter to = new JsonConverter();
        to.configure(Map.of("schemas.enable", "true"), isKey);
        return new String(to.fromConnectData(topic, data.schema(), data.value()), StandardCharsets.UTF_8);
    }
}
