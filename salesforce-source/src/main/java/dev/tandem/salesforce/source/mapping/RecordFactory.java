/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import dev.tandem.event.Envelope;
import dev.tandem.event.Operation;
import dev.tandem.event.Release;
import dev.tandem.event.SalesforceChange;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.source.mapping.FieldChanges.PartialRow;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import dev.tandem.salesforce.source.settings.RecordSettings.SourceHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A factory that wraps the rows of one object in envelopes, and these in Connect's records. Finished records, with their
 * keys, values, headers and offsets, are in {@code src/test/resources/records}.
 */
public final class RecordFactory {
    /** The first part of the name of the topic for records that only carry a position. */
    public static final String POSITION_TOPIC = "__tandem-position.";

    /** The first part of the names of headers. */
    public static final String HEADER_PREFIX = "salesforce.";

    private final Map<String, String> partition;
    private final String topicPrefix;
    private final String orgId;
    private final String object;
    private final String topic;
    private final Schema keySchema;
    private final SourceHeaders headers;
    private final Clock clock;

    /**
     * @param partition the object's source partition
     * @param clock the worker's, for {@code ts_ms} only
     */
    public RecordFactory(
            Map<String, String> partition, ObjectTopic topic, String orgId, SourceHeaders headers, Clock clock) {
        this.partition = partition;
        this.topicPrefix = topic.prefix();
        this.orgId = orgId;
        this.object = topic.object();
        this.topic = topic.topic();
        this.keySchema = Envelope.keySchema(this.topic);
        this.headers = headers;
        this.clock = clock;
    }

    /** A place in the order of emission, and the offset that a record there carries. */
    public record Place(long version, Map<String, ?> offset) {}

    /** Returns the creation, change or undeletion of a record, as far as the event knows it. */
    public SourceRecord change(RowLayout layout, ChangeEvent event, String id, PartialRow partial, Place place) {
        Operation operation = switch (event.header().changeType()) {
            case CREATE, UNDELETE -> Operation.CREATE;
            default -> Operation.UPDATE;
        };
        Struct envelope = envelope(layout, operation, source(event, place.version()))
                .put(Envelope.AFTER, partial.row())
                .put(Envelope.CHANGED_FIELDS, partial.changed());
        return record(id, envelope, place);
    }

    /** Returns the deletion of a record. The event says at least that the record is gone. */
    public SourceRecord deletion(RowLayout layout, ChangeEvent event, String id, Place place) {
        return record(id, envelope(layout, Operation.DELETE, source(event, place.version())), place);
    }

    /** Returns a whole row. */
    public SourceRecord read(RowLayout layout, Struct row, Read read, Place place) {
        Struct envelope =
                envelope(layout, Operation.READ, source(read, place.version())).put(Envelope.AFTER, row);
        return record(row.getString(RowLayout.ID), envelope, place);
    }

    /** Returns the deletion of a record that a read finds in the recycle bin. */
    public SourceRecord deletion(RowLayout layout, String id, Read read, Place place) {
        return record(id, envelope(layout, Operation.DELETE, source(read, place.version())), place);
    }

    /** Returns a record that changes nothing, but whose schema is that of the object's rows. */
    public SourceRecord announcement(RowLayout layout, Read read, Place place) {
        return deletion(layout, SalesforceChange.NO_RECORD, read, place);
    }

    /** Returns the removal of all rows that are older than a version: their records were not in a complete read that began later. */
    public SourceRecord removal(RowLayout layout, long version, Read read, Place place) {
        return record(null, null, envelope(layout, Operation.TRUNCATE, source(read, version)), place);
    }

    /** Returns a record that only carries an offset, in a topic of its own. It is empty, so that any converter and registry can take it. */
    public SourceRecord position(Place place) {
        return new SourceRecord(partition, place.offset(), POSITION_TOPIC + topicPrefix, null, null, null, null, null);
    }

    /**
     * The circumstances of a read.
     *
     * @param began in Salesforce's time
     */
    public record Read(Instant began, Snapshot snapshot) {}

    /** The values of {@link SalesforceChange#SNAPSHOT}. */
    public enum Snapshot {
        TRUE("true"),
        LAST("last"),
        FALSE("false");

        private final String text;

        Snapshot(String text) {
            this.text = text;
        }
    }

    private SourceRecord record(String id, Struct envelope, Place place) {
        return record(keySchema, new CheckedStruct(keySchema).put(RowLayout.ID, id), envelope, place);
    }

    private SourceRecord record(Schema schemaOfKey, Struct key, Struct envelope, Place place) {
        SourceRecord record =
                new SourceRecord(partition, place.offset(), topic, null, schemaOfKey, key, envelope.schema(), envelope);
        if (headers == SourceHeaders.ALL) {
            addHeaders(record.headers(), envelope.getStruct(Envelope.SOURCE));
        }
        return record;
    }

    private static void addHeaders(Headers headers, Struct source) {
        for (Field field : source.schema().fields()) {
            Object value = source.get(field);
            if (value != null) {
                headers.add(HEADER_PREFIX + field.name(), value, field.schema());
            }
        }
    }

    private Struct envelope(RowLayout layout, Operation operation, Struct source) {
        return new CheckedStruct(layout.envelope())
                .put(Envelope.SOURCE, source)
                .put(Envelope.OP, operation.code())
                .put(Envelope.TS_MS, clock.millis());
    }

    private Struct source(ChangeEvent event, long version) {
        var header = event.header();
        return source(version, micros(header.commitTimestamp()), Snapshot.FALSE)
                .put(SalesforceChange.CHANNEL, event.channel())
                .put(SalesforceChange.CHANGE_TYPE, header.changeTypeName())
                .put(SalesforceChange.REPLAY_ID, event.replayId().value())
                .put(SalesforceChange.COMMIT_NUMBER, header.commitNumber())
                .put(SalesforceChange.TRANSACTION_KEY, header.transactionKey())
                .put(SalesforceChange.SEQUENCE, header.sequenceNumber())
                .put(SalesforceChange.COMMIT_USER, header.commitUser())
                .put(SalesforceChange.CHANGE_ORIGIN, header.changeOrigin());
    }

    private Struct source(Read read, long version) {
        return source(version, micros(read.began()), read.snapshot());
    }

    private Struct source(long version, long commitMicros, Snapshot snapshot) {
        return new CheckedStruct(SalesforceChange.SCHEMA)
                .put(SalesforceChange.VERSION, Release.version())
                .put(SalesforceChange.CONNECTOR, SalesforceChange.CONNECTOR_NAME)
                .put(SalesforceChange.NAME_FIELD, topicPrefix)
                .put(SalesforceChange.ORG_ID, orgId)
                .put(SalesforceChange.OBJECT, object)
                .put(SalesforceChange.COMMIT_TS, commitMicros)
                .put(SalesforceChange.VERSION_TS, version)
                .put(SalesforceChange.SNAPSHOT, snapshot.text);
    }

    /** Returns a time in µs since the epoch, the unit of versions and commit times. */
    public static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** Returns the time of a version or commit time. */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
