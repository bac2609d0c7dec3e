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

class NewestWritersTest {
    private final SalesforceRecords records = new SalesforceRecords(SalesforceRecords.ROW);
    private LastWriterWins<SinkRecord> transform = Transforms.with();

    @Test
    void whollyOlderChangeIsDropped() {
        transform.apply(change(5, "Name", "Employees"));
        assertThat(transform.apply(change(4, "Name"))).isNull();
    }

    @Test
    void partlyOlderChangeKeepsItsNewerFields() {
        transform.apply(change(5, "Name"));
        SinkRecord flat = transform.apply(change(4, "Name", "Employees"));
        assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Employees"));
        assertThat(Transforms.row(flat).get("Name")).isNull();
        assertThat(Transforms.row(flat).get("Employees")).isEqualTo(4);
    }

    @Test
    void equalChangeIsNeverDropped() {
        for (int i = 0; i < 3; i++) {
            assertThat(transform.apply(change(5, "Name"))).isNotNull();
        }
        transform.apply(records.version(6).record("d", null));
        assertThat(transform.apply(records.version(6).record("d", null))).isNotNull();
    }

    @Test
    void olderChangeDoesNotComeBackAfterADeleteButALaterOneDoes() {
        transform.apply(change(4, "Name"));
        transform.apply(records.version(5).record("d", null));
        assertThat(transform.apply(change(4, "Name"))).isNull();
        assertThat(header(transform.apply(change(6, "Name")), ChangeHeaders.OP)).isEqualTo("u");
    }

    @Test
    void deleteThatIsOlderThanSomeFieldsTakesAwayTheOthers() {
        records.commitTs(7_000);
        transform.apply(change(7, "Name"));
        SinkRecord flat = transform.apply(records.version(5).record("d", null));

        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("u");
        assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Employees"));
        assertThat(Transforms.row(flat).get("Employees")).isNull();
        assertThat(Transforms.row(flat).get("Id")).isEqualTo("001000000000001AAA");
    }

    @Test
    void deleteThatTakesAwayFieldsKeepsTheKeysRenamedOnes() {
        transform = Transforms.with("field.renames", "*.Id:sfid");
        records.commitTs(7_000);
        transform.apply(change(7, "Name"));
        SinkRecord flat = transform.apply(records.version(5).record("d", null));

        assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Employees"));
        assertThat(Transforms.row(flat).get("sfid")).isEqualTo("001000000000001AAA");
    }

    @Test
    void echoIsNeverHeldBack() {
        transform.apply(change(5, "Name"));
        records.changeOrigin("com/salesforce/api/rest/62.0;client=tandem-42");
        SinkRecord echo = transform.apply(change(4, "Name"));
        assertThat(header(echo, ChangeHeaders.CHANGED)).isEqualTo(List.of("Name"));
        assertThat(header(echo, ChangeHeaders.ECHO)).isEqualTo("42");
    }

    @Test
    void rowsAreKnownApartAndByTopic() {
        transform.apply(change(5, "Name"));
        assertThat(transform.apply(new SalesforceRecords(SalesforceRecords.ROW)
                        .id("001000000000002AAA")
                        .version(4)
                        .record("u", new Struct(SalesforceRecords.ROW).put("Name", "x"), "Name")))
                .isNotNull();
        SinkRecord older = change(4, "Name");
        assertThat(transform.apply(older.newRecord(
                        "other.Account", 0, older.keySchema(), older.key(), older.valueSchema(), older.value(), null)))
                .isNotNull();
    }

    @Test
    void recordsWithoutAKeyAreNotCompared() {
        SinkRecord newer = change(5, "Name");
        SinkRecord older = change(4, "Name");
        transform.apply(keyless(newer));
        assertThat(transform.apply(keyless(older))).isNotNull();
    }

    @Nested
    class Memory {
        @Test
        void staysWithinItsBoundAndForgetsTheRowsUsedLongestAgo() {
            transform = Transforms.with("memory.max.bytes", "20000");
            for (int i = 0; i < 1_000; i++) {
                records.id("id" + i);
                transform.apply(change(5, "Name"));
                assertThat(transform.metrics().getMemoryBytes()).isLessThanOrEqualTo(20_000);
            }
            assertThat(transform.metrics().getMemoryRows()).isBetween(20L, 200L);
            assertThat(transform.metrics().getEvictedRows())
                    .isEqualTo(1_000 - transform.metrics().getMemoryRows());
            assertThat(transform.apply(changeOf("id999", 4))).isNull();
            assertThat(transform.apply(changeOf("id0", 4))).isNotNull();
        }

        @Test
        void rowInUseIsNotForgotten() {
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
            long one = transform.metrics().getMemoryBytes();
            transform.apply(changeOf("b", 1));
            assertThat(transform.metrics().getMemoryBytes()).isEqualTo(2 * one);
            transform.apply(changeOf("b", 2));
            assertThat(transform.metrics().getMemoryBytes()).isEqualTo(2 * one);
        }

        @Test
        void canBeSwitchedOff() {
            transform = Transforms.with("memory.max.bytes", "0");
            transform.apply(change(5, "Name"));
            assertThat(transform.apply(change(4, "Name"))).isNotNull();
            assertThat(transform.metrics().getMemoryBytes()).isZero();
        }

        private SinkRecord changeOf(String id, long version) {
            records.id(id);
            return change(version, "Name");
        }
    }

    @Nested
    class Policies {
        @Test
        void readOnlyFieldIsTakenFromOthersOnly() {
            transform = Transforms.with("field.policies", "*.Name:read-only(salesforce)");
            SinkRecord flat = transform.apply(change(5, "Name", "Employees"));
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Employees"));
            assertThat(transform.apply(change(6, "Name"))).isNull();
            assertThat(transform.metrics().getDroppedPolicy()).isEqualTo(1);
            assertThat(transform.metrics().getPartlyPolicy()).isEqualTo(1);
        }

        @Test
        void greatestAndLeastNumberStay() {
            transform = Transforms.with("field.policies", "Account.Employees:max");
            transform.apply(change(5, "Employees"));
            assertThat(transform.apply(change(4, "Employees"))).isNull();
            assertThat(transform.apply(change(6, "Employees"))).isNotNull();

            transform = Transforms.with("field.policies", "Account.Employees:min");
            transform.apply(change(5, "Employees"));
            assertThat(transform.apply(change(6, "Employees"))).isNull();
        }
    }

    /** A change whose fields all hold its version. */
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
