/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.ChangeHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/** The two kinds of records that the sink takes, for tests of what is the same for both. */
enum RecordKind {
    /** Records as any source makes them. */
    FLAT,
    /** Records as the transform makes them. */
    WITH_HEADERS;

    FlatRecords of(String topic) {
        return new FlatRecords(topic, this);
    }

    SinkRecord completed(SinkRecord record) {
        if (this == WITH_HEADERS) {
            record.headers()
                    .addString(ChangeHeaders.OP, record.value() == null ? "d" : "r")
                    .addString(ChangeHeaders.ORIGIN, "salesforce")
                    .addLong(ChangeHeaders.VERSION, record.kafkaOffset());
        }
        return record;
    }
}
