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
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The fields of rows: those that come and go, and those that are chosen and renamed. */
class FieldRulesTest extends SchemaChanges {
    @Nested
    class NewAndRemovedFields {
        private final Schema two =
                SchemaBuilder.struct().field("f", INT32).field("g", TEXT).build();
        private final Struct wide = new Struct(two).put("f", 1).put("g", "x");
        private final Struct narrow = row(INT32, 2);

        @Test
        void treatsRemovedFieldAsUnknown() {
            give(wide);
            SinkRecord flat = give(narrow);
            assertThat(flat.valueSchema().field("g").schema()).isEqualTo(TEXT);
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("f"));
        }

        @Test
        void omitsUnknownFieldsIfConfigured() {
            transform = Transforms.with("unknown.fields", "omit");
            give(wide);
            SinkRecord flat = give(narrow);
            assertThat(flat.valueSchema().fields()).hasSize(1);
            assertThat(give(narrow).valueSchema()).isSameAs(flat.valueSchema());
        }

        @Test
        void ignoresNewFieldIfConfigured() {
            transform = Transforms.with("schema.new.field", "add,Acc*:ignore");
            Schema known = give(narrow).valueSchema();
            SinkRecord flat = give(wide);
            assertThat(flat.valueSchema()).isSameAs(known);
            assertThat(header(flat, ChangeHeaders.CHANGED)).isNull();
        }

        @Test
        void rejectsNewOrRemovedFieldIfConfigured() {
            transform = Transforms.with("schema.new.field", "fail");
            give(narrow);
            assertThatThrownBy(() -> give(wide))
                    .hasMessageContaining("[g]")
                    .hasMessageContaining("schema.new.field=add");

            transform = Transforms.with("schema.removed.field", "fail");
            give(wide);
            assertThatThrownBy(() -> give(narrow)).hasMessageContaining("[g]").hasMessageContaining("=keep");
        }

        @Test
        void rejectsWideningButAcceptsNarrowerType() {
            transform = Transforms.with("schema.widening", "fail");
            give(row(INT64, 1L));
            assertThat(field(give(row(INT32, 2)))).isEqualTo(2L);
            assertThatThrownBy(() -> give(row(TEXT, "x"))).hasMessageContaining("schema.widening=widen");
        }
    }

    @Nested
    class FieldChoice {
        private final Schema schema = SchemaBuilder.struct()
                .field("f", INT32)
                .field("g", TEXT)
                .field("h", TEXT)
                .build();
        private final Struct row = new Struct(schema).put("f", 1).put("g", "x").put("h", "y");

        @Test
        void keepsOnlyIncludedFields() {
            transform = Transforms.with("field.include.list", "Account.f,Account.g", "field.exclude.list", "*.g");
            SinkRecord flat = give(row);
            assertThat(flat.valueSchema().fields()).extracting("name").containsExactly("f");
            assertThat(header(flat, ChangeHeaders.CHANGED)).isNull();
        }

        @Test
        void keepsAllFieldsOfObjectWithoutEntry() {
            transform = Transforms.with("field.include.list", "Contact.f");
            assertThat(give(row).value()).isSameAs(row);
        }

        @Test
        void renamesFields() {
            transform = Transforms.with("field.renames", "salesforce.Account.g:title");
            SinkRecord flat = give(row);
            assertThat(Transforms.row(flat).get("title")).isEqualTo("x");
            assertThat(flat.valueSchema().field("g")).isNull();
        }

        @Test
        void rejectsTwoFieldsWithOneName() {
            transform = Transforms.with("field.renames", "Account.g:f");
            assertThatThrownBy(() -> give(row)).hasMessageContaining("field.renames");
        }
    }
}
