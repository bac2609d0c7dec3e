/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.postgres.sink.type.Wire;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /** @param fields how many random columns each row sets; all when as many as there are */
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
}
