/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import dev.tandem.event.Operation;
import dev.tandem.postgres.session.TableId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Reads what a record does to which row: by Tandem's headers where it has them, else as an upsert of the whole row or, with a
 * null value, a delete. Not thread-safe: it belongs to one task.
 */
public final class RecordReader {
    private static final int MOST_SCHEMA_PAIRS = 10_000;

    private final RecordSettings settings;
    private final Map<TableId, TableFields> tables = new HashMap<>();
    private final Map<ShapeId, RowShape> shapes = new HashMap<>();
    private final Map<SchemaPair, RowShape> shapesByIdentity = new HashMap<>();

    public RecordReader(RecordSettings settings) {
        this.settings = settings;
    }

    /**
     * What the record does, or empty for a delete or truncate while those are off.
     *
     * @throws RejectedRecordException when the record says why it is bad, or does not fit the settings
     */
    public Optional<Effect> read(SinkRecord record, TableId table) {
        Headers headers = Headers.of(record);
        if (Operation.TRUNCATE.code().equals(headers.operation)) {
            return settings.truncates() ? Optional.of(truncate(record, table, headers)) : Optional.empty();
        }
        if (headers.error != null) {
            throw new RejectedRecordException(record, headers.error);
        }
        Operation operation = operation(record, headers);
        if (operation == Operation.DELETE && !settings.deletes()) {
            return Optional.empty();
        }
        RowShape shape = shape(record, table);
        RowKey key = key(record, shape);
        Long version = headers.version != null ? headers.version : version(record);
        BitSet fields;
        if (operation == Operation.DELETE) {
            fields = new BitSet();
        } else {
            fields = headers.changed == null ? shape.all() : shape.positions(headers.changed);
        }
        String origin = settings.origins() ? origin(record, headers) : null;
        return Optional.of(new Change(record, shape, key, operation, version, fields, origin));
    }

    /** When the change was committed at its source, else the record's own time, in µs since the epoch; null when neither is known. */
    public static Long commitMicros(SinkRecord record) {
        Header header = record.headers().lastWithName(ChangeHeaders.COMMIT_TS);
        if (header != null && header.value() instanceof Long micros) {
            return micros;
        }
        return record.timestamp() == null ? null : Long.valueOf(record.timestamp() * 1000);
    }

    /** A record that does not tell comes from what its topic comes from, whatever transforms have renamed that to. */
    private static String origin(SinkRecord record, Headers headers) {
        return headers.origin != null
                ? headers.origin
                : TopicPosition.of(record).topic();
    }

    /** It has no key. */
    private Truncate truncate(SinkRecord record, TableId table, Headers headers) {
        long version = headers.version == null ? record.kafkaOffset() : headers.version;
        return new Truncate(record, table, version, settings.origins() ? origin(record, headers) : null);
    }

    private static Operation operation(SinkRecord record, Headers headers) {
        if (record.value() == null) {
            return Operation.DELETE;
        }
        if (headers.operation == null) {
            return Operation.READ;
        }
        return Operation.ofCode(headers.operation)
                .orElseThrow(() -> new RejectedRecordException(
                        record, "the header " + ChangeHeaders.OP + " has the unknown code " + headers.operation));
    }

    private RowShape shape(SinkRecord record, TableId table) {
        SchemaPair pair = new SchemaPair(table, record.keySchema(), record.valueSchema());
        RowShape known = shapesByIdentity.get(pair);
        if (known == null) {
            ShapeId id = new ShapeId(table, record.keySchema(), record.valueSchema());
            known = shapes.get(id);
            if (known == null) {
                known = newShape(record, table);
                shapes.put(id, known);
            }
            if (shapesByIdentity.size() >= MOST_SCHEMA_PAIRS) {
                shapesByIdentity.clear();
            }
            shapesByIdentity.put(pair, known);
        }
        return known;
    }

    private RowShape newShape(SinkRecord record, TableId table) {
        if (Envelope.isEnvelope(record.valueSchema())) {
            throw new RejectedRecordException(
                    record,
                    "the value is a change envelope; put the transform dev.tandem.conflict.LastWriterWins before this sink");
        }
        if (record.value() != null && !(record.value() instanceof Struct)) {
            throw new RejectedRecordException(
                    record, "the value is no struct with a schema; use a converter that gives schemas, such as Avro");
        }
        List<KeyField> keyFields = settings.key().fields(record);
        List<String> keyColumns = keyFields.stream()
                .map(field -> settings.naming().column(field.name()))
                .toList();
        TableFields fields = tables.computeIfAbsent(table, added -> new TableFields(added, keyColumns));
        if (!fields.keyColumns().equals(keyColumns)) {
            throw new RejectedRecordException(
                    record,
                    "its key is " + keyColumns + ", but rows of " + table + " are told apart by "
                            + fields.keyColumns());
        }
        Schema[] keySchemas = keyFields.stream().map(KeyField::schema).toArray(Schema[]::new);
        try {
            return new RowShape(fields, keySchemas, record.valueSchema(), settings.naming());
        } catch (IllegalArgumentException ambiguous) {
            throw new RejectedRecordException(record, ambiguous.getMessage(), ambiguous);
        }
    }

    private RowKey key(SinkRecord record, RowShape shape) {
        Object[] parts = new Object[shape.table().keyColumns().size()];
        List<String> names = settings.key().names();
        Object source = settings.key().source(record);
        for (int i = 0; i < parts.length; i++) {
            Object part = source;
            if (source instanceof Struct struct) {
                part = names.isEmpty() ? struct.get(struct.schema().fields().get(i)) : struct.get(names.get(i));
            }
            if (part == null) {
                throw new RejectedRecordException(
                        record, "its key field " + shape.table().keyColumns().get(i) + " is null");
            }
            parts[i] = part;
        }
        return RowKey.of(parts);
    }

    /** The version of a record without Tandem's header. */
    private Long version(SinkRecord record) {
        if (settings.versionField().isEmpty()) {
            return record.kafkaOffset();
        }
        if (record.value() == null) {
            return null;
        }
        String name = settings.versionField().get();
        Field field = record.valueSchema().field(name);
        Object value = field == null ? null : ((Struct) record.value()).get(field);
        if (value instanceof Number number) {
            return number.longValue();
        }
        if (value instanceof java.util.Date date) {
            return date.getTime() * 1000;
        }
        throw new RejectedRecordException(
                record, "its version field " + name + " is missing, null, or neither a whole number nor a timestamp");
    }

    private record ShapeId(TableId table, Schema key, Schema value) {}

    /** The same by identity, since comparing schemas is slow: converters give the same object for the same schema. */
    private record SchemaPair(TableId table, Schema key, Schema value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof SchemaPair pair
                    && key == pair.key
                    && value == pair.value
                    && table.equals(pair.table);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * System.identityHashCode(key) + System.identityHashCode(value)) + table.hashCode();
        }
    }

    private static final class Headers {
        private String operation;
        private Long version;
        private List<?> changed;
        private String origin;
        private String error;

        static Headers of(SinkRecord record) {
            Headers read = new Headers();
            for (Header header : record.headers()) {
                switch (header.key()) {
                    case ChangeHeaders.OP -> read.operation = value(record, header, String.class, "text");
                    case ChangeHeaders.VERSION ->
                        read.version =
                                value(record, header, Number.class, "number").longValue();
                    case ChangeHeaders.CHANGED -> read.changed = value(record, header, List.class, "list");
                    case ChangeHeaders.ORIGIN -> read.origin = value(record, header, String.class, "text");
                    case ChangeHeaders.ERROR -> read.error = String.valueOf(header.value());
                    default -> {}
                }
            }
            return read;
        }

        private static <T> T value(SinkRecord record, Header header, Class<T> type, String expected) {
            if (!type.isInstance(header.value())) {
                throw new RejectedRecordException(record, "the header " + header.key() + " is no " + expected);
            }
            return type.cast(header.value());
        }
    }
}
