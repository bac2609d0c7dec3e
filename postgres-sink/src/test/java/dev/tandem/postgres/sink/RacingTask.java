/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/** A sink task in a process of its own: brings ever more columns to one table, and ends with 0 when all records are written. */
final class RacingTask {
    static final int COLUMNS = 8;

    private RacingTask() {}

    /** @param args the database's URL and the number of the task */
    public static void main(String[] args) {
        int number = Integer.parseInt(args[1]);
        FlatRecords records = new FlatRecords("raced.things");
        Harness sink = new Harness().with("connection.url", args[0]).with("schema.rewrite", "new-column");
        // The parent starts all at once by closing this.
        await(System.in);
        for (int column = 0; column < COLUMNS; column++) {
            records.field("c" + column, column % 2 == 0 ? Schema.OPTIONAL_INT32_SCHEMA : Schema.OPTIONAL_INT64_SCHEMA);
            SinkRecord record = records.row(number, values(column + 1));
            sink.putRetrying(List.of(record));
            // The same field in a type that its column cannot hold: the tasks race for its side column.
            FlatRecords wider = new FlatRecords("raced.things").field("c" + column, Schema.OPTIONAL_STRING_SCHEMA);
            sink.putRetrying(List.of(wider.row(1000 + number * COLUMNS + column, "x")));
        }
        sink.close();
        if (!sink.errors().isEmpty()) {
            throw new AssertionError(sink.errors());
        }
    }

    private static void await(java.io.InputStream input) {
        try {
            input.readAllBytes();
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static Object[] values(int count) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(i % 2 == 0 ? (Object) i : (Object) (long) i);
        }
        return values.toArray();
    }
}
