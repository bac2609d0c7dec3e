/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static dev.tandem.conflict.Transforms.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.ChangeHeaders;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.ExtractField;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.ValueToKey;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectKeysTest {
    private static final String TOPIC = "shop.public.orders";
    private static final Schema ROW = SchemaBuilder.struct()
            .field("id", Schema.OPTIONAL_INT64_SCHEMA)
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("v", Schema.INT64_SCHEMA)
            .build();

    private LastWriterWins<SinkRecord> transform = flat();
    private long version;

    /** Returns rows of: narrow key schema, a key in it, wider schema, the same key in it. */
    static Stream<Arguments> growingKeys() {
        Schema int32 = Schema.INT32_SCHEMA;
        Schema int64 = Schema.INT64_SCHEMA;
        return Stream.of(
                Arguments.of(int32, 1, int64, 1L),
                Arguments.of(struct("id", int32), key("id", int32, 1), struct("id", int64), key("id", int64, 1L)),
                Arguments.of(
                        struct("id", int64),
                        key("id", int64, 1L),
                        struct("id", Decimal.schema(2)),
                        key("id", Decimal.schema(2), new BigDecimal("1.00"))),
                Arguments.of(
                        pair(int32), new Struct(pair(int32)).put("a", 1).put("b", "x"),
                        pair(int64), new Struct(pair(int64)).put("a", 1L).put("b", "x")));
    }

    @ParameterizedTest
    @MethodSource("growingKeys")
    void keepsOneKeyWhileItsTypeGrows(Schema narrow, Object key, Schema wide, Object same) {
        assertThat(give(narrow, key).keySchema()).isSameAs(narrow);
        SinkRecord grown = give(wide, same);
        SinkRecord old = give(narrow, key);

        assertThat(old.keySchema()).isEqualTo(grown.keySchema()).isEqualTo(wide);
        assertThat(old.key()).isEqualTo(grown.key()).isEqualTo(same);
        assertThat(transform.metrics().get(TransformMetric.MEMORY_ROWS))
                .as("rows remembered")
                .isEqualTo(1);
        version = 1;
        assertThat(give(narrow, key)).as("an older change of the same row").isNull();
    }

    @ParameterizedTest
    @MethodSource("growingKeys")
    void givesDeletesAndTombstonesTheGrownKey(Schema narrow, Object key, Schema wide, Object same) {
        transform = flat("tombstones", "pass");
        give(wide, same);
        SinkRecord tombstone = transform.apply(new SinkRecord(TOPIC, 0, narrow, key, null, null, 0));
        assertThat(tombstone.key()).isEqualTo(same);

        transform = flat("tombstones", "delete");
        give(wide, same);
        SinkRecord deleted = transform.apply(new SinkRecord(TOPIC, 0, narrow, key, null, null, 0));
        assertThat(deleted.key()).isEqualTo(same);
        assertThat(header(deleted, ChangeHeaders.OP)).isEqualTo("d");
    }

    @Test
    void passesKnownKeyOnWithoutCopy() {
        Struct key = key("id", Schema.INT64_SCHEMA, 1L);
        assertThat(give(key.schema(), key).key()).isSameAs(key);
    }

    @Nested
    class Names {
        @Test
        void renamesKeyFieldsLikeRowFields() {
            transform = flat("field.renames", "orders.id:sfid");
            SinkRecord flat = give(struct("id", Schema.INT64_SCHEMA), key("id", Schema.INT64_SCHEMA, 1L));
            assertThat(flat.key()).isEqualTo(key("sfid", Schema.INT64_SCHEMA, 1L));
            assertThat(Transforms.row(flat).get("sfid")).isEqualTo(1L);

            SinkRecord map = transform.apply(new SinkRecord(
                    TOPIC, 0, null, Map.of("id", 1L), null, new HashMap<>(Map.of("id", 1L, "v", 9L)), 0));
            assertThat(map.key()).isEqualTo(Map.of("sfid", 1L));
        }

        @Test
        void keepsExcludedFieldInKey() {
            transform = flat("field.exclude.list", "orders.id");
            SinkRecord flat = give(struct("id", Schema.INT64_SCHEMA), key("id", Schema.INT64_SCHEMA, 1L));
            assertThat(flat.key()).isEqualTo(key("id", Schema.INT64_SCHEMA, 1L));
            assertThat(flat.valueSchema().field("id")).isNull();
        }

        @Test
        void treatsOtherKeyFieldsAsOtherRow() {
            give(
                    pair(Schema.INT32_SCHEMA),
                    new Struct(pair(Schema.INT32_SCHEMA)).put("a", 1).put("b", "x"));
            SinkRecord flat = give(struct("a", Schema.INT64_SCHEMA), key("a", Schema.INT64_SCHEMA, 1L));
            assertThat(flat.keySchema().fields()).extracting("name").containsExactly("a");
            assertThat(transform.metrics().get(TransformMetric.MEMORY_ROWS)).isEqualTo(2);
        }
    }

    @Nested
    class Rules {
        @Test
        void keepsRequiredKeysRequired() {
            give(Schema.INT32_SCHEMA, 1);
            assertThat(give(Schema.INT64_SCHEMA, 1L).keySchema().isOptional()).isFalse();
            assertThat(give(Schema.INT32_SCHEMA, 1).keySchema().isOptional()).isFalse();
        }

        @Test
        void rejectsWiderKeyIfConfigured() {
            transform = flat("schema.widening", "fail");
            give(Schema.INT32_SCHEMA, 1);
            assertThatThrownBy(() -> give(Schema.INT64_SCHEMA, 1L))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the key of " + TOPIC)
                    .hasMessageContaining("schema.widening=widen");
        }

        @Test
        void rejectsIncompatibleKeyOrMakesItText() {
            give(Schema.BOOLEAN_SCHEMA, true);
            assertThatThrownBy(() -> give(Schema.INT32_SCHEMA, 1))
                    .hasMessageContaining("the key of " + TOPIC + " was BOOLEAN and is now INT32");
            transform = flat("schema.incompatible", "text");
            give(Schema.BOOLEAN_SCHEMA, true);
            assertThat(give(Schema.INT32_SCHEMA, 1).key()).isEqualTo("1");
        }

        @Test
        void marksBadTombstone() {
            transform = flat("tombstones", "delete", "on.error", "mark");
            give(Schema.BOOLEAN_SCHEMA, true);
            SinkRecord marked = transform.apply(new SinkRecord(TOPIC, 0, Schema.INT32_SCHEMA, 1, null, null, 0));
            assertThat((String) header(marked, ChangeHeaders.ERROR)).contains("the key of " + TOPIC);
            assertThat(marked.key()).isEqualTo(1);
        }

        @Test
        void acceptsBytesMapsAndMissingKeys() {
            assertThat(give(Schema.BYTES_SCHEMA, new byte[] {1}).key()).isEqualTo(new byte[] {1});
            assertThat(give(null, Map.of("id", 1L)).key()).isEqualTo(Map.of("id", 1L));
            assertThat(give(null, "text").key()).isEqualTo("text");
            assertThat(give(Schema.OPTIONAL_STRING_SCHEMA, null).key()).isNull();
            assertThat(give(null, null).key()).isNull();
        }
    }

    /** Tests keys that other transforms build or read. */
    @Nested
    class Chains {
        @Test
        void identifiesRowByKeyBuiltFromValue() {
            ValueToKey<SinkRecord> toKey = new ValueToKey<>();
            toKey.configure(Map.of("fields", "id"));
            ExtractField.Key<SinkRecord> extract = new ExtractField.Key<>();
            extract.configure(Map.of("field", "id"));
            for (List<Transformation<SinkRecord>> before :
                    List.<List<Transformation<SinkRecord>>>of(List.of(toKey), List.of(toKey, extract))) {
                transform = flat();
                assertThat(Transforms.row(through(before, record(null, null, 7)))
                                .get("v"))
                        .isEqualTo(7L);
                assertThat(through(before, record(null, null, 6))).as("older").isNull();
            }
        }

        @Test
        void givesKeyThatExtractFieldCanRead() {
            SinkRecord flat = give(struct("id", Schema.INT64_SCHEMA), key("id", Schema.INT64_SCHEMA, 1L));
            ExtractField.Key<SinkRecord> extract = new ExtractField.Key<>();
            extract.configure(Map.of("field", "id"));
            assertThat(extract.apply(flat).key()).isEqualTo(1L);
        }

        private SinkRecord through(List<Transformation<SinkRecord>> before, SinkRecord record) {
            SinkRecord now = record;
            for (Transformation<SinkRecord> each : before) {
                now = each.apply(now);
            }
            return transform.apply(now);
        }
    }

    private SinkRecord give(Schema schema, Object key) {
        return transform.apply(record(schema, key, ++version));
    }

    private static SinkRecord record(Schema schema, Object key, long version) {
        Struct row = new Struct(ROW).put("id", 1L).put("name", "n").put("v", version);
        return new SinkRecord(TOPIC, 0, schema, key, ROW, row, version);
    }

    private static LastWriterWins<SinkRecord> flat(String... settings) {
        String[] all = Stream.concat(Stream.of("version.field", "v", "origin", "shop"), Stream.of(settings))
                .toArray(String[]::new);
        return Transforms.with(all);
    }

    private static Schema struct(String field, Schema type) {
        return SchemaBuilder.struct().field(field, type).build();
    }

    private static Struct key(String field, Schema type, Object value) {
        return new Struct(struct(field, type)).put(field, value);
    }

    private static Schema pair(Schema first) {
        return SchemaBuilder.struct()
                .field("a", first)
                .field("b", Schema.STRING_SCHEMA)
                .build();
    }
}
