/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A task that emits a given number of copies of a record, with different keys and as fast as they are polled. */
public final class ReadyMadeTask extends SourceTask {
    /** The size of the largest poll of the Salesforce source. */
    private static final int BATCH = 2_048;

    private static final Map<String, String> PARTITION = Map.of("source", "ready-made");
    private static final long IDLE_MILLIS = 100;

    private List<SourceRecord> batch;
    private long left;

    @Override
    public String version() {
        return "1";
    }

    @Override
    public void start(Map<String, String> properties) {
        String topic = properties.get(ReadyMadeConnector.TOPIC);
        JsonConverter json = new JsonConverter();
        json.configure(Map.of("schemas.enable", "true"), false);
        SchemaAndValue key = parsed(json, topic, properties.get(ReadyMadeConnector.KEY));
        SchemaAndValue value = parsed(json, topic, properties.get(ReadyMadeConnector.VALUE));
        batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            batch.add(new SourceRecord(
                    PARTITION,
                    Map.of("number", i),
                    topic,
                    null,
                    key.schema(),
                    withId(key.schema(), "001%012dAAA".formatted(i)),
                    value.schema(),
                    value.value()));
        }
        left = Long.parseLong(properties.get(ReadyMadeConnector.COUNT));
    }

    private static SchemaAndValue parsed(JsonConverter json, String topic, String text) {
        return json.toConnectData(topic, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Struct withId(Schema schema, String id) {
        return new Struct(schema).put("Id", id);
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        if (left == 0) {
            Thread.sleep(IDLE_MILLIS);
            return null;
        }
        List<SourceRecord> next = batch.subList(0, (int) Math.min(BATCH, left));
        left -= next.size();
        return next;
    }

    @Override
    public void stop() {
        // Nothing is open.
    }
}
