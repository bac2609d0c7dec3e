/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.sink.SinkRecord;

/** Tests of values that arrive exactly or are rejected, each in a row and a column of its own. */
abstract class ExactTest extends SinkTest {
    /**
     * A value for a column.
     *
     * @param stored the column's text; null if the value is to be rejected
     */
    record Value(String type, Schema schema, Object value, String stored) {}

    final void assertAllStored(List<Value> values) {
        assertThat(sink.errors()).isEmpty();
        for (int i = 0; i < values.size(); i++) {
            assertThat(database.rows("SELECT c" + i + "::text FROM public.t WHERE id = " + i))
                    .as(values.get(i).type())
                    .containsExactly(values.get(i).stored());
        }
    }

    /** Writes each value to a row and a column of its own. */
    final void putEach(List<Value> values) {
        List<SinkRecord> records = new ArrayList<>();
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            Value value = values.get(i);
            columns.append(", c").append(i).append(' ').append(value.type());
            records.add(RecordKind.FLAT
                    .of("public.t")
                    .field("c" + i, value.schema())
                    .row(i, value.value()));
        }
        database.execute("CREATE TABLE public.t (id int PRIMARY KEY" + columns + ")");
        sink.with("schema.evolution", "none").put(records);
    }

    static Schema debezium(SchemaBuilder schema, String name) {
        return schema.name("io.debezium." + name).build();
    }
}
