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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

class SchemaMergeTest {
    private final SchemaMerge merge = new SchemaMerge(
            new SchemaRules(NewField.ADD, RemovedField.KEEP, Widening.WIDEN, Incompatible.TEXT, Nullability.OPTIONAL),
            "t");

    @Property
    void isCommutative(@ForAll("rows") Schema a, @ForAll("rows") Schema b) {
        assertThat(unordered(merge.merge(a, b))).isEqualTo(unordered(merge.merge(b, a)));
    }

    @Property
    void isAssociative(@ForAll("rows") Schema a, @ForAll("rows") Schema b, @ForAll("rows") Schema c) {
        assertThat(unordered(merge.merge(merge.merge(a, b), c)))
                .isEqualTo(unordered(merge.merge(a, merge.merge(b, c))));
    }

    @Property
    void isIdempotent(@ForAll("rows") Schema a, @ForAll("rows") Schema b) {
        Schema both = merge.merge(a, b);
        assertThat(merge.merge(a, a)).isSameAs(a);
        assertThat(merge.merge(both, a)).isSameAs(both);
        assertThat(merge.merge(both, b)).isSameAs(both);
    }

    @Property
    void doesNotDependOnTheOrderOfArrival(@ForAll("histories") List<Schema> history, @ForAll Random random) {
        List<Schema> shuffled = new ArrayList<>(history);
        shuffled.addAll(history.subList(0, history.size() / 2));
        Collections.shuffle(shuffled, random);
        assertThat(unordered(all(shuffled))).isEqualTo(unordered(all(history)));
    }

    @Property
    void everyValueOfEitherSchemaFitsTheMergedOne(@ForAll("rows") Schema a, @ForAll("rows") Schema b) {
        Schema both = merge.merge(a, b);
        new StructCopy(a, both).of(Values.row(a)).validate();
        new StructCopy(b, both).of(Values.row(b)).validate();
    }

    private Schema all(List<Schema> history) {
        return history.stream().reduce(merge::merge).orElseThrow();
    }

    @Provide
    Arbitrary<List<Schema>> histories() {
        return rows().list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<Schema> rows() {
        return struct(types(2)).map(builder -> NormalForm.of(builder.name("Row").build()));
    }

    private static Arbitrary<SchemaBuilder> struct(Arbitrary<Schema> types) {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), types)
                .ofMaxSize(4)
                .map(fields -> {
                    SchemaBuilder struct = SchemaBuilder.struct();
                    fields.forEach(struct::field);
                    return struct;
                });
    }

    private static Arbitrary<Schema> types(int depth) {
        Arbitrary<Schema> simple = Arbitraries.of(
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
                SchemaBuilder.string().name("io.debezium.data.Uuid").version(1).build(),
                SchemaBuilder.string().name("io.debezium.data.Json").doc("json").build());
        Arbitrary<Schema> described = Combinators.combine(
                        Arbitraries.of("picklist", "string"), Arbitraries.of(10, 20), Arbitraries.of(0, 2, 4))
                .as((type, length, scale) -> scale == 0
                        ? SourceColumn.describe(SchemaBuilder.string(), type, length)
                                .build()
                        : SourceColumn.describe(SchemaBuilder.float64(), type, length, scale)
                                .build());
        if (depth == 0) {
            return Arbitraries.oneOf(simple, described);
        }
        Arbitrary<Schema> inner = types(depth - 1);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, simple),
                net.jqwik.api.Tuple.of(2, described),
                net.jqwik.api.Tuple.of(1, struct(inner).map(SchemaBuilder::build)),
                net.jqwik.api.Tuple.of(
                        1, inner.map(element -> SchemaBuilder.array(element).build())),
                net.jqwik.api.Tuple.of(
                        1,
                        inner.map(value ->
                                SchemaBuilder.map(Schema.STRING_SCHEMA, value).build())));
    }

    /** Everything that a schema says except the order of its fields. */
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

    /** Some value of each type. */
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
