/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import dev.tandem.event.Operation;
import dev.tandem.event.SalesforceChange;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.TableId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of changes from records: by Tandem's headers where a record has them, else as an upsert of the whole row or, with a
 * null value, a delete. A record that carries an error header, or does not fit the settings, is rejected. Not thread-safe: it
 * belongs to one task.
 */
public final class RecordReader {
    private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);
    private static final int MAX_ABSENT_FIELDS = 10_000;
    private static final int MAX_SCHEMA_PAIRS = 10_000;
    private static final int MAX_SHAPES = 5_000;

    private final RecordSettings settings;
    private final Map<KeyedTable, TableFields> tables = new HashMap<>();
    /** The shapes that were looked for last. */
    private final Map<ShapeId, RowShape> shapes = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<SchemaPair, RowShape> shapesByIdentity = new HashMap<>();

    /** The topics whose versions have been warned of. */
    private final Set<String> preciseVersions = new HashSet<>();

    /** The fields that have been warned of. */
    private final Set<TopicField> absentFields = new HashSet<>();

    public RecordReader(RecordSettings settings) {
        this.settings = settings;
    }

    /** Returns the effect of a record, or empty for a delete or truncate while those are off. */
    public Optional<Effect> read(SinkRecord record, TableId table) {
        try {
            return effect(record, table);
        } catch (RejectedRecordException rejection) {
            return Optional.of(new RejectedRecord(record, Optional.of(table), rejection.getMessage(), rejection));
        } catch (RuntimeException broken) {
            // Its message may quote values.
            String reason = "Failed to read it: " + broken.getClass().getSimpleName()
                    + ". Compare the record's schemas with its values.";
            return Optional.of(
                    new RejectedRecord(record, Optional.of(table), reason, FailureReport.withoutMessage(broken)));
        }
    }

    private Optional<Effect> effect(SinkRecord record, TableId table) {
        NameCheck.checkTable(record, table);
        RecordHeaders headers = RecordHeaders.of(record);
        if (Operation.TRUNCATE.code().equals(headers.operation())) {
            return settings.truncates() ? Optional.of(truncate(record, table, headers)) : Optional.empty();
        }
        if (headers.error() != null) {
            throw new RejectedRecordException(record, headers.error());
        }
        Operation operation = operation(record, headers);
        if (operation == Operation.DELETE && !settings.deletes() && !isAnnouncement(record)) {
            return Optional.empty();
        }
        RowShape shape = shape(record, table, headers);
        RowKey key = key(record, shape);
        Long version = headers.version() != null ? headers.version() : version(record);
        BitSet fields;
        if (operation == Operation.DELETE) {
            fields = new BitSet();
        } else {
            fields = headers.changed() == null ? shape.all() : shape.numbers(headers.changed());
        }
        Provenance provenance = headers.provenance(version, settings.origins());
        return Optional.of(new Change(record, shape, key, operation, fields, provenance));
    }

    /** Returns the truncate that a record asks for. Such a record has no key. */
    private Truncate truncate(SinkRecord record, TableId table, RecordHeaders headers) {
        long version = headers.version() == null ? record.kafkaOffset() : headers.version();
        return new Truncate(record, table, headers.provenance(version, settings.origins()));
    }

    private static Operation operation(SinkRecord record, RecordHeaders headers) {
        if (record.value() == null) {
            return Operation.DELETE;
        }
        checkValue(record);
        if (headers.operation() == null) {
            return Operation.READ;
        }
        return Operation.ofCode(headers.operation())
                .orElseThrow(() -> new RejectedRecordException(
                        record, "Header " + ChangeHeaders.OP + " has the unknown code " + headers.operation() + "."));
    }

    /** Rejects a struct that has other fields than the record's schema says, as a faulty transform makes it. */
    @SuppressWarnings("ReferenceEquality") // mostly the same object, and comparing two is slow
    private static void checkValue(SinkRecord record) {
        if (record.value() instanceof Struct value
                && record.valueSchema() != null
                && value.schema() != record.valueSchema()
                && !value.schema().equals(record.valueSchema())) {
            throw new RejectedRecordException(
                    record, "The value is not of its schema. Mend the transform or converter that made the record.");
        }
    }

    private RowShape shape(SinkRecord record, TableId table, RecordHeaders headers) {
        Schema value = valueSchema(record);
        boolean derives = settings.derivesFields() && value != null && headers.version() != null;
        SchemaPair pair = new SchemaPair(table, record.keySchema(), value, derives);
        RowShape known = shapesByIdentity.get(pair);
        if (known == null) {
            ShapeId id = new ShapeId(table, record.keySchema(), value, derives);
            known = shapes.get(id);
            if (known == null) {
                known = newShape(record, table);
                if (derives) {
                    known.addDerivedFields(settings.naming());
                }
                shapes.put(id, known);
            }
            if (shapes.size() > MAX_SHAPES) {
                shapes.remove(shapes.keySet().iterator().next());
                shapesByIdentity.clear();
            }
            if (shapesByIdentity.size() >= MAX_SCHEMA_PAIRS) {
                shapesByIdentity.clear();
            }
            shapesByIdentity.put(pair, known);
        }
        return known;
    }

    /**
     * Returns the schema of the value; null for a delete without one, for which some converters name a schema all the same. Only that of an
     * announcement counts.
     */
    private Schema valueSchema(SinkRecord record) {
        return record.value() == null && !isAnnouncement(record) ? null : record.valueSchema();
    }

    /** Returns whether a delete of no record is there for its schema. */
    private boolean isAnnouncement(SinkRecord record) {
        return record.value() == null
                && settings.key().mode() == KeyMode.RECORD_KEY
                && SalesforceChange.isOfNoRecord(record.key());
    }

    private RowShape newShape(SinkRecord record, TableId table) {
        if (Envelope.isEnvelope(record.valueSchema())) {
            throw new RejectedRecordException(
                    record,
                    "The value is a change envelope. Put the transform dev.tandem.conflict.LastWriterWins before this sink.");
        }
        if (record.value() != null && !(record.value() instanceof Struct)) {
            throw new RejectedRecordException(
                    record,
                    "The value is not a struct with a schema. Use a converter that provides schemas, such as Avro.");
        }
        List<KeyField> keyFields = settings.key().fields(record);
        List<String> keyColumns = keyFields.stream()
                .map(field -> settings.naming().column(field.name()))
                .toList();
        NameCheck.checkFields(record, keyFields, settings.naming());
        TableFields fields =
                tables.computeIfAbsent(new KeyedTable(table, keyColumns), added -> new TableFields(table, keyColumns));
        Schema[] keySchemas = keyFields.stream().map(KeyField::schema).toArray(Schema[]::new);
        try {
            return new RowShape(
                    fields,
                    keySchemas,
                    valueSchema(record),
                    settings.naming(),
                    settings.renames(),
                    absent -> warnOfAbsentField(record.topic(), absent));
        } catch (IllegalArgumentException ambiguous) {
            throw new RejectedRecordException(record, ambiguous.getMessage(), ambiguous);
        }
    }

    /** Warns of a field that changes carry according to their header, but which their values do not have. */
    private void warnOfAbsentField(String topic, String field) {
        if (absentFields.size() < MAX_ABSENT_FIELDS && absentFields.add(new TopicField(topic, field))) {
            LOG.warn(
                    "Changes of topic {} list field {} in header {}, but their values have no such field, so it is not written."
                            + " If a transform behind LastWriterWins renames or nests fields, set field.renames of LastWriterWins"
                            + " instead. To leave the field out, set its field.exclude.list.",
                    topic,
                    Printable.of(field),
                    ChangeHeaders.CHANGED);
        }
    }

    /** Warns of versions that have more digits than the rows keep. */
    private void warnOfNanos(String topic, String field) {
        if (preciseVersions.add(topic)) {
            LOG.warn(
                    "Version field {} of topic {} has nanoseconds, and rows keep microseconds. Of two changes of a row within one"
                            + " microsecond, the one that arrives last stays. If a row can change that fast, set {} to another field.",
                    Printable.of(field),
                    topic,
                    RecordSettings.VERSION_FIELD);
        }
    }

    private RowKey key(SinkRecord record, RowShape shape) {
        Object[] parts = new Object[shape.table().keyColumns().size()];
        List<String> names = settings.key().names();
        Object source = settings.key().source(record);
        for (int i = 0; i < parts.length; i++) {
            Object part = source;
            if (source instanceof Struct struct) {
                Field field = names.isEmpty()
                        ? struct.schema().fields().get(i)
                        : struct.schema().field(names.get(i));
                part = value(struct, field);
            }
            if (part == null) {
                throw new RejectedRecordException(
                        record, "Key field " + shape.table().keyColumns().get(i) + " is null.");
            }
            parts[i] = part;
        }
        return RowKey.withMeanings(shape.keyMeanings(), parts);
    }

    /** Returns the value of a field. A null is a null, whatever the schema's default. */
    private static Object value(Struct struct, Field field) {
        return field.schema().defaultValue() == null ? struct.get(field) : struct.getWithoutDefault(field.name());
    }

    /** Returns the version of a record without Tandem's header. */
    private Long version(SinkRecord record) {
        if (settings.versionField().isEmpty()) {
            return record.kafkaOffset();
        }
        if (record.value() == null) {
            return null;
        }
        String name = settings.versionField().get();
        Field field = record.valueSchema().field(name);
        Object value = field == null ? null : value((Struct) record.value(), field);
        Long version = field == null ? null : VersionValue.of(field.schema(), value);
        if (version != null) {
            if (VersionValue.isFinerThanMicros(field.schema(), value)) {
                warnOfNanos(record.topic(), name);
            }
            return version;
        }
        throw new RejectedRecordException(
                record,
                "Version field " + name
                        + " is missing, null, not a number or timestamp, or has more than 63 bits or six"
                        + " digits after the point. Set version.field to a field that orders the changes of a row.");
    }

    /** A table and the columns that some of its records have as their key. Which key is the table's own is not known here. */
    private record KeyedTable(TableId table, List<String> keyColumns) {}

    private record TopicField(String topic, String field) {}

    private record ShapeId(TableId table, Schema key, Schema value, boolean derives) {}

    /** A {@link ShapeId} compared by identity, since comparing schemas is slow: converters reuse the object of a schema. */
    private record SchemaPair(TableId table, Schema key, Schema value, boolean derives) {
        @Override
        public boolean equals(Object other) {
            return other instanceof SchemaPair pair
                    && key == pair.key
                    && value == pair.value
                    && derives == pair.derives
                    && table.equals(pair.table);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * System.identityHashCode(key) + System.identityHashCode(value)) + table.hashCode();
        }
    }
}
