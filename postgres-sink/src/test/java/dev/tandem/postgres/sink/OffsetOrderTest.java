/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions that are offsets, where a row's changes come from several partitions or topics. */
class OffsetOrderTest extends SinkTest {
    private static final Schema KEY =
            SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    private static final Schema ROW =
            SchemaBuilder.struct().field("x", Schema.STRING_SCHEMA).build();

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    private long clock = 1_700_000_000_000L;

    @BeforeEach
    void writeFromOnePartition() {
        sink.with("name", "ordered");
        sink.put(record("a.things", 0, 6, 1, "old"), record("a.things", 0, 7, 2, "old"));
    }

    @Test
    void warnsOfUpdatesOfKeysThatMovedToNewPartition() throws Exception {
        sink.restart().put(record("a.things", 1, 0, 1, "new"), record("a.things", 1, 1, 3, "new"));

        assertThat(warning()).contains("Table a.things", "1 new changes", "a.things-1@0", "version.field");
        assertThat(unordered()).isEqualTo(1);
    }

    @Test
    void warnsOfDeletesOfKeysThatMovedToNewPartition() {
        sink.put(record("a.things", 1, 0, 1, null));

        assertThat(warning()).contains("a.things-1@0");
    }

    @Test
    void warnsOfUpsertsOfRowsDeletedByOtherPartition() {
        sink.put(record("a.things", 0, 8, 1, null));
        sink.put(record("a.things", 1, 0, 1, "new"));

        assertThat(warning()).contains("a.things-1@0");
    }

    @Test
    void warnsOfPartitionsThatMeetInOneBatch() {
        sink.put(record("a.things", 0, 8, 4, "old"), record("a.things", 1, 0, 4, "new"));

        assertThat(warning()).contains("a.things-1@0");
    }

    @Test
    void warnsOfTopicThatStartsAgain() {
        sink.put(record("a.things", 0, 0, 1, "new"), record("a.things", 0, 1, 2, null));

        assertThat(warning()).contains("2 new changes", "a.things-0@0", "recreated");
    }

    @Test
    void warnsOfOtherTopicForTheTable() {
        sink.restart().with("table.name.format", "a.things");
        sink.put(record("mirror.things", 0, 0, 1, "new"));

        assertThat(warnings.texts()).anySatisfy(text -> assertThat(text).contains("mirror.things-0@0"));
    }

    @Test
    void staysSilentOnRedeliveryAndReplay() throws Exception {
        List<SinkRecord> topic = new ArrayList<>();
        for (int i = 8; i < 40; i++) {
            topic.add(record("a.things", i % 2, i, i % 2, i % 7 == 0 ? null : "v" + i));
        }
        sink.put(topic).restart().put(topic).put(topic.subList(0, 9)).put(topic.subList(3, 30));
        database.execute("TRUNCATE a.things");
        sink.put(topic.subList(4, 20)).put(topic);

        assertThat(warnings.texts()).isEmpty();
        assertThat(unordered()).isZero();
    }

    @Test
    void staysSilentWhereVersionsAreNotOffsets() {
        sink.restart().with("version.field", "x");
        sink.put(record("b.things", 0, 9, 1, "2024-01-01T00:00:02Z"));
        sink.put(record("b.things", 1, 0, 1, "2024-01-01T00:00:01Z"));

        assertThat(database.rows("SELECT x FROM b.things")).containsExactly("2024-01-01T00:00:02Z");
        assertThat(warnings.texts()).isEmpty();
    }

    @Test
    void writesWithoutCheckWhereTableMayNotBeCreated() {
        database.execute("DROP TABLE tandem.topic_positions; CREATE ROLE humble LOGIN PASSWORD 'pw';"
                + " GRANT USAGE ON SCHEMA tandem, a TO humble; GRANT ALL ON ALL TABLES IN SCHEMA tandem, a TO humble");
        sink.restart().with("connection.url", database.url().replace("user=postgres", "user=humble&password=pw"));
        try {
            sink.put(record("a.things", 0, 8, 1, "new"));

            assertThat(database.rows("SELECT x FROM a.things WHERE id = 1")).containsExactly("new");
            assertThat(warning()).contains("tandem.topic_positions", "Grant CREATE");
        } finally {
            database.execute("DROP OWNED BY humble; DROP ROLE humble");
        }
    }

    private String warning() {
        assertThat(warnings.texts()).hasSize(1);
        return warnings.texts().get(0);
    }

    private static long unordered() throws Exception {
        ObjectName bean =
                new ObjectName("dev.tandem:type=postgres-sink,connector=\"ordered\",task=0,table=\"a.things\"");
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "rows-unordered");
    }

    /** @param x null for a delete */
    private SinkRecord record(String topic, int partition, long offset, int id, String x) {
        return new SinkRecord(
                topic,
                partition,
                KEY,
                new Struct(KEY).put("id", id),
                x == null ? null : ROW,
                x == null ? null : new Struct(ROW).put("x", x),
                offset,
                clock++,
                TimestampType.CREATE_TIME);
    }
}
