/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tandem.event.Envelope;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.stream.StreamItem.PublishedEvent;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** The form of the rows of a channel that is not of change events: a field for each field of its events, without nesting. */
public final class ChannelLayout {
    public static final String REPLAY_ID = "ReplayId";

    private static final String EVENT_UUID = "EventUuid";
    private static final String CREATED_DATE = "CreatedDate";
    private static final String PAYLOAD = "Payload";
    /** The names that other connectors give to these facts. */
    private static final String EVENT_TYPE = "_EventType";

    private static final String OBJECT_TYPE = "_ObjectType";
    private static final String EVENT_DATE = "_EventDate";

    private final String channel;
    private final Schema row;
    private final Schema key;
    private final String keyField;
    private final List<Value> values;
    private final Set<String> known;

    /** A column, and its value in an event. */
    private record Value(Column column, Function<PublishedEvent, JsonNode> of) {}

    private ChannelLayout(Columns columns, String topic, String keyField) {
        this.channel = columns.channel;
        this.keyField = keyField;
        this.key = SchemaBuilder.struct()
                .name(Envelope.rowSchemaName(topic).replaceFirst("Value$", "Key"))
                .field(keyField, Schema.STRING_SCHEMA)
                .build();
        SchemaBuilder schema = SchemaBuilder.struct().name(Envelope.rowSchemaName(topic));
        columns.mappings.forEach((name, mapping) -> schema.field(name, mapping.schema()));
        this.row = schema.build();
        this.values = new ArrayList<>();
        columns.mappings.forEach((name, mapping) -> values.add(new Value(
                new Column(row.field(name), columns.types.get(name), mapping.reader()), columns.values.get(name))));
        this.known = columns.known;
    }

    /** Returns the layout of a platform event. */
    public static ChannelLayout ofPlatformEvent(
            SObjectDescription description, FieldSettings settings, ObjectTopic source) {
        Columns columns = new Columns(source.object());
        FieldFilter filter = new FieldFilter(settings);
        for (FieldDescription field : description.fields()) {
            columns.addField(
                    field, field.name(), filter.copies(description.name().value(), field.name()), settings);
        }
        columns.addFact(
                REPLAY_ID,
                FieldTypeMapping.text(),
                event -> TextNode.valueOf(event.replayId().value()));
        columns.addFact(
                EVENT_UUID, FieldTypeMapping.text(), event -> event.attributes().get(EVENT_UUID));
        return new ChannelLayout(columns, source.topic(), REPLAY_ID);
    }

    /** Returns the layout of a PushTopic. */
    public static ChannelLayout ofPushTopic(
            PushTopicQuery query, SObjectDescription description, FieldSettings settings, ObjectTopic source) {
        Columns columns = new Columns(source.object());
        FieldFilter filter = new FieldFilter(settings);
        for (String name : query.fields()) {
            description.fields().stream()
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .findFirst()
                    .ifPresent(field -> columns.addField(
                            field, name, filter.copies(description.name().value(), field.name()), settings));
        }
        columns.addFact(
                REPLAY_ID,
                FieldTypeMapping.text(),
                event -> TextNode.valueOf(event.replayId().value()));
        columns.addFact(
                EVENT_TYPE, FieldTypeMapping.text(), event -> event.attributes().get("type"));
        columns.addFact(
                OBJECT_TYPE,
                FieldTypeMapping.text(),
                event -> TextNode.valueOf(description.name().value()));
        columns.addFact(
                EVENT_DATE,
                FieldTypeMapping.timestamp(),
                event -> event.attributes().get("createdDate"));
        return new ChannelLayout(columns, source.topic(), RowLayout.ID);
    }

    /** Returns the layout of a channel of generic streaming. */
    public static ChannelLayout ofGenericChannel(ObjectTopic source) {
        Columns columns = new Columns(source.object());
        columns.addFact(
                REPLAY_ID,
                FieldTypeMapping.text(),
                event -> TextNode.valueOf(event.replayId().value()));
        columns.addFact(
                CREATED_DATE,
                FieldTypeMapping.timestamp(),
                event -> event.attributes().get("createdDate"));
        columns.addFact(PAYLOAD, FieldTypeMapping.text(), PublishedEvent::content);
        return new ChannelLayout(columns, source.topic(), REPLAY_ID);
    }

    /** Returns whether rows have the same form as in another layout. */
    public boolean sameColumns(ChannelLayout other) {
        return row.equals(other.row);
    }

    public List<String> columnNames() {
        return values.stream().map(value -> value.column().name()).toList();
    }

    Schema keySchema() {
        return key;
    }

    /** Returns the names of an event's fields that neither the rows have nor the configuration leaves out. */
    public Set<String> unknown(PublishedEvent event) {
        Set<String> unknown = new TreeSet<>();
        event.content().fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                unknown.add(name);
            }
        });
        return unknown;
    }

    /**
     * Returns the row of an event.
     *
     * @throws UnreadableValueException if a value is not of its field's type
     */
    public Struct row(PublishedEvent event) {
        Struct struct = new CheckedStruct(row);
        for (Value value : values) {
            struct.put(value.column().field(), read(value, event));
        }
        return struct;
    }

    /** Returns the key of an event's record: its place in the channel, or the record that it is about. */
    public Struct key(PublishedEvent event) {
        String id = keyField.equals(REPLAY_ID)
                ? event.replayId().value()
                : event.content().path(keyField).asText();
        return new Struct(key).put(keyField, id);
    }

    /** Parsers' messages quote the text that they cannot read, so the cause stays out: no value may reach a log. */
    private Object read(Value value, PublishedEvent event) {
        try {
            return value.column().reader().read(value.of().apply(event));
        } catch (RuntimeException unreadable) {
            boolean decimals = unreadable instanceof ArithmeticException
                    && Decimal.LOGICAL_NAME.equals(
                            value.column().field().schema().name());
            UnreadableValueException failure = decimals
                    ? UnreadableValueException.tooManyDecimals(channel, value.column())
                    : new UnreadableValueException(channel, value.column());
            failure.setStackTrace(unreadable.getStackTrace());
            throw failure;
        }
    }

    /** The columns of a layout while they are collected. */
    private static final class Columns {
        private final String channel;
        private final Map<String, FieldTypeMapping> mappings = new LinkedHashMap<>();
        private final Map<String, String> types = new LinkedHashMap<>();
        private final Map<String, Function<PublishedEvent, JsonNode>> values = new LinkedHashMap<>();
        private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

        private Columns(String channel) {
            this.channel = channel;
        }

        private void addField(FieldDescription field, String spelled, boolean copied, FieldSettings settings) {
            known.add(field.name());
            var mapping = FieldTypeMapping.of(field, settings.decimals());
            if (copied && mapping.isPresent()) {
                mappings.put(field.name(), mapping.get());
                types.put(field.name(), field.typeName());
                values.put(field.name(), event -> {
                    JsonNode value = event.content().get(field.name());
                    return value == null ? event.content().get(spelled) : value;
                });
            }
        }

        /** Adds a value that is not a field of the event's content, in the form that describe gives it if there is one. */
        private void addFact(String name, FieldTypeMapping mapping, Function<PublishedEvent, JsonNode> value) {
            mappings.putIfAbsent(name, mapping);
            types.putIfAbsent(name, mapping.schema().name() == null ? "string" : Timestamp.LOGICAL_NAME);
            values.put(name, value);
        }
    }
}
