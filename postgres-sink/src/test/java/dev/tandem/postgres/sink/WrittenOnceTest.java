/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of times that one transaction writes a row, which triggers and metrics show. */
class WrittenOnceTest extends SinkTest {
    private final FlatRecords things =
            new FlatRecords("public.things").field("name", Schema.STRING_SCHEMA).field("v", Schema.INT64_SCHEMA);

    @ParameterizedTest
    @ValueSource(strings = {"", ", _sync_version bigint"})
    void writesEachRowOncePerBatch(String version) throws Exception {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, name text, v bigint" + version + ");"
                + " CREATE TABLE written (at serial, what text, id int);"
                + " CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO written (what, id) VALUES (TG_OP, NEW.id); RETURN NULL; END $$;"
                + " CREATE TRIGGER note AFTER INSERT OR UPDATE ON things FOR EACH ROW EXECUTE FUNCTION note()");
        sink.with("schema.evolution", "none").with("version.field", "v").with("name", "once");

        sink.put(things.row(1, "a", 10L));
        // New rows are expected, then known ones.
        sink.put(things.row(1, "b", 20L), things.row(2, "b", 20L));
        sink.put(things.row(1, "c", 30L), things.row(2, "c", 30L));
        sink.put(things.row(1, "d", 40L), things.row(2, "late", version.isEmpty() ? 40L : 5L), things.row(3, "d", 40L));

        assertThat(database.rows("SELECT id, string_agg(what, ' ' ORDER BY at) FROM written GROUP BY id ORDER BY id"))
                .containsExactly(
                        "1|INSERT UPDATE UPDATE UPDATE",
                        version.isEmpty() ? "2|INSERT UPDATE UPDATE" : "2|INSERT UPDATE",
                        "3|INSERT");
        ObjectName table =
                new ObjectName("dev.tandem:type=postgres-sink,connector=\"once\",task=0,table=\"public.things\"");
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(table, "rows-updated"))
                .isEqualTo(version.isEmpty() ? 5L : 4L);
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(table, "rows-stale"))
                .isEqualTo(version.isEmpty() ? 0L : 1L);
    }
}
