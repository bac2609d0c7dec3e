/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Schema.Type;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Rows of random schemas; the same schema as it may be later; and whether a row holds the values of another. */
final class RandomRows {
    private static final long DAY = 86_400_000L;
    private static final String DATE = org.apache.kafka.connect.data.Date.LOGICAL_NAME;
    private static final String MICROS = "io.debezium.time.MicroTimestamp";

    private final Random random;
    private int structs;

    RandomRows(Random random) {
        this.random = random;
    }

    /** Some fields, and {@code v}, which orders the rows. */
    Schema schema() {
        SchemaBuilder row = SchemaBuilder.struct().name("Row").field("v", Schema.INT64_SCHEMA);
        for (int i = 0; i <= random.nextInt(8); i++) {
            row.field("f" + i, type(2));
        }
        return row.build();
    }

    private Schema type(int depth) {
        SchemaBuilder type = switch (random.nextInt(depth == 0 ? 13 : 16)) {
            case 0 -> SchemaBuilder.int8();
            case 1 -> SchemaBuilder.int16();
            case 2 -> SchemaBuilder.int32();
            case 3 -> SchemaBuilder.int64();
            case 4 -> SchemaBuilder.float32();
            case 5 -> SchemaBuilder.float64();
            case 6 -> SchemaBuilder.bool();
            case 7 -> SchemaBuilder.string();
            case 8 -> SchemaBuilder.bytes();
            case 9 -> Decimal.builder(random.nextInt(4));
            case 10 -> org.apache.kafka.connect.data.Date.builder();
            case 11 -> Time.builder();
            case 12 -> Timestamp.builder();
            case 13 -> SchemaBuilder.array(type(depth - 1));
            case 14 -> SchemaBuilder.map(Schema.STRING_SCHEMA, type(depth - 1));
            default ->
                SchemaBuilder.struct()
                        .name("Inside" + ++structs)
                        .field("a", type(depth - 1))
                        .field("b", type(depth - 1));
        };
        return random.nextInt(3) == 0 ? type.build() : type.optional().build();
    }

    /** Fields have gone, come, changed their order and grown. */
    Schema grown(Schema row) {
        SchemaBuilder grown = SchemaBuilder.struct().name("Row");
        if (random.nextBoolean()) {
            grown.field("new", type(1));
        }
        for (Field field : row.fields()) {
            if (field.name().equals("v")) {
                grown.field("v", field.schema());
            } else if (random.nextInt(5) > 0) {
                grown.field(field.name(), wider(field.schema()));
            }
        }
        return grown.build();
    }

    private Schema wider(Schema type) {
        if (random.nextInt(3) == 0) {
            return type;
        }
        SchemaBuilder wider = wide(type);
        return wider == null ? type : (type.isOptional() ? wider.optional() : wider).build();
    }

    private SchemaBuilder wide(Schema type) {
        if (DATE.equals(type.name())) {
            return Timestamp.builder();
        }
        if (Timestamp.LOGICAL_NAME.equals(type.name())) {
            return SchemaBuilder.int64().name(MICROS).version(1);
        }
        if (Decimal.LOGICAL_NAME.equals(type.name())) {
            return Decimal.builder(6);
        }
        if (type.name() != null && type.type() != Type.STRUCT) {
            return null;
        }
        return switch (type.type()) {
            case INT8 -> SchemaBuilder.int16();
            case INT16 -> SchemaBuilder.int32();
            case INT32 -> random.nextBoolean() ? SchemaBuilder.int64() : SchemaBuilder.float64();
            case INT64 -> Decimal.builder(2);
            case FLOAT32 -> SchemaBuilder.float64();
            case ARRAY -> SchemaBuilder.array(wider(type.valueSchema()));
            case MAP -> SchemaBuilder.map(Schema.STRING_SCHEMA, wider(type.valueSchema()));
            case STRUCT ->
                SchemaBuilder.struct()
                        .name(type.name())
                        .field("a", wider(type.field("a").schema()))
                        .field("c", Schema.OPTIONAL_STRING_SCHEMA);
            default -> null;
        };
    }

    Struct row(Schema schema, long version) {
        Struct row = struct(schema);
        row.put("v", version);
        return row;
    }

    private Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        schema.fields().forEach(field -> struct.put(field, value(field.schema())));
        return struct;
    }

    private Object value(Schema type) {
        if (type.isOptional() && random.nextInt(4) == 0) {
            return null;
        }
        if (Decimal.LOGICAL_NAME.equals(type.name())) {
            int scale = Integer.parseInt(type.parameters().get(Decimal.SCALE_FIELD));
            return new BigDecimal(new BigInteger(60, random), scale);
        }
        if (DATE.equals(type.name())) {
            return new Date(DAY * (random.nextInt(40_000) - 10_000));
        }
        if (Time.LOGICAL_NAME.equals(type.name())) {
            return new Date(random.nextInt((int) DAY));
        }
        if (Timestamp.LOGICAL_NAME.equals(type.name())) {
            return new Date(random.nextInt() * 1_000L + random.nextInt(1_000));
        }
        return switch (type.type()) {
            case INT8 -> (byte) random.nextInt();
            case INT16 -> (short) random.nextInt();
            case INT32 -> random.nextInt();
            case INT64 -> random.nextLong();
            case FLOAT32 -> random.nextFloat();
            case FLOAT64 -> random.nextGaussian();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text();
            case BYTES -> ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
            case ARRAY -> Arrays.asList(value(type.valueSchema()), value(type.valueSchema()));
            case MAP -> {
                Map<String, Object> entries = new HashMap<>();
                entries.put("k", value(type.valueSchema()));
                yield entries;
            }
            case STRUCT -> struct(type);
        };
    }

    private String text() {
        List<String> words = List.of("", "a", "Grüße", "日本", "\u0000", "line\nline", "😀", "\"quoted\"");
        return words.get(random.nextInt(words.size())) + random.nextInt(100);
    }

    /** Every value of the original, in whatever type that holds it; what the original does not have is null. */
    static void assertHolds(Struct given, Struct original, String what) {
        assertThat(given.schema().fields())
                .extracting(Field::name)
                .containsAll(
                        original.schema().fields().stream().map(Field::name).toList());
        for (Field field : given.schema().fields()) {
            boolean known = original.schema().field(field.name()) != null;
            Object expected = known ? original.get(field.name()) : null;
            assertThat(plain(given.get(field), field.schema()))
                    .as("%s, field %s", what, field.name())
                    .isEqualTo(
                            known
                                    ? plain(
                                            expected,
                                            original.schema()
                                                    .field(field.name())
                                                    .schema())
                                    : null);
        }
    }

    /** Numbers as decimals, moments as ms, structs as maps of the values that are not null. */
    private static Object plain(Object value, Schema type) {
        if (value instanceof Struct struct) {
            Map<String, Object> fields = new HashMap<>();
            struct.schema()
                    .fields()
                    .forEach(field -> fields.put(field.name(), plain(struct.get(field), field.schema())));
            fields.values().removeIf(each -> each == null);
            return fields;
        }
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(each -> elements.add(plain(each, type.valueSchema())));
            return elements;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> entries = new HashMap<>();
            map.forEach((key, each) -> entries.put(key, plain(each, type.valueSchema())));
            return entries;
        }
        if (value instanceof Date date) {
            return number(new BigDecimal(date.getTime()));
        }
        if (value instanceof Number number) {
            BigDecimal decimal = number instanceof Float || number instanceof Double
                    ? new BigDecimal(number.doubleValue())
                    : new BigDecimal(number.toString());
            BigDecimal moment = MICROS.equals(type.name()) ? decimal.movePointLeft(3) : decimal;
            return number(moment);
        }
        return value;
    }

    private static BigDecimal number(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
}
