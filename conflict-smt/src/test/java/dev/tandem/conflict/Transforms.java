/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/** A builder of configured transforms, and a reader of their records. */
final class Transforms {
    private Transforms() {}

    static LastWriterWins<SinkRecord> with(String... keysAndValues) {
        Map<String, String> config = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            config.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        LastWriterWins<SinkRecord> transform = new LastWriterWins<>();
        transform.configure(config);
        return transform;
    }

    /** Returns the header's value; null if the record has no such header. */
    static Object header(SinkRecord record, String name) {
        Header header = record.headers().lastWithName(name);
        return header == null ? null : header.value();
    }

    static Struct row(SinkRecord record) {
        return (Struct) record.value();
    }

    static SinkRecord record(String topic, Object key, Schema schema, Object value) {
        return new SinkRecord(topic, 0, null, key, schema, value, 0);
    }
}
