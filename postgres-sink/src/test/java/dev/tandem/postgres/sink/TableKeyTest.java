/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** A table's key is the one that it has, or that of the first record that was written, whatever other records come before. */
class TableKeyTest extends SinkTest {
    private static final Schema BY_ID =
            SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    private static final Schema BY_TENANT = SchemaBuilder.struct()
            .field("tenant", Schema.INT32_SCHEMA)
            .field("id", Schema.INT32_SCHEMA)
            .build();
    private static final Schema ROW = SchemaBuilder.struct()
            .field("tenant", Schema.INT32_SCHEMA)
            .field("id", Schema.INT32_SCHEMA)
            .field("x", Schema.STRING_SCHEMA)
            .build();
    private static final String ROWS = "SELECT tenant, id, x FROM public.e ORDER BY 1, 2";

    private long offset;

    @Test
    void writesRecordsAfterOneWithAnotherKey() {
        createTable("PRIMARY KEY (tenant, id)");
        SinkRecord odd = record(BY_ID, 1, "odd");

        sink.put(odd).put(record(BY_TENANT, 1, "a"));

        assertThat(database.rows(ROWS)).containsExactly("1|1|a");
        assertThat(sink.errant()).containsExactly(odd);
        assertThat(sink.errors()).singleElement().asString().contains("public.e", "[id]", "pk.fields");
    }

    @Test
    void writesRecordsAmongOthersOfAnotherKey() {
        createTable("PRIMARY KEY (tenant, id)");
        SinkRecord first = record(BY_ID, 1, "odd");
        SinkRecord last = record(BY_ID, 2, "odd");

        sink.put(first, record(BY_TENANT, 1, "a"), last, record(BY_TENANT, 2, "b"));

        assertThat(database.rows(ROWS)).containsExactly("1|1|a", "1|2|b");
        assertThat(sink.errant()).containsExactlyInAnyOrder(first, last);
    }

    @Test
    void keepsKeyOfFirstRecordThatWasWritten() {
        createTable("PRIMARY KEY (tenant, id), UNIQUE (id)");
        SinkRecord odd = record(BY_ID, 1, "odd");

        sink.put(record(BY_TENANT, 1, "a"), odd).put(record(BY_TENANT, 2, "b"));

        assertThat(database.rows(ROWS)).containsExactly("1|1|a", "1|2|b");
        assertThat(sink.errant()).containsExactly(odd);
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("Record key [id] does not match the key [tenant, id] of table public.e");
    }

    @Test
    void rejectsOddKeyAlsoWhileTablesAreOnlyValidated() {
        createTable("PRIMARY KEY (tenant, id)");
        sink.with("schema.evolution", "validate");
        SinkRecord odd = record(BY_ID, 2, "odd");

        sink.put(record(BY_TENANT, 1, "a")).put(odd, record(BY_TENANT, 3, "b"));

        assertThat(database.rows(ROWS)).containsExactly("1|1|a", "1|3|b");
        assertThat(sink.errant()).containsExactly(odd);
    }

    @Test
    void noticesKeyThatIsDroppedWhileRecordsFlow() {
        createTable("PRIMARY KEY (id)");
        sink.put(record(BY_ID, 1, "a"));
        database.execute("ALTER TABLE public.e DROP CONSTRAINT e_pkey");
        SinkRecord keyless = record(BY_ID, 2, "b");

        sink.put(keyless);
        List<SinkRecord> rejected = List.copyOf(sink.errant());
        database.execute("ALTER TABLE public.e ADD PRIMARY KEY (id)");
        sink.put(record(BY_ID, 3, "c"));

        assertThat(rejected).containsExactly(keyless);
        assertThat(sink.errors()).singleElement().asString().contains("public.e", "unique index");
        assertThat(database.rows("SELECT id FROM public.e ORDER BY 1")).containsExactly("1", "3");
    }

    @Test
    void takesNewKeyOfTableThatWasReplaced() {
        createTable("PRIMARY KEY (id)");
        sink.put(record(BY_ID, 1, "a"));
        database.execute("DROP TABLE public.e");
        createTable("PRIMARY KEY (tenant, id)");

        sink.put(List.of(record(BY_TENANT, 1, "b")));

        assertThat(database.rows(ROWS)).containsExactly("1|1|b");
        assertThat(sink.errors()).isEmpty();
    }

    private void createTable(String constraints) {
        database.execute("CREATE TABLE public.e (tenant int NOT NULL, id int NOT NULL, x text, _sync_version bigint, "
                + constraints + ")");
    }

    private SinkRecord record(Schema keySchema, int id, String x) {
        Struct key = new Struct(keySchema);
        if (keySchema.field("tenant") != null) {
            key.put("tenant", 1);
        }
        key.put("id", id);
        Struct row = new Struct(ROW).put("tenant", 1).put("id", id).put("x", x);
        return new SinkRecord("public.e", 0, keySchema, key, ROW, row, offset++, 0L, TimestampType.CREATE_TIME);
    }
}
