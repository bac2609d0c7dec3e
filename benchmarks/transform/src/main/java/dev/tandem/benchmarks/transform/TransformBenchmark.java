/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.transform;

import dev.tandem.conflict.LastWriterWins;
import io.debezium.transforms.ExtractNewRecordState;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The cost of one record, by transform: updates of 20 columns over 10,000 rows, as Debezium's Postgres source makes them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TransformBenchmark {
    static final String DEBEZIUM = "debezium";

    private static final int ROWS = 10_000;

    /**
     * The transform, and its configuration. Debezium's {@code headers} say as much as Tandem's always do: operation, origin, version,
     * commit time.
     */
    @Param({DEBEZIUM, "debezium-headers", "tandem", "tandem-no-memory", "tandem-keep-nullability"})
    private String subject;

    /** True if columns are NOT NULL, which Tandem makes optional and so has to copy. */
    @Param({"optional", "required"})
    private String columns;

    private Transformation<SinkRecord> transform;
    private SinkRecord[] records;
    private Struct[] sources;
    private Field lsnField;
    private int next;
    private long lsn;

    @Setup
    public void configure() {
        transform = subject.startsWith("debezium") ? new ExtractNewRecordState<>() : new LastWriterWins<>();
        transform.configure(settings());
        Schema row = row();
        Schema source = source();
        lsnField = source.field("lsn");
        Schema keySchema = SchemaBuilder.struct()
                .name("shop.public.orders.Key")
                .field("id", Schema.STRING_SCHEMA)
                .build();
        Schema envelope = SchemaBuilder.struct()
                .name("shop.public.orders.Envelope")
                .version(2)
                .field("before", row)
                .field("after", row)
                .field("source", source)
                .field("op", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
        records = new SinkRecord[ROWS];
        sources = new Struct[ROWS];
        for (int i = 0; i < ROWS; i++) {
            String id = String.format("%018d", i);
            sources[i] = sourceOf(source);
            Struct value = new Struct(envelope)
                    .put("op", "u")
                    .put("after", rowOf(row, id, i))
                    .put("source", sources[i])
                    .put("ts_ms", 1_790_000_000_000L);
            Struct key = new Struct(keySchema).put("id", id);
            records[i] = new SinkRecord("shop.public.orders", 0, keySchema, key, envelope, value, i);
        }
    }

    private Map<String, String> settings() {
        switch (subject) {
            case "debezium-headers":
                return Map.of("add.headers", "op,source.connector,source.lsn,source.ts_us,source.snapshot");
            case "tandem-no-memory":
                return Map.of("memory.max.bytes", "0");
            case "tandem-keep-nullability":
                return Map.of("schema.nullability", "keep");
            default:
                return Map.of();
        }
    }

    private static Struct sourceOf(Schema source) {
        return new Struct(source)
                .put("connector", "postgresql")
                .put("name", "shop")
                .put("ts_ms", 1_790_000_000_000L)
                .put("ts_us", 1_790_000_000_000_000L)
                .put("snapshot", "false")
                .put("sequence", "[\"24023119\",\"24023128\"]");
    }

    private static Struct rowOf(Schema schema, String id, int number) {
        Struct row = new Struct(schema).put("id", id);
        for (int column = 0; column < 19; column++) {
            row.put("c" + column, column % 2 == 0 ? (Object) ("value " + number) : (Object) (long) number);
        }
        return row;
    }

    /** The record alone, which is part of what the others measure. */
    @Benchmark
    public SinkRecord record() {
        return nextRecord();
    }

    @Benchmark
    public SinkRecord apply() {
        return transform.apply(nextRecord());
    }

    /**
     * The next change of the next row: the same structs with a new place in the log. The record itself is new, since Debezium's
     * transform adds headers to the one that it is given.
     */
    private SinkRecord nextRecord() {
        int row = next++ % ROWS;
        sources[row].put(lsnField, ++lsn);
        SinkRecord record = records[row];
        return new SinkRecord(
                record.topic(), 0, record.keySchema(), record.key(), record.valueSchema(), record.value(), lsn);
    }

    private Schema row() {
        boolean optional = columns.equals("optional");
        SchemaBuilder row =
                SchemaBuilder.struct().name("shop.public.orders.Value").optional();
        row.field("id", optional ? Schema.OPTIONAL_STRING_SCHEMA : Schema.STRING_SCHEMA);
        for (int column = 0; column < 19; column++) {
            SchemaBuilder type = column % 2 == 0 ? SchemaBuilder.string() : SchemaBuilder.int64();
            row.field("c" + column, optional ? type.optional().build() : type.build());
        }
        return row.build();
    }

    private static Schema source() {
        return SchemaBuilder.struct()
                .name("io.debezium.connector.postgresql.Source")
                .field("connector", Schema.STRING_SCHEMA)
                .field("name", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.INT64_SCHEMA)
                .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
                .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
                .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
                .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
    }
}
