/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The value of a change record: Debezium's envelope with the list of changed fields beside it, so that tools which read
 * Debezium's events read these.
 *
 * <p>{@code after} is null for a delete, and {@code before} always. A null in {@code after} means "was set to null" when
 * the field is in {@code changed_fields} or {@code changed_fields} is null, and "not known" otherwise.
 */
public final class Envelope {
    public static final String OP = "op";
    /** Int64, ms since the epoch: when the connector made the record. */
    public static final String TS_MS = "ts_ms";

    public static final String BEFORE = "before";
    public static final String AFTER = "after";
    /** Array of string: the fields that {@code after} knows; null when it is the whole row. */
    public static final String CHANGED_FIELDS = "changed_fields";

    public static final String SOURCE = "source";

    private static final String NAME_SUFFIX = ".Envelope";

    private Envelope() {}

    /** The schema of the keys of a Salesforce object's topic: the record id of 18 characters. */
    public static Schema keySchema(String topic) {
        return SchemaBuilder.struct()
                .name(topic + ".Key")
                .field("Id", Schema.STRING_SCHEMA)
                .build();
    }

    /** The name that the schema of {@code after} has in a topic. */
    public static String rowSchemaName(String topic) {
        return topic + ".Value";
    }

    /** @param row the schema of {@code after}: an optional struct */
    public static Schema schema(String topic, Schema row) {
        return SchemaBuilder.struct()
                .name(topic + NAME_SUFFIX)
                .field(BEFORE, row)
                .field(AFTER, row)
                .field(
                        CHANGED_FIELDS,
                        SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
                .field(SOURCE, SalesforceChange.SCHEMA)
                .field(OP, Schema.STRING_SCHEMA)
                .field(TS_MS, Schema.OPTIONAL_INT64_SCHEMA)
                .build();
    }

    /** Whether a value of this schema is an envelope, Tandem's or Debezium's. */
    public static boolean isEnvelope(Schema schema) {
        return schema != null
                && schema.type() == Schema.Type.STRUCT
                && schema.name() != null
                && schema.name().endsWith(NAME_SUFFIX)
                && schema.field(OP) != null
                && schema.field(AFTER) != null;
    }

    /** Whether a value of this schema is Tandem's envelope of a Salesforce change. */
    public static boolean isSalesforceEnvelope(Schema schema) {
        return isEnvelope(schema)
                && schema.field(CHANGED_FIELDS) != null
                && schema.field(SOURCE) != null
                && SalesforceChange.NAME.equals(schema.field(SOURCE).schema().name());
    }
}
