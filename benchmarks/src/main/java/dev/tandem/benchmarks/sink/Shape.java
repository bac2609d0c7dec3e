/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.postgres.sink.type.Wire;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** The columns of the tables that are written to: a mix of types as a CRM has it. */
record Shape(int columns) {
    private static final Wire[] TYPES = {
        Wire.TEXT,
        Wire.TEXT,
        Wire.TEXT,
        Wire.TEXT,
        Wire.TEXT,
        Wire.INT8,
        Wire.FLOAT8,
        Wire.BOOL,
        Wire.TIMESTAMPTZ,
        Wire.NUMERIC
    };

    Wire type(int column) {
        return TYPES[column % TYPES.length];
    }

    String createTable(String name) {
        return IntStream.range(0, columns)
                .mapToObj(column -> "c" + column + " " + type(column).typeName())
                .collect(Collectors.joining(
                        ", ",
                        "CREATE TABLE " + name + " (id varchar(18) PRIMARY KEY, ",
                        ", _sync_version bigint) WITH (autovacuum_enabled = off)"));
    }

    /**
     * Makes rows with random values, in random order.
     *
     * @param fields how many random columns each row sets; all when as many as there are
     */
    List<Row> rows(int count, long version, int fields, Random random) {
        List<Row> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Object[] values = new Object[columns];
            for (int column = 0; column < columns; column++) {
                values[column] = value(column, random);
            }
            int[] set = fields == columns
                    ? null
                    : random.ints(0, columns).distinct().limit(fields).sorted().toArray();
            rows.add(new Row("001000000%09d".formatted(i), version + i, values, set));
        }
        Collections.shuffle(rows, random);
        return rows;
    }

    private Object value(int column, Random random) {
        return switch (type(column)) {
            case TEXT -> "value %08x of %d".formatted(random.nextInt(), column);
            case INT8 -> random.nextLong();
            case FLOAT8 -> random.nextDouble();
            case BOOL -> random.nextBoolean();
            case TIMESTAMPTZ -> 1_700_000_000_000_000L + random.nextInt();
            case NUMERIC -> BigDecimal.valueOf(random.nextInt(), 2);
            default -> throw new IllegalStateException("no column has this type");
        };
    }

    /** Returns the schema of the rows as records. */
    Schema schema() {
        SchemaBuilder builder =
                SchemaBuilder.struct().name("bench.Row" + columns).field("version", Schema.OPTIONAL_INT64_SCHEMA);
        IntStream.range(0, columns).forEach(column -> builder.field("c" + column, schema(type(column))));
        return builder.build();
    }

    private static Schema schema(Wire type) {
        return switch (type) {
            case TEXT -> Schema.OPTIONAL_STRING_SCHEMA;
            case INT8 -> Schema.OPTIONAL_INT64_SCHEMA;
            case FLOAT8 -> Schema.OPTIONAL_FLOAT64_SCHEMA;
            case BOOL -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
            case TIMESTAMPTZ -> Timestamp.builder().optional().build();
            case NUMERIC -> Decimal.builder(2).optional().build();
            default -> throw new IllegalStateException("no column has this type");
        };
    }

    /** Returns a row as the value of a record. */
    Struct struct(Schema schema, Row row) {
        Struct struct = new Struct(schema).put("version", row.version());
        for (int column = 0; column < columns; column++) {
            if (row.fields() == null || Arrays.binarySearch(row.fields(), column) >= 0) {
                struct.put("c" + column, value(type(column), row.values()[column]));
            }
        }
        return struct;
    }

    private static Object value(Wire type, Object value) {
        return type == Wire.TIMESTAMPTZ ? new Date((Long) value / 1000) : value;
    }
}
