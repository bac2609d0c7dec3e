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
import org.junit.jupiter.api.Test;

/** Log positions in the formats of the examples in Debezium's documentation. */
class DebeziumVersionTest extends VersionTest {
    @Test
    void ordersMysqlByFilePositionAndOffset() {
        assertRising(List.of(
                mysql("binlog.000002", 900, 0, 7),
                mysql("binlog.000002", 900, 1, 8),
                mysql("binlog.000002", 960, 0, 9),
                mysql("binlog.000003", 4, 0, 10),
                mysql("binlog.1000000", 4_294_967_295L, 0, 11)));
    }

    /** All events of a compressed transaction have its position, and each of them counts its rows from 0. */
    @Test
    void ordersCompressedMysqlTransactionByOffset() {
        List<SinkRecord> transaction = new ArrayList<>();
        for (int offset = 32_700; offset < 100_000; offset++) {
            transaction.add(mysql("binlog.000002", 900, offset % 3, offset));
        }
        transaction.add(mysql("binlog.000002", 960, 0, 100_000));

        assertRising(transaction);
    }

    @Test
    void rejectsBinlogPositionThatDoesNotFit() {
        assertThatThrownBy(() -> version(mysql("binlog.1048576", 4, 0, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("source.file")
                .hasMessageContaining("version.from=time");
    }

    @Test
    void ordersOracleByScnThenByTopicOrder() {
        assertRising(List.of(
                oracle("1513734", 7), oracle("1513734", 8), oracle("1513735", 9), oracle("281474976710655", 10)));
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
    void ordersChangesOfOneScnBeyondTheirOffsetBits() {
        List<SinkRecord> changes = new ArrayList<>();
        for (int offset = 32_000; offset < 34_000; offset++) {
            changes.add(oracle("1513734", offset));
        }
        changes.add(oracle("1513735", 34_000));

        assertRising(changes);
    }

    /** Records of other tables may lie between the changes. */
    @Test
    void ordersChangesAfterOneScnOfManyOffsetBlocks() {
        List<SinkRecord> changes = new ArrayList<>();
        for (int block = 0; block < 5; block++) {
            changes.add(oracle("1513734", (block << 15) + 9));
        }
        changes.add(oracle("1513735", (4 << 15) + 10));
        changes.add(oracle("1513736", (4 << 15) + 11));
        changes.add(oracle("1513799", (4 << 15) + 12));

        List<Long> versions = changes.stream().map(this::version).toList();
        assertThat(versions).isSorted().doesNotHaveDuplicates();
        assertThat(changes.stream().map(this::version)).isEqualTo(versions);
    }

    @Test
    void rejectsScnThatDoesNotFit() {
        assertThatThrownBy(() -> version(oracle("281474976710656", 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("source.scn")
                .hasMessageContaining("version.from=time");
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

    private static SinkRecord mysql(String file, long pos, int row, long offset) {
        return inserted(DebeziumRecords.mysql(ROW)
                .source("file", file)
                .source("pos", pos)
                .source("row", row)
                .offset(offset));
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
