/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** A base for tests of one transform, and of rows whose schema changes. */
abstract class SchemaChanges {
    static final Schema INT32 = Schema.OPTIONAL_INT32_SCHEMA;
    static final Schema INT64 = Schema.OPTIONAL_INT64_SCHEMA;
    static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;

    LastWriterWins<SinkRecord> transform = Transforms.with("memory.max.bytes", "0");
    private long version;

    SinkRecord give(Struct row) {
        SinkRecord flat = transform.apply(
                new SalesforceRecords(row.schema()).version(++version).record("r", row));
        Transforms.row(flat).validate();
        return flat;
    }

    static Object field(SinkRecord flat) {
        return Transforms.row(flat).get("f");
    }

    static Struct row(Schema type, Object value) {
        return new Struct(SchemaBuilder.struct().field("f", type).build()).put("f", value);
    }
}
