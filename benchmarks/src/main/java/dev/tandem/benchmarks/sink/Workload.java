/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Records for one topic.
 *
 * @param topic its name; workloads on the same {@code table} run one after the other
 * @param partial whether records carry Tandem's headers and only some fields, which other sinks cannot take
 */
record Workload(String name, String topic, String table, Shape shape, List<Row> rows, boolean partial) {
    /** The key of the last record, which is always new: once it can be seen, all is written. */
    static final String LAST = "999999999999999999";

    static List<Workload> all(int count) {
        Shape plain = new Shape(20);
        Shape wide = new Shape(200);
        Random random = new Random(11);
        int wideCount = count / 5;
        List<Row> inserts = plain.rows(count, 1_000, 20, random);
        return List.of(
                of("insert", "plain", plain, inserts, false),
                of("update", "plain", plain, plain.rows(count, 10_000_000, 20, random), false),
                of("stale replay", "plain", plain, inserts, false),
                of("mixed masks", "plain", plain, plain.rows(count, 20_000_000, 3, random), true),
                of("deletes between", "mixed", plain, withDeletes(plain.rows(count, 1_000, 20, random)), false),
                of("wide insert", "wide", wide, wide.rows(wideCount, 1_000, 200, random), false),
                of("wide update", "wide", wide, wide.rows(wideCount, 10_000_000, 200, random), false));
    }

    private static Workload of(String name, String table, Shape shape, List<Row> rows, boolean partial) {
        return new Workload(name, "bench." + name.replace(' ', '_'), table, shape, rows, partial);
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
