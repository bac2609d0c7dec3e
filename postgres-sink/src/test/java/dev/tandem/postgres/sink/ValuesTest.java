/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.testing.Database;
import java.time.LocalDate;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;

/** A base for tests that write values, and read back what Postgres has of them: each in a table of its own, all in one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ValuesTest {
    @AutoClose
    final Database database = Database.create();

    private int tables;

    String newTable() {
        return "values" + ++tables;
    }

    static Schema semantic(SchemaBuilder builder, String name) {
        return builder.name(name).optional().build();
    }

    static Date day(int year, int month, int day) {
        return new Date(LocalDate.of(year, month, day).toEpochDay() * 86_400_000L);
    }

    /** Asserts which column the sink makes for the schema, and what is in it when the value is written. */
    void assertMade(Schema schema, Object value, String columnType, String stored) {
        String table = newTable();
        FlatRecords records =
                new FlatRecords("public." + table).field("v", schema.isOptional() ? schema : optional(schema));
        try (Harness sink = Harness.on(database)) {
            sink.put(records.row(1, fitting(value, records.schema().field("v").schema())), records.row(2, (Object)
                    null));
            assertThat(sink.errors()).isEmpty();
        }
        database.execute("SET timezone = 'UTC'");
        assertThat(database.rows("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '" + table
                        + "'::regclass AND attname = 'v'"))
                .containsExactly(columnType);
        assertThat(database.rows("SELECT CASE WHEN '" + columnType
                        + "' = 'boolean' THEN left(v::text, 1) ELSE v::text END FROM " + table + " ORDER BY id"))
                .containsExactly(stored, "null");
    }

    private static Object fitting(Object value, Schema schema) {
        if (!(value instanceof Struct struct)) {
            return value;
        }
        Struct copy = new Struct(schema);
        schema.fields().forEach(field -> copy.put(field.name(), struct.get(field.name())));
        return copy;
    }

    private static Schema optional(Schema schema) {
        if (schema.type() == Schema.Type.STRUCT) {
            SchemaBuilder builder = SchemaBuilder.struct().name(schema.name()).optional();
            schema.fields().forEach(field -> builder.field(field.name(), field.schema()));
            return builder.build();
        }
        SchemaBuilder builder = switch (schema.type()) {
            case ARRAY -> SchemaBuilder.array(schema.valueSchema());
            case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
            default -> new SchemaBuilder(schema.type());
        };
        if (schema.name() != null) {
            builder.name(schema.name());
        }
        if (schema.parameters() != null) {
            builder.parameters(schema.parameters());
        }
        return builder.optional().build();
    }
}
