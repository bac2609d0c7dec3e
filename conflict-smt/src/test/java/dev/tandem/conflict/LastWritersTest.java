/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static dev.tandem.conflict.Transforms.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LastWritersTest {
    private final SalesforceRecords records = new SalesforceRecords(SalesforceRecords.ROW);
    private LastWriterWins<SinkRecord> transform = Transforms.with();

    @Test
    void dropsChangeThatIsWhollyOlder() {
        transform.apply(change(5, "Name", "Employees"));
        assertThat(transform.apply(change(4, "Name"))).isNull();
    }

    @Test
    void keepsNewerFieldsOfPartlyOlderChange() {
        transform.apply(change(5, "Name"));
        SinkRecord flat = transform.apply(change(4, "Name", "Employees"));
        assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Employees"));
        assertThat(Transforms.row(flat).get("Name")).isNull();
        assertThat(Transforms.row(flat).get("Employees")).isEqualTo(4);
    }

    @Test
    void neverDropsEqualChange() {
        for (int i = 0; i < 3; i++) {
            assertPasses(change(5, "Name"), "Name", "v5");
        }
        transform.apply(records.version(6).record("d", null));
        SinkRecord repeated = transform.apply(records.version(6).record("d", null));

        assertThat(repeated.value()).isNull();
        assertThat(header(repeated, ChangeHeaders.OP)).isEqualTo("d");
    }

    @Test
    void dropsChangeOlderThanDelete() {
        transform.apply(change(4, "Name"));
        transform.apply(records.version(5).record("d", null));
        assertThat(transform.apply(change(4, "Name"))).isNull();
        assertThat(header(transform.apply(change(6, "Name")), ChangeHeaders.OP)).isEqualTo("u");
    }

    @Test
    void erasesOlderFieldsWhenDeleteComesLate() {
        records.commitTs(7_000);
        transform.apply(change(7, "Name"));
        SinkRecord flat = transform.apply(records.version(5).record("d", null));

        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("u");
        assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Employees"));
        assertThat(Transforms.row(flat).get("Employees")).isNull();
        assertThat(Transforms.row(flat).get("Id")).isEqualTo("001000000000001AAA");
    }

    @Test
    void keepsRenamedKeyFieldsWhenDeleteErasesOthers() {
        transform = Transforms.with("field.renames", "*.Id:sfid");
        records.commitTs(7_000);
        transform.apply(change(7, "Name"));
        SinkRecord flat = transform.apply(records.version(5).record("d", null));

        assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Employees"));
        assertThat(Transforms.row(flat).get("sfid")).isEqualTo("001000000000001AAA");
    }

    @Test
    void neverDropsEcho() {
        transform.apply(change(5, "Name"));
        records.changeOrigin("com/salesforce/api/rest/62.0;client=tandem-42");
        SinkRecord echo = transform.apply(change(4, "Name"));
        assertThat(header(echo, ChangeHeaders.CHANGED)).isEqualTo(List.of("Name"));
        assertThat(header(echo, ChangeHeaders.ECHO)).isEqualTo("42");
    }

    @Test
    void remembersRowsByKeyAndTopic() {
        SinkRecord older = change(4, "Name");
        transform.apply(change(5, "Name"));

        assertPasses(changeOf("001000000000002AAA", 4), "Name", "v4");
        assertPasses(
                older.newRecord(
                        "other.Account", 0, older.keySchema(), older.key(), older.valueSchema(), older.value(), null),
                "Name",
                "v4");
    }

    @Test
    void passesRecordsWithoutKey() {
        transform.apply(keyless(change(5, "Name")));

        assertPasses(keyless(change(4, "Name")), "Name", "v4");
    }

    @Nested
    class Memory {
        @Test
        void staysWithinBoundAndEvictsLeastRecentlyUsed() {
            transform = Transforms.with("memory.max.bytes", "20000");
            for (int i = 0; i < 1_000; i++) {
                records.id("id" + i);
                transform.apply(change(5, "Name"));
                assertThat(transform.metrics().get(TransformMetric.MEMORY_BYTES))
                        .isLessThanOrEqualTo(20_000);
            }
            assertThat(transform.metrics().get(TransformMetric.MEMORY_ROWS)).isBetween(20L, 200L);
            assertThat(transform.metrics().get(TransformMetric.EVICTED_ROWS))
                    .isEqualTo(1_000 - transform.metrics().get(TransformMetric.MEMORY_ROWS));
            assertThat(transform.apply(changeOf("id999", 4))).isNull();
            assertPasses(changeOf("id0", 4), "Name", "v4");
        }

        @Test
        void keepsRowInUse() {
            transform = Transforms.with("memory.max.bytes", "20000");
            for (int i = 0; i < 1_000; i++) {
                transform.apply(changeOf("busy", i));
                transform.apply(changeOf("id" + i, 5));
            }
            assertThat(transform.apply(changeOf("busy", 998))).isNull();
        }

        @Test
        void weighsWhatItHolds() {
            transform.apply(changeOf("a", 1));
            long one = transform.metrics().get(TransformMetric.MEMORY_BYTES);
            transform.apply(changeOf("b", 1));
            assertThat(transform.metrics().get(TransformMetric.MEMORY_BYTES)).isEqualTo(2 * one);
            transform.apply(changeOf("b", 2));
            assertThat(transform.metrics().get(TransformMetric.MEMORY_BYTES)).isEqualTo(2 * one);
        }

        @Test
        void countsFieldsOfWholeRowsOnce() {
            transform.apply(changeOf("a", 1));
            long withFields = transform.metrics().get(TransformMetric.MEMORY_BYTES);
            transform.apply(records.id("b").record("c", new Struct(SalesforceRecords.ROW).put("Name", "v1")));

            assertThat(transform.metrics().get(TransformMetric.MEMORY_BYTES)).isLessThan(2 * withFields);
        }

        @Test
        void remembersNothingIfDisabled() {
            transform = Transforms.with("memory.max.bytes", "0");
            transform.apply(change(5, "Name"));

            assertPasses(change(4, "Name"), "Name", "v4");
            assertThat(transform.metrics().get(TransformMetric.MEMORY_BYTES)).isZero();
        }
    }

    @Nested
    class Policies {
        @Test
        void ignoresReadOnlyFieldOfItsOrigin() {
            transform = Transforms.with("field.policies", "*.Name:read-only(salesforce)");
            SinkRecord flat = transform.apply(change(5, "Name", "Employees"));
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Employees"));
            assertThat(transform.apply(change(6, "Name"))).isNull();
            assertThat(transform.metrics().get(TransformMetric.DROPPED_POLICY)).isEqualTo(1);
            assertThat(transform.metrics().get(TransformMetric.PARTLY_POLICY)).isEqualTo(1);
        }

        @Test
        void keepsGreatestOrLeastNumber() {
            transform = Transforms.with("field.policies", "Account.Employees:max");
            transform.apply(change(5, "Employees"));
            assertThat(transform.apply(change(4, "Employees"))).isNull();
            assertPasses(change(6, "Employees"), "Employees", 6);

            transform = Transforms.with("field.policies", "Account.Employees:min");
            transform.apply(change(5, "Employees"));
            assertThat(transform.apply(change(6, "Employees"))).isNull();
        }
    }

    /** Asserts that the change passes with exactly one changed field, which has this value. */
    private void assertPasses(SinkRecord change, String field, Object value) {
        SinkRecord flat = transform.apply(change);
        assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of(field));
        assertThat(Transforms.row(flat).get(field)).isEqualTo(value);
    }

    private SinkRecord changeOf(String id, long version) {
        records.id(id);
        return change(version, "Name");
    }

    /** Returns a change whose fields all hold its version. */
    private SinkRecord change(long version, String... fields) {
        Struct row = new Struct(SalesforceRecords.ROW);
        for (String field : fields) {
            row.put(field, field.equals("Employees") ? (Object) (int) version : "v" + version);
        }
        return records.version(version).record("u", row, fields);
    }

    private static SinkRecord keyless(SinkRecord record) {
        return record.newRecord(record.topic(), 0, null, null, record.valueSchema(), record.value(), null);
    }
}
