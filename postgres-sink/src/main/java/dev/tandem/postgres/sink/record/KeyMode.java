/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/** The part of a record that carries the key of its row. */
public enum KeyMode {
    RECORD_KEY {
        @Override
        Object source(SinkRecord record) {
            return record.key();
        }

        @Override
        Schema schema(SinkRecord record) {
            return record.keySchema();
        }
    },
    RECORD_VALUE {
        @Override
        Object source(SinkRecord record) {
            return record.value();
        }

        @Override
        Schema schema(SinkRecord record) {
            return record.valueSchema();
        }
    };

    abstract Object source(SinkRecord record);

    abstract Schema schema(SinkRecord record);
}
