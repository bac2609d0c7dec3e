/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.conflict.row.SchemaRules.Incompatible;
import dev.tandem.conflict.row.SchemaRules.NewField;
import dev.tandem.conflict.row.SchemaRules.Nullability;
import dev.tandem.conflict.row.SchemaRules.RemovedField;
import dev.tandem.conflict.row.SchemaRules.Widening;
import dev.tandem.event.SourceColumn;
import dev.tandem.plugin.seed.Tries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

class SchemaMergeTest {
    private static final List<Schema> SIMPLE = List.of(
            Schema.INT8_SCHEMA,
            Schema.INT16_SCHEMA,
            Schema.INT32_SCHEMA,
            Schema.INT64_SCHEMA,
            Schema.FLOAT32_SCHEMA,
            Schema.FLOAT64_SCHEMA,
            Schema.BOOLEAN_SCHEMA,
            Schema.STRING_SCHEMA,
            Schema.BYTES_SCHEMA,
            Date.SCHEMA,
            Time.SCHEMA,
            Timestamp.SCHEMA,
            Decimal.schema(0),
            Decimal.schema(4),
            Decimal.builder(2).parameter("connect.decimal.precision", "10").build(),
            SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").build(),
            SchemaBuilder.int32().name("io.debezium.time.Date").build(),
            SchemaBuilder.int32().name("io.debezium.time.Year").build(),
            SchemaBuilder.int64().name("io.debezium.time.MicroDuration").build(),
            SchemaBuilder.int64().name("io.debezium.time.NanoDuration").build(),
            SchemaBuilder.bytes().name("io.debezium.data.Bits").build(),
            SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build(),
            SchemaBuilder.struct()
                    .name("io.debezium.data.VariableScaleDecimal")
                    .field("scale", Schema.INT32_SCHEMA)
                    .field("value", Schema.BYTES_SCHEMA)
                    .build(),
            SchemaBuilder.string().name("io.debezium.data.Uuid").version(1).build(),
            SchemaBuilder.string().name("io.debezium.data.Json").doc("json").build());

    private final SchemaMerge merge = new SchemaMerge(
            new SchemaRules(NewField.ADD, RemovedField.KEEP, Widening.WIDEN, Incompatible.TEXT, Nullability.OPTIONAL),
            "t");

    @Test
    void isCommutative() {
        Tries.run(1_000, random -> {
            Schema a = row(random);
            Schema b = row(random);

            assertThat(unordered(merge.merge(a, b))).isEqualTo(unordered(merge.merge(b, a)));
        });
    }

    @Test
    void isAssociative() {
        Tries.run(1_000, random -> {
            Schema a = row(random);
            Schema b = row(random);
            Schema c = row(random);

            assertThat(unordered(merge.merge(merge.merge(a, b), c)))
                    .isEqualTo(unordered(merge.merge(a, merge.merge(b, c))));
        });
    }

    @Test
    void isIdempotent() {
        Tries.run(1_000, random -> {
            Schema a = row(random);
            Schema b = row(random);

            Schema both = merge.merge(a, b);
            assertThat(merge.merge(a, a)).isSameAs(a);
            assertThat(merge.merge(both, a)).isSameAs(both);
            assertThat(merge.merge(both, b)).isSameAs(both);
        });
    }

    @Test
    void doesNotDependOnOrderOfArrival() {
        Tries.run(1_000, random -> {
            List<Schema> history = history(random);

            List<Schema> shuffled = new ArrayList<>(history);
            shuffled.addAll(history.subList(0, history.size() / 2));
            Collections.shuffle(shuffled, random);
            assertThat(unordered(all(shuffled))).isEqualTo(unordered(all(history)));
        });
    }

    @Test
    void holdsEveryValueOfEitherSchema() {
        Tries.run(1_000, random -> {
            Schema a = row(random);
            Schema b = row(random);

            Schema both = merge.merge(a, b);
            new StructCopy(a, both).of(Values.row(a)).validate();
            new StructCopy(b, both).of(Values.row(b)).validate();
        });
    }

    private Schema all(List<Schema> history) {
        return history.stream().reduce(merge::merge).orElseThrow();
    }

    private static List<Schema> history(Random random) {
        return Stream.generate(() -> row(random)).limit(1 + random.nextInt(6)).toList();
    }

    private static Schema row(Random random) {
        return NormalForm.of(struct(random, 2).name("Row").build());
    }

    private static SchemaBuilder struct(Random random, int depth) {
        List<String> names = new ArrayList<>(List.of("a", "b", "c", "d"));
        Collections.shuffle(names, random);
        SchemaBuilder struct = SchemaBuilder.struct();
        names.subList(0, random.nextInt(5)).forEach(name -> struct.field(name, type(random, depth)));
        return struct;
    }

    private static Schema type(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 8 : 11);
        if (kind < 6) {
            return SIMPLE.get(random.nextInt(SIMPLE.size()));
        }
        switch (kind) {
            case 6:
            case 7:
                return sourceColumn(random);
            case 8:
                return struct(random, depth - 1).build();
            case 9:
                return SchemaBuilder.array(type(random, depth - 1)).build();
            default:
                return SchemaBuilder.map(Schema.STRING_SCHEMA, type(random, depth - 1))
                        .build();
        }
    }

    private static Schema sourceColumn(Random random) {
        String type = random.nextBoolean() ? "picklist" : "string";
        int length = random.nextBoolean() ? 10 : 20;
        int scale = 2 * random.nextInt(3);
        return scale == 0
                ? SourceColumn.describe(SchemaBuilder.string(), type, length).build()
                : SourceColumn.describe(SchemaBuilder.float64(), type, length, scale)
                        .build();
    }

    /** Returns a description of everything in a schema except the order of its fields. */
    private static String unordered(Schema schema) {
        StringBuilder text = new StringBuilder()
                .append(schema.type())
                .append('|')
                .append(schema.name())
                .append('|')
                .append(schema.version())
                .append('|')
                .append(schema.doc())
                .append('|')
                .append(schema.isOptional())
                .append('|')
                .append(schema.defaultValue())
                .append('|')
                .append(schema.parameters() == null ? Map.of() : new TreeMap<>(schema.parameters()));
        switch (schema.type()) {
            case STRUCT:
                Map<String, String> fields = new TreeMap<>();
                for (Field field : schema.fields()) {
                    fields.put(field.name(), unordered(field.schema()));
                }
                return text.append(fields).toString();
            case MAP:
                return text.append(unordered(schema.valueSchema())).toString();
            case ARRAY:
                return text.append(unordered(schema.valueSchema())).toString();
            default:
                return text.toString();
        }
    }

    /** Sample values of all types. */
    private static final class Values {
        static Struct row(Schema schema) {
            Struct row = new Struct(schema);
            schema.fields().forEach(field -> row.put(field, value(field.schema())));
            return row;
        }

        private static Object value(Schema schema) {
            if (Decimal.LOGICAL_NAME.equals(schema.name())) {
                return new java.math.BigDecimal("7").setScale(Numeric.scale(schema));
            }
            if (schema.name() != null && schema.name().startsWith("org.apache.kafka.connect.data.")) {
                return new java.util.Date(0);
            }
            switch (schema.type()) {
                case STRUCT:
                    return row(schema);
                case ARRAY:
                    return List.of(value(schema.valueSchema()));
                case MAP:
                    return Map.of("k", value(schema.valueSchema()));
                case INT8:
                    return (byte) 7;
                case INT16:
                    return (short) 7;
                case INT32:
                    return 7;
                case INT64:
                    return 7L;
                case FLOAT32:
                    return 7.5f;
                case FLOAT64:
                    return 7.5;
                case BOOLEAN:
                    return true;
                case BYTES:
                    return new byte[] {7};
                default:
                    return "seven";
            }
        }
    }
}
