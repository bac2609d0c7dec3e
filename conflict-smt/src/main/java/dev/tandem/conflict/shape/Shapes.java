/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Envelope;
import dev.tandem.event.Operation;
import dev.tandem.event.SalesforceChange;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** The shapes of one topic's values. */
public final class Shapes {
    /** The values of Debezium's heartbeats, transactions, schema changes, logical messages and notifications. */
    private static final Pattern ABOUT_NO_ROW = Pattern.compile("io\\.debezium\\.connector\\..*"
            + "\\.(?:Heartbeat|TransactionMetadataValue|SchemaChangeValue|MessageValue|Notification)");

    private final ShapeSettings settings;
    /** The versions in each partition of each Debezium table, keyed by the name of its envelope's schema. */
    private final Map<String, Map<Object, PartitionVersions>> versions = new HashMap<>();

    private final Shape salesforceMap;
    private final Shape debeziumMap;
    private final Shape flatMap;

    public Shapes(ShapeSettings settings) {
        this.settings = settings;
        this.salesforceMap = new SalesforceShape(null, settings);
        this.debeziumMap = new DebeziumShape(null, settings, new HashMap<>());
        this.flatMap = new FlatShape(null, settings);
    }

    /** Returns whether the headers already describe the change, whatever the value is. */
    public static boolean hasChangeHeaders(ConnectRecord<?> record) {
        return HeaderShape.fits(record);
    }

    public static Shape ofHeaders(Schema value) {
        return new HeaderShape(value);
    }

    /** Returns the shape of values with this schema; null if it is not a known shape. */
    public Shape of(Schema schema) {
        if (schema.type() != Schema.Type.STRUCT) {
            return null;
        }
        if (Envelope.isSalesforceEnvelope(schema)) {
            return new SalesforceShape(schema, settings);
        }
        if (isDebezium(schema)) {
            if (schema.field(Envelope.AFTER).schema().type() != Schema.Type.STRUCT) {
                throw new DataException("The after field of the Debezium envelope is not a struct. For MongoDB, put"
                        + " io.debezium.connector.mongodb.transforms.ExtractNewDocumentState before this transform, and name"
                        + " its fields in " + ShapeSettings.VERSION_FIELD + " and the other options for flat rows.");
            }
            return new DebeziumShape(
                    schema, settings, versions.computeIfAbsent(String.valueOf(schema.name()), any -> new HashMap<>()));
        }
        boolean flat = !settings.versionField().isEmpty() && schema.field(settings.versionField()) != null;
        return flat ? new FlatShape(schema, settings) : null;
    }

    /** Returns the shape of a value without a schema; null if it is not a known shape. */
    public Shape of(Object value) {
        if (!(value instanceof Map)) {
            return null;
        }
        Map<?, ?> map = (Map<?, ?>) value;
        if (map.get(Envelope.SOURCE) instanceof Map && map.containsKey(Envelope.OP)) {
            Map<?, ?> source = (Map<?, ?>) map.get(Envelope.SOURCE);
            return source.containsKey(SalesforceChange.VERSION_TS) ? salesforceMap : debeziumMap;
        }
        return !settings.versionField().isEmpty() && map.containsKey(settings.versionField()) ? flatMap : null;
    }

    /** Returns whether values of this schema are Debezium's own, and describe no change to a row. */
    public static boolean isAboutNoRow(Schema schema) {
        return schema != null
                && schema.name() != null
                && ABOUT_NO_ROW.matcher(schema.name()).matches();
    }

    /** Turns a record without a value into a delete. It has no version, and an origin only if one is configured. */
    public Change tombstone(ConnectRecord<?> record) {
        String origin = settings.origin().isEmpty() ? "unknown" : settings.origin();
        long commitTs = record.timestamp() == null ? 0 : record.timestamp() * 1_000;
        return new Change(Operation.DELETE, origin, Change.UNVERSIONED, commitTs, null, null, null, null, false);
    }

    /** Recognizes Debezium's envelope by its fields, because its settings can change the schema names. */
    private static boolean isDebezium(Schema schema) {
        Field source = schema.field(Envelope.SOURCE);
        return schema.field(Envelope.OP) != null
                && schema.field(Envelope.AFTER) != null
                && source != null
                && source.schema().type() == Schema.Type.STRUCT;
    }
}
