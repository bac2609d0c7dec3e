/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The value of a change record: Debezium's envelope plus a list of the changed fields, so that tools for Debezium's events
 * can read it.
 *
 * <p>{@code before} is always null, and {@code after} is null for a delete. A null field of {@code after} was set to null if
 * {@code changed_fields} lists it or is null itself; otherwise its value is unknown.
 */
public final class Envelope {
    /** The field of the key. */
    public static final String ID = "Id";

    public static final String OP = "op";
    /** Int64, ms since the epoch: the time at which the connector created the record. */
    public static final String TS_MS = "ts_ms";

    public static final String BEFORE = "before";
    public static final String AFTER = "after";
    /** Array of string: the fields that {@code after} carries; null if it is the whole row. */
    public static final String CHANGED_FIELDS = "changed_fields";

    public static final String SOURCE = "source";

    private static final String NAME_SUFFIX = ".Envelope";

    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9_.]");
    private static final Pattern LEADING_DIGIT = Pattern.compile("(^|\\.)(\\d)");

    private Envelope() {}

    /** Returns the schema of the keys in a Salesforce object's topic: the record id of 18 characters. */
    public static Schema keySchema(String topic) {
        return SchemaBuilder.struct()
                .name(schemaName(topic) + ".Key")
                .field(ID, Schema.STRING_SCHEMA)
                .build();
    }

    /** Returns the name of the schema of {@code after} in a topic. */
    public static String rowSchemaName(String topic) {
        return schemaName(topic) + ".Value";
    }

    /**
     * Returns the schema of the envelopes in a topic.
     *
     * @param row the schema of {@code after}: an optional struct
     */
    public static Schema schema(String topic, Schema row) {
        return SchemaBuilder.struct()
                .name(schemaName(topic) + NAME_SUFFIX)
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

    /** Returns whether values of this schema are envelopes, either Tandem's or Debezium's. Other transforms may have changed the name. */
    public static boolean isEnvelope(Schema schema) {
        boolean hasFields = schema != null
                && schema.type() == Schema.Type.STRUCT
                && schema.field(OP) != null
                && schema.field(AFTER) != null;
        return hasFields && (String.valueOf(schema.name()).endsWith(NAME_SUFFIX) || hasSource(schema));
    }

    private static boolean hasSource(Schema schema) {
        return schema.field(SOURCE) != null && schema.field(SOURCE).schema().type() == Schema.Type.STRUCT;
    }

    /** Returns whether values of this schema are Tandem's envelopes of Salesforce changes. */
    public static boolean isSalesforceEnvelope(Schema schema) {
        return isEnvelope(schema)
                && schema.field(CHANGED_FIELDS) != null
                && schema.field(SOURCE) != null
                && SalesforceChange.NAME.equals(schema.field(SOURCE).schema().name());
    }

    /**
     * Returns a topic's name with an underscore for each character that a name in Avro cannot have, as Debezium does: hyphens,
     * and a digit at the start of a part.
     */
    private static String schemaName(String topic) {
        return LEADING_DIGIT
                .matcher(NOT_IN_NAMES.matcher(topic).replaceAll("_"))
                .replaceAll("$1_$2");
    }
}
