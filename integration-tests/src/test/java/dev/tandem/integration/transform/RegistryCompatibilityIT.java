/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.conflict.LastWriterWins;
import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import dev.tandem.event.SalesforceChange;
import dev.tandem.event.SourceColumn;
import io.confluent.connect.avro.AvroConverter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The compatibility levels of a registry under which a topic stays writable, for each schema rule. */
class RegistryCompatibilityIT {
    private static final List<String> LEVELS = List.of("BACKWARD", "FORWARD", "FULL", "NONE");

    private static final Schema INT32 = Schema.OPTIONAL_INT32_SCHEMA;
    private static final Schema INT64 = Schema.OPTIONAL_INT64_SCHEMA;
    private static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;

    private static RegistryServer registry;
    private static int topics;

    @BeforeAll
    static void start() throws IOException {
        registry = RegistryServer.start();
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    /** A rule of docs/transform.md, the row before, the row after, and the levels that allow it. */
    static Stream<Arguments> rules() {
        Schema date = org.apache.kafka.connect.data.Date.builder().optional().build();
        Schema timestamp = Timestamp.builder().optional().build();
        Schema decimal = Decimal.builder(2).optional().build();
        Schema real = Schema.OPTIONAL_FLOAT64_SCHEMA;
        Struct number = row("a", INT32, 1);
        Struct whole = row("a", INT64, 1L);
        Struct two = both(INT32, 1, TEXT, "x");
        return Stream.of(
                rule("new field", number, two, "BACKWARD", "FORWARD", "FULL", "NONE"),
                rule("removed field, kept", two, number, "BACKWARD", "FORWARD", "FULL", "NONE"),
                rule("int32 to int64", number, row("a", INT64, 2L), "BACKWARD", "NONE"),
                rule("int64 to float64", whole, row("a", real, 2.5), "BACKWARD", "NONE"),
                rule(
                        "float32 to float64",
                        row("a", Schema.OPTIONAL_FLOAT32_SCHEMA, 1f),
                        row("a", real, 2.5),
                        "BACKWARD",
                        "NONE"),
                rule("int64 to decimal", whole, row("a", decimal, new BigDecimal("2.50")), "NONE"),
                rule("number to text", whole, row("a", TEXT, "x"), "NONE"),
                rule(
                        "date to timestamp",
                        row("a", date, new Date(0)),
                        row("a", timestamp, new Date(5)),
                        "BACKWARD",
                        "NONE"),
                rule(
                        "required to optional",
                        row("a", Schema.INT32_SCHEMA, 1),
                        row("a", INT32, null),
                        "BACKWARD",
                        "FORWARD",
                        "FULL",
                        "NONE"),
                rule("longer text", text(10), text(20), "BACKWARD", "FORWARD", "FULL", "NONE"),
                rule("new field inside", inside("x"), inside("x", "y"), "BACKWARD", "FORWARD", "FULL", "NONE"),
                rule("incompatible to text", row("a", Schema.OPTIONAL_BOOLEAN_SCHEMA, true), number, "NONE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void keepsTheTopicWritableUnderTheDocumentedLevels(String rule, Struct before, Struct after, Set<String> levels)
            throws Exception {
        Set<String> writable = new TreeSet<>();
        for (String level : LEVELS) {
            String topic = "rules" + ++topics + ".Account";
            LastWriterWins<SinkRecord> transform = new LastWriterWins<>();
            transform.configure(Map.of("schema.incompatible", "text"));
            AvroConverter converter = registry.converter();
            registry.setLevel(level);
            write(converter, transform.apply(record(topic, before, 1)));
            try {
                write(converter, transform.apply(record(topic, after, 2)));
                // An old record again, as in a replay: it must not need a schema of its own.
                write(converter, transform.apply(record(topic, before, 3)));
                // And after a restart, when nothing is known of the new one.
                LastWriterWins<SinkRecord> restarted = new LastWriterWins<>();
                restarted.configure(Map.of("schema.incompatible", "text"));
                write(converter, restarted.apply(record(topic, before, 4)));
                write(converter, restarted.apply(record(topic, after, 5)));
                writable.add(level);
            } catch (DataException rejected) {
                assertThat(rejected).rootCause().hasMessageMatching("(?s).*(409|ncompatible).*");
            }
        }
        assertThat(writable).as(rule).isEqualTo(new TreeSet<>(levels));
    }

    @Test
    void roundTripsRowsThroughConverterAndRegistry() {
        Struct row = rowOfEveryType();
        AvroConverter converter = registry.converter();
        LastWriterWins<SinkRecord> transform = new LastWriterWins<>();
        transform.configure(Map.of());

        // The envelope through the registry, then the row through it, as from a transform in a source.
        SinkRecord envelope = record("roundtrip.Account", row, 1, "int8", "string", "struct");
        SinkRecord read = read(converter, envelope);
        SinkRecord flat = transform.apply(read);
        assertSame(row, (Struct) flat.value());
        assertThat(flat.headers().lastWithName(ChangeHeaders.CHANGED).value())
                .isEqualTo(List.of("int8", "string", "struct"));
        SinkRecord fromSource =
                flat.newRecord("rows.Account", 0, flat.keySchema(), flat.key(), flat.valueSchema(), flat.value(), null);
        assertSame(row, (Struct) read(converter, fromSource).value());
        // The converter gives the same instance again, which is what makes the plan a look-up.
        assertThat(read(converter, envelope).valueSchema()).isSameAs(read.valueSchema());
    }

    private static Struct rowOfEveryType() {
        Schema nested = SchemaBuilder.struct()
                .name("Inside")
                .optional()
                .field("x", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
        Schema all = SchemaBuilder.struct()
                .name("roundtrip.Account.Value")
                .optional()
                .field("int8", Schema.OPTIONAL_INT8_SCHEMA)
                .field("int16", Schema.OPTIONAL_INT16_SCHEMA)
                .field("int32", Schema.OPTIONAL_INT32_SCHEMA)
                .field("int64", Schema.OPTIONAL_INT64_SCHEMA)
                .field("float32", Schema.OPTIONAL_FLOAT32_SCHEMA)
                .field("float64", Schema.OPTIONAL_FLOAT64_SCHEMA)
                .field("boolean", Schema.OPTIONAL_BOOLEAN_SCHEMA)
                .field("string", Schema.OPTIONAL_STRING_SCHEMA)
                .field("bytes", Schema.OPTIONAL_BYTES_SCHEMA)
                .field("decimal", Decimal.builder(2).optional().build())
                .field(
                        "date",
                        org.apache.kafka.connect.data.Date.builder().optional().build())
                .field("time", Time.builder().optional().build())
                .field("timestamp", Timestamp.builder().optional().build())
                .field(
                        "array",
                        SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
                .field(
                        "map",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT64_SCHEMA)
                                .optional()
                                .build())
                .field("struct", nested)
                .field("unknown", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        return new Struct(all)
                .put("int8", (byte) 1)
                .put("int16", (short) 2)
                .put("int32", 3)
                .put("int64", 4L)
                .put("float32", 1.5f)
                .put("float64", 2.5)
                .put("boolean", true)
                .put("string", "Grüße")
                .put("bytes", ByteBuffer.wrap(new byte[] {1, 2}))
                .put("decimal", new BigDecimal("12.50"))
                .put("date", new Date(86_400_000L))
                .put("time", new Date(5))
                .put("timestamp", new Date(1_234))
                .put("array", List.of("a"))
                .put("map", Map.of("k", 1L))
                .put("struct", new Struct(nested).put("x", 7L));
    }

    /** Converters change versions of schemas, so values are compared. */
    private static void assertSame(Struct expected, Struct actual) {
        for (Field field : expected.schema().fields()) {
            Object value = actual.get(field.name());
            if (value instanceof Struct) {
                assertSame((Struct) expected.get(field), (Struct) value);
            } else {
                assertThat(value).as(field.name()).isEqualTo(expected.get(field));
            }
        }
    }

    private static SinkRecord read(AvroConverter converter, SinkRecord record) {
        String topic = record.topic();
        byte[] wire = converter.fromConnectData(topic, record.valueSchema(), record.value());
        SchemaAndValue value = converter.toConnectData(topic, wire);
        return record.newRecord(
                topic, 0, record.keySchema(), record.key(), value.schema(), value.value(), record.timestamp());
    }

    private static void write(AvroConverter converter, SinkRecord record) {
        converter.fromConnectData(record.topic(), record.valueSchema(), record.value());
    }

    private static SinkRecord record(String topic, Struct row, long version, String... changed) {
        Schema envelope = Envelope.schema(topic, optional(row.schema()));
        Struct source = new Struct(SalesforceChange.SCHEMA)
                .put(SalesforceChange.VERSION, "0.1.0")
                .put(SalesforceChange.CONNECTOR, "salesforce")
                .put(SalesforceChange.NAME_FIELD, "salesforce")
                .put(SalesforceChange.OBJECT, "Account")
                .put(SalesforceChange.COMMIT_TS, 5_000_000L)
                .put(SalesforceChange.VERSION_TS, version)
                .put(SalesforceChange.SNAPSHOT, "false");
        Struct copy = new Struct(optional(row.schema()));
        row.schema().fields().forEach(field -> copy.put(field.name(), row.get(field)));
        Struct value = new Struct(envelope)
                .put(Envelope.OP, "r")
                .put(Envelope.AFTER, copy)
                .put(Envelope.CHANGED_FIELDS, changed.length == 0 ? null : List.of(changed))
                .put(Envelope.SOURCE, source);
        Schema key = Envelope.keySchema(topic);
        return new SinkRecord(topic, 0, key, new Struct(key).put("Id", "1"), envelope, value, version);
    }

    private static Schema optional(Schema row) {
        if (row.isOptional()) {
            return row;
        }
        SchemaBuilder optional = SchemaBuilder.struct().name("Row").optional();
        row.fields().forEach(field -> optional.field(field.name(), field.schema()));
        return optional.build();
    }

    private static Arguments rule(String name, Struct before, Struct after, String... levels) {
        return Arguments.of(name, before, after, Set.of(levels));
    }

    private static Struct row(String field, Schema type, Object value) {
        return new Struct(SchemaBuilder.struct().field(field, type).build()).put(field, value);
    }

    private static Struct text(int length) {
        Schema type = SourceColumn.describe(SchemaBuilder.string().optional(), "string", length)
                .build();
        return row("a", type, "x");
    }

    private static Struct inside(String... fields) {
        SchemaBuilder inside = SchemaBuilder.struct().name("Inside").optional();
        for (String field : fields) {
            inside.field(field, TEXT);
        }
        Schema type = inside.build();
        return row("a", type, new Struct(type).put("x", "value"));
    }

    private static Struct both(Schema a, Object first, Schema b, Object second) {
        return new Struct(SchemaBuilder.struct().field("a", a).field("b", b).build())
                .put("a", first)
                .put("b", second);
    }
}
