/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static dev.tandem.conflict.DebeziumRecords.ROW;
import static dev.tandem.conflict.DebeziumRecords.row;
import static dev.tandem.conflict.Transforms.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.conflict.order.LastWriters;
import dev.tandem.event.ChangeHeaders;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
    @Test
    void throwsWithTopicOfBadRecord() {
        SinkRecord bad = DebeziumRecords.postgres(ROW).source("lsn", null).record("c", null, row(1, "a", "b"));
        assertThatThrownBy(() -> Transforms.with().apply(bad))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(DebeziumRecords.TOPIC);
    }

    @Test
    void marksBadRecordAndPassesItOnUnchanged() {
        LastWriterWins<SinkRecord> transform = Transforms.with("on.error", "mark");
        Schema other = SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("status", Schema.BOOLEAN_SCHEMA)
                .build();
        transform.apply(DebeziumRecords.postgres(ROW).record("c", null, row(1, "a", "b")));
        SinkRecord bad = DebeziumRecords.postgres(other)
                .record("c", null, new Struct(other).put("id", 1L).put("status", true));
        SinkRecord marked = transform.apply(bad);

        assertThat(marked.value()).isSameAs(bad.value());
        assertThat((String) header(marked, ChangeHeaders.ERROR)).contains("orders.status");
        assertThat(header(marked, ChangeHeaders.VERSION)).isEqualTo(500L << 10);
        assertThat(header(marked, ChangeHeaders.OP)).isEqualTo("c");
        assertThat(transform.metrics().get(TransformMetric.ERRORS)).isEqualTo(1);
    }

    @Test
    void leavesMarkedRecordAlone() {
        LastWriterWins<SinkRecord> transform = Transforms.with("on.error", "mark");
        SinkRecord bad = DebeziumRecords.postgres(ROW).source("lsn", null).record("c", null, row(1, "a", "b"));
        SinkRecord marked = transform.apply(bad);
        assertThat(Transforms.with().apply(marked)).isSameAs(marked);
    }

    @Test
    void dropsNothingBecauseOfFailedChange() {
        LastWriterWins<SinkRecord> transform = Transforms.with("field.policies", "*.note:max", "on.error", "mark");
        transform.apply(DebeziumRecords.postgres(ROW).source("lsn", 9L).record("c", null, row(1, "a", null)));
        SinkRecord failed = transform.apply(
                DebeziumRecords.postgres(ROW).source("lsn", 10L).record("u", null, row(1, "a", "text")));
        assertThat((String) header(failed, ChangeHeaders.ERROR))
                .contains("note")
                .contains("field.policies");
        SinkRecord older =
                transform.apply(DebeziumRecords.postgres(ROW).source("lsn", 9L).record("c", null, row(1, "a", null)));
        assertThat(Transforms.row(older).get("status")).isEqualTo("a");
    }

    @Test
    void marksLosingChangeWithReason() {
        LastWriterWins<SinkRecord> transform = Transforms.with("dropped", "mark");
        transform.apply(DebeziumRecords.mysql(ROW).source("pos", 900L).record("c", null, row(1, "new", "n")));
        SinkRecord loser = transform.apply(
                DebeziumRecords.mysql(ROW).source("pos", 800L).record("u", row(1, "x", "n"), row(1, "old", "n")));

        assertThat(header(loser, HeaderWriter.DROPPED)).isEqualTo("older");
        assertThat(Transforms.row(loser).get("status")).isEqualTo("old");
        assertThat(transform.metrics().get(TransformMetric.DROPPED_OLDER)).isEqualTo(1);
    }

    @Test
    void marksLosingFieldsOfChange() {
        LastWriterWins<SinkRecord> transform = Transforms.with("dropped", "mark");
        transform.apply(
                DebeziumRecords.mysql(ROW).source("pos", 900L).record("u", row(1, "a", "n"), row(1, "new", "n")));
        SinkRecord loser = transform.apply(
                DebeziumRecords.mysql(ROW).source("pos", 800L).record("u", row(1, "a", "n"), row(1, "old", "m")));

        assertThat(header(loser, HeaderWriter.DROPPED)).isNull();
        assertThat(header(loser, HeaderWriter.DROPPED_FIELDS)).isEqualTo(List.of("status"));
        assertThat(header(loser, ChangeHeaders.CHANGED)).isEqualTo(List.of("note"));
        assertThat(Transforms.row(loser).get("status")).isEqualTo("old");
        assertThat(transform.metrics().get(TransformMetric.PARTLY_OLDER)).isEqualTo(1);
    }

    @Test
    void passesTombstonesOnIfConfigured() {
        SinkRecord tombstone = Transforms.record("t", 1, null, null);
        assertThat(Transforms.with().apply(tombstone)).isNull();
        assertThat(Transforms.with("tombstones", "pass").apply(tombstone)).isSameAs(tombstone);
    }

    @Test
    void forgetsRowsAfterTruncate() {
        LastWriterWins<SinkRecord> transform = Transforms.with();
        transform.apply(DebeziumRecords.postgres(ROW).source("lsn", 9L).record("c", null, row(1, "a", "n")));
        transform.apply(DebeziumRecords.postgres(ROW).source("lsn", 10L).record("t", null, null));
        assertThat(transform.metrics().get(TransformMetric.MEMORY_ROWS)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"dev.tandem:type=last-writer-wins, records", "dev.tandem.conflict:type=LastWriterWins, Records"})
    void publishesMetricsUntilClosed(String type, String attribute) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName(type + ",connector=\"my sink\",task=3,*");
        LastWriters writers = new LastWriters(new LastWriterWinsConfig(Map.of()).order());
        TransformMetrics metrics = new TransformMetrics(writers, "[my sink|task-3] ");
        metrics.add(TransformMetric.RECORDS);

        Set<ObjectName> registered = server.queryNames(name, null);
        assertThat(registered).hasSize(1);
        assertThat(server.getAttribute(registered.iterator().next(), attribute)).isEqualTo(1L);
        metrics.close();
        assertThat(server.queryNames(name, null)).isEmpty();
    }

    @Test
    void neverModifiesInput() {
        SinkRecord first = DebeziumRecords.mysql(ROW).record("u", row(1, "a", "n"), row(1, "new", "m"));
        first.headers().addString("mine", "kept");
        Map<String, Object> after =
                new HashMap<>(Map.of("id", 1, "status", "x", "note", "__debezium_unavailable_value"));
        Map<String, Object> value = new HashMap<>(
                Map.of("op", "u", "after", after, "source", new HashMap<>(Map.of("connector", "db2", "ts_ms", 3))));
        SinkRecord map = Transforms.record("t", Map.of("id", 1), null, value);
        List<String> before = List.of(text(first), text(map));

        LastWriterWins<SinkRecord> transform = Transforms.with("field.renames", "*.status:state", "dropped", "mark");
        for (int i = 0; i < 2; i++) {
            SinkRecord flat = transform.apply(first);
            assertThat(header(flat, "mine")).isEqualTo("kept");
            assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("u");
            transform.apply(map);
        }
        assertThat(List.of(text(first), text(map))).isEqualTo(before);
    }

    private static String text(SinkRecord record) {
        List<String> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(header.toString()));
        return record.value() + " " + record.key() + " " + headers;
    }
}
