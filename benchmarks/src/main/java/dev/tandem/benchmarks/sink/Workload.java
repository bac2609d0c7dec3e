/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Records for one topic.
 *
 * @param topic its name; workloads on the same {@code table} run one after the other
 * @param source makes the rows, the same each time; one workload's rows are in memory at once
 * @param partial whether records carry Tandem's headers and only some fields, which other sinks cannot take
 */
record Workload(
        String name, String topic, String table, Shape shape, int count, Supplier<List<Row>> source, boolean partial) {
    /** The key of the last record, which is always new: once it can be seen, all is written. It has a header of that name. */
    static final String LAST = "999999999999999999";

    static List<Workload> all(int count) {
        Shape plain = new Shape(20);
        Shape wide = new Shape(200);
        int wideCount = count / 5;
        return List.of(
                of("insert", "plain", plain, count, 1_000, 20),
                of("update", "plain", plain, count, 10_000_000, 20),
                of("stale replay", "plain", plain, count, 1_000, 20),
                of("mixed masks", "plain", plain, count, 20_000_000, 3),
                withDeletes(of("deletes between", "mixed", plain, count, 1_000, 20)),
                of("wide insert", "wide", wide, wideCount, 1_000, 200),
                of("wide update", "wide", wide, wideCount, 10_000_000, 200));
    }

    private static Workload of(String name, String table, Shape shape, int count, long version, int fields) {
        return new Workload(
                name,
                "bench." + name.replace(' ', '_'),
                table,
                shape,
                count,
                () -> shape.rows(count, version, fields, new Random(version)),
                fields < shape.columns());
    }

    List<Row> rows() {
        return source.get();
    }

    private static Workload withDeletes(Workload w) {
        return new Workload(w.name, w.topic, w.table, w.shape, w.count, () -> withDeletes(w.rows()), w.partial);
    }

    /** Every tenth record deletes a row that came some records before. */
    private static List<Row> withDeletes(List<Row> rows) {
        List<Row> mixed = new ArrayList<>(rows);
        for (int i = 19; i < mixed.size(); i += 10) {
            mixed.set(i, new Row(mixed.get(i - 7).key(), mixed.get(i).version(), null, null));
        }
        return mixed;
    }
}
