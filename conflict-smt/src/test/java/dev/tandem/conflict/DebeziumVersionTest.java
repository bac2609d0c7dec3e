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

import dev.tandem.event.ChangeHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Log positions in the formats of the examples in Debezium's documentation. */
class DebeziumVersionTest {
    private final LastWriterWins<SinkRecord> transform = Transforms.with("dropped", "mark");

    @Test
    void ordersMysqlByFilePositionAndRow() {
        assertRising(List.of(
                mysql("binlog.000002", 900, 0),
                mysql("binlog.000002", 900, 1),
                mysql("binlog.000002", 901, 0),
                mysql("binlog.000003", 4, 0),
                mysql("binlog.1000000", 4, 0)));
    }

    @Test
    void ordersOracleByScnThenByTopicOrder() {
        assertRising(List.of(
                oracle("1513734", 7), oracle("1513734", 8), oracle("1513735", 3), oracle("281474976710655", 1)));
    }

    @Test
    void ordersSqlServerByLsnThenByHalfOfUpdate() {
        assertRising(List.of(
                sqlServer("00000027:00000758:0003", 1),
                sqlServer("00000027:00000758:0003", 2),
                sqlServer("00000027:00000758:0004", 1),
                sqlServer("00000027:00000ac0:0001", 1),
                sqlServer("00000028:00000010:0001", 1),
                sqlServer("03ffffff:01ffffff:07ff", 2)));
    }

    @Test
    void rejectsSqlServerPositionThatDoesNotFit() {
        assertThatThrownBy(() -> version(sqlServer("04000000:00000001:0001", 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("change_lsn")
                .hasMessageContaining("version.from=time");
        assertThatThrownBy(() -> version(sqlServer("not an lsn", 1))).hasMessageContaining("version.from=time");
    }

    @Test
    void ordersInformixByDecimalPosition() {
        assertRising(List.of(changeTable("21484679168", 1), changeTable("21484679169", 1)));
    }

    @Test
    void ordersVitessByTransactionCountThenByTopicOrder() {
        assertRising(List.of(
                vitess("MySQL56/a790d864-9ba1-11ea-99f6-0242ac11000a:1-1512", 1),
                vitess("MySQL56/a790d864-9ba1-11ea-99f6-0242ac11000a:1-1513", 1),
                vitess("MySQL56/a790d864-9ba1-11ea-99f6-0242ac11000a:1-1513", 2),
                // After a change of the primary.
                vitess("MySQL56/a790d864-9ba1-11ea-99f6-0242ac11000a:1-1513,b790d864-9ba1-11ea-99f6-0242ac11000a:1", 0),
                vitess(
                        "MySQL56/a790d864-9ba1-11ea-99f6-0242ac11000a:1-1513:1515,b790d864-9ba1-11ea-99f6-0242ac11000a:1",
                        0)));
    }

    @Test
    void ordersDb2AndUnknownSourcesByTimeThenByOffset() {
        Function<DebeziumRecords, SinkRecord> inserted = records -> records.record("c", null, row(1, "paid", null));
        String db2 = "00000000:0000150e:0000000000051b83";
        for (String lsn : new String[] {null, db2}) {
            List<SinkRecord> records = new ArrayList<>();
            for (long[] at : new long[][] {{1_000, 7}, {1_000, 8}, {1_001, 3}}) {
                DebeziumRecords source = lsn == null
                        ? DebeziumRecords.of("spanner", ROW)
                        : DebeziumRecords.of("db2", ROW, "change_lsn", "commit_lsn")
                                .source("change_lsn", lsn)
                                .source("commit_lsn", lsn);
                records.add(inserted.apply(source.source("ts_ms", at[0]).offset(at[1])));
            }
            assertRising(records);
        }
    }

    @Test
    void ordersByTimeIfConfigured() {
        LastWriterWins<SinkRecord> byTime = Transforms.with("version.from", "time");
        SinkRecord flat = byTime.apply(DebeziumRecords.postgres(ROW).offset(5).record("c", null, row(1, "paid", null)));
        assertThat(header(flat, ChangeHeaders.VERSION)).isEqualTo((1_000L << 20) + 5);
    }

    @Test
    void rejectsChangeWithoutPosition() {
        SinkRecord envelope = DebeziumRecords.postgres(ROW).source("lsn", null).record("c", null, row(1, "paid", null));
        assertThatThrownBy(() -> transform.apply(envelope))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("shop.public.orders")
                .hasMessageContaining("source.lsn")
                .hasMessageContaining("version.from=time");
    }

    @Test
    void givesMapsTheSameVersionsAsStructs() {
        for (DebeziumRecords records : List.of(
                DebeziumRecords.postgres(ROW),
                DebeziumRecords.mysql(ROW),
                DebeziumRecords.oracle(ROW),
                DebeziumRecords.sqlServer(ROW),
                DebeziumRecords.of("vitess", ROW, "vgtid").source("vgtid", "uuid:1-5"),
                DebeziumRecords.of("spanner", ROW))) {
            assertThat(version(records.schemaless("c", null, row(1, "paid", null))))
                    .isEqualTo(version(records.record("c", null, row(1, "paid", null))));
        }
    }

    /** Transactions that wrote before the log position of the snapshot and committed after it. */
    @Nested
    class TransactionsThatASnapshotOvertakes {
        @Test
        void areNewerThanRowsRead() {
            assertRising(List.of(
                    read(1_000),
                    change(900, "null"),
                    change(960, "null"),
                    change(1_000, "\"1100\""),
                    change(1_200, "\"1100\"")));
        }

        @Test
        void keepTheirVersionsOnRedelivery() {
            List<SinkRecord> records = List.of(read(1_000), change(900, "null"), change(960, "null"));
            List<Long> first = records.stream().map(this::versionOf).toList();
            assertThat(records.stream().map(this::versionOf).toList()).isEqualTo(first);
        }

        @Test
        void differFromChangesInSnapshot() {
            version(read(1_000));
            assertThat(version(change(900, "\"800\""))).isEqualTo(900);
            assertThat(header(transform.apply(change(900, "\"800\"")), HeaderWriter.DROPPED))
                    .isEqualTo("older");
        }

        @Test
        void areRecognisedByCommitPosition() {
            version(DebeziumRecords.sqlServer(ROW)
                    .source("snapshot", "true")
                    .source("change_lsn", null)
                    .source("commit_lsn", "00000027:00000758:0005")
                    .record("r", null, row(1, "new", null)));
            SinkRecord open = transform.apply(committed("00000027:00000700:0001", "00000027:00000800:0001"));
            assertThat(header(open, HeaderWriter.DROPPED)).isNull();
            SinkRecord held = transform.apply(committed("00000027:00000600:0001", "00000027:00000758:0005"));
            assertThat(header(held, HeaderWriter.DROPPED)).isEqualTo("older");

            version(DebeziumRecords.oracle(ROW)
                    .source("name", "erp")
                    .source("snapshot", "true")
                    .record("r", null, row(2, "new", null)));
            SinkRecord oracle = transform.apply(DebeziumRecords.oracle(ROW)
                    .source("name", "erp")
                    .source("scn", "4700")
                    .source("commit_scn", "4712")
                    .record("u", row(2, "new", null), row(2, "paid", null)));
            assertThat(header(oracle, HeaderWriter.DROPPED)).isNull();
        }

        private SinkRecord committed(String change, String commit) {
            return DebeziumRecords.sqlServer(ROW)
                    .source("change_lsn", change)
                    .source("commit_lsn", commit)
                    .record("u", row(1, "new", null), row(1, "paid", null));
        }

        private SinkRecord read(long lsn) {
            return DebeziumRecords.postgres(ROW)
                    .source("lsn", lsn)
                    .source("sequence", "[null,\"" + lsn + "\"]")
                    .source("snapshot", "true")
                    .record("r", null, row(1, "new", null));
        }

        private SinkRecord change(long lsn, String before) {
            return DebeziumRecords.postgres(ROW)
                    .source("lsn", lsn)
                    .source("sequence", "[" + before + ",\"" + lsn + "\"]")
                    .record("u", null, row(1, "at " + lsn, null));
        }

        private long versionOf(SinkRecord record) {
            return version(record);
        }
    }

    private void assertRising(List<SinkRecord> records) {
        assertThat(records.stream().map(this::version).toList()).isSorted().doesNotHaveDuplicates();
    }

    private long version(SinkRecord record) {
        return (Long) header(transform.apply(record), ChangeHeaders.VERSION);
    }

    private static SinkRecord mysql(String file, long pos, int row) {
        return inserted(DebeziumRecords.mysql(ROW)
                .source("file", file)
                .source("pos", pos)
                .source("row", row));
    }

    private static SinkRecord oracle(String scn, long offset) {
        return inserted(DebeziumRecords.oracle(ROW).source("scn", scn).offset(offset));
    }

    private static SinkRecord sqlServer(String lsn, long serial) {
        return inserted(DebeziumRecords.sqlServer(ROW).source("change_lsn", lsn).source("event_serial_no", serial));
    }

    private static SinkRecord changeTable(String lsn, long serial) {
        return inserted(DebeziumRecords.of("informix", ROW, "change_lsn", "commit_lsn")
                .source("change_lsn", lsn)
                .source("event_serial_no", serial));
    }

    private static SinkRecord vitess(String gtid, long offset) {
        String vgtid = "[{\"keyspace\":\"commerce\",\"shard\":\"-80\",\"gtid\":\"" + gtid + "\",\"table_p_ks\":[]}]";
        return inserted(DebeziumRecords.of("vitess", ROW, "vgtid")
                .source("vgtid", vgtid)
                .offset(offset));
    }

    private static SinkRecord inserted(DebeziumRecords records) {
        return records.record("c", null, row(1, "paid", null));
    }
}
