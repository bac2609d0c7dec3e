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

import dev.tandem.event.ChangeHeaders;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests of rows that snapshots read, among the changes that they overtake. */
class SnapshotVersionTest extends VersionTest {
    /** Transactions that wrote before the log position of the snapshot and committed after it. */
    @Nested
    class TransactionsThatASnapshotOvertakes {
        @Test
        void areNewerThanRowsRead() {
            assertRising(List.of(
                    read(1_000, 0),
                    change(900, "null", 1),
                    change(960, "null", 2),
                    change(1_000, "\"1100\"", 3),
                    change(1_200, "\"1100\"", 4)));
        }

        @Test
        void keepTheirVersionsOnRedelivery() {
            List<SinkRecord> records = List.of(read(1_000, 0), change(900, "null", 1), change(960, "null", 2));
            List<Long> first = records.stream().map(this::versionOf).toList();
            assertThat(records.stream().map(this::versionOf).toList()).isEqualTo(first);
        }

        @Test
        void areRecognizedInEachOfMergedTopics() {
            version(change(2_000, "\"1990\"", 5_000));
            version(fromOther(read(1_000, 0)));

            assertThat(version(fromOther(change(900, "null", 1)))).isGreaterThan(1_000 << 10);
        }

        /** Returns the record as a router gives it a topic that records of another topic have, too. */
        private static SinkRecord fromOther(SinkRecord record) {
            return new SinkRecord(
                    record.topic(),
                    record.kafkaPartition(),
                    record.keySchema(),
                    record.key(),
                    record.valueSchema(),
                    record.value(),
                    record.kafkaOffset(),
                    record.timestamp(),
                    record.timestampType(),
                    record.headers(),
                    "other",
                    record.kafkaPartition(),
                    record.kafkaOffset());
        }

        @Test
        void keepTheirVersionsAfterSecondSnapshot() {
            SinkRecord open = change(900, "null", 1);
            version(read(1_000, 0));
            long first = version(open);
            version(read(5_000, 2));

            assertThat(version(open)).isEqualTo(first);
        }

        @Test
        void mayBeOfAnySize() {
            List<SinkRecord> records = new ArrayList<>(List.of(read(1_000_000, 0)));
            for (int i = 1; i <= 20_000; i++) {
                records.add(change(i * 8, "null", i));
            }
            records.add(change(1_000_100, "\"1000050\"", 20_001));

            assertRising(records);
        }

        @Test
        void differFromChangesInSnapshot() {
            version(read(1_000, 0));
            assertThat(version(change(900, "\"800\"", 1))).isEqualTo(900 << 10);
            assertThat(header(transform.apply(change(900, "\"800\"", 2)), HeaderWriter.DROPPED))
                    .isEqualTo("older");
        }

        @Test
        void areRecognizedByCommitPosition() {
            version(DebeziumRecords.sqlServer(ROW)
                    .source("snapshot", "true")
                    .source("change_lsn", null)
                    .source("commit_lsn", "00000027:00000758:0005")
                    .record("r", null, row(1, "new", null)));
            SinkRecord open = transform.apply(committed("00000027:00000700:0001", "00000027:00000800:0001", 1));
            assertThat(header(open, HeaderWriter.DROPPED)).isNull();
            SinkRecord held = transform.apply(committed("00000027:00000600:0001", "00000027:00000758:0005", 2));
            assertThat(header(held, HeaderWriter.DROPPED)).isEqualTo("older");
        }

        @Test
        void areRecognizedByCommitScn() {
            version(DebeziumRecords.oracle(ROW).source("snapshot", "true").record("r", null, row(2, "new", null)));
            SinkRecord open = transform.apply(DebeziumRecords.oracle(ROW)
                    .source("scn", "4700")
                    .source("commit_scn", "4712")
                    .offset(1)
                    .record("u", row(2, "new", null), row(2, "paid", null)));

            assertThat(header(open, HeaderWriter.DROPPED)).isNull();
        }

        @Test
        void areNewerThanRowsReadByTime() {
            LastWriterWins<SinkRecord> byTime = Transforms.with("version.from", "time");
            SinkRecord read = DebeziumRecords.postgres(ROW)
                    .source("ts_us", 9_000_000L)
                    .source("snapshot", "true")
                    .record("r", null, row(1, "new", null));
            SinkRecord change = DebeziumRecords.postgres(ROW)
                    .source("ts_us", 5_000_000L)
                    .offset(1)
                    .record("u", null, row(1, "paid", null));

            byTime.apply(read);
            assertThat(Transforms.row(byTime.apply(change)).get("status")).isEqualTo("paid");
        }

        private SinkRecord committed(String change, String commit, long offset) {
            return DebeziumRecords.sqlServer(ROW)
                    .source("change_lsn", change)
                    .source("commit_lsn", commit)
                    .offset(offset)
                    .record("u", row(1, "new", null), row(1, "paid", null));
        }

        private long versionOf(SinkRecord record) {
            return version(record);
        }
    }

    /** Rows of incremental snapshots, which have no log position of their own. */
    @Nested
    class IncrementalSnapshots {
        @Test
        void areBetweenChangesBeforeAndAfter() {
            assertRising(List.of(
                    change(900, "\"800\"", 0),
                    incremental(1),
                    incremental(2),
                    change(1_000, "\"900\"", 3),
                    incremental(4),
                    change(1_100, "\"1000\"", 5)));
        }

        @Test
        void areOlderThanChangesAfterManyReads() {
            List<SinkRecord> records = new ArrayList<>(List.of(change(900, "\"800\"", 0)));
            for (int offset = 1; offset <= 100_000; offset++) {
                records.add(incremental(offset));
            }
            records.add(change(950, "\"901\"", 100_001));

            assertRising(records);
        }

        @Test
        void keepTheirVersionsOnRedelivery() {
            List<SinkRecord> records = List.of(
                    change(900, "\"800\"", 0),
                    incremental(1),
                    incremental(2),
                    change(1_000, "\"900\"", 3),
                    incremental(4));
            List<Long> first = records.stream().map(record -> version(record)).toList();

            assertThat(records.stream().map(record -> version(record)).toList()).isEqualTo(first);
        }

        @Test
        void onlyFillGapsIfNoChangeIsKnown() {
            long read = version(incremental(70));

            assertThat(version(change(900, "\"800\"", 71))).isGreaterThan(read);
            assertThat(read).isLessThan(1 << 16);
        }

        @Test
        void areOrderedByTimeToo() {
            LastWriterWins<SinkRecord> byTime = Transforms.with("version.from", "time", "dropped", "mark");
            List<SinkRecord> records = List.of(
                    change(900, "\"800\"", 0),
                    DebeziumRecords.postgres(ROW)
                            .source("ts_us", 9_000_000L)
                            .source("snapshot", "incremental")
                            .offset(1)
                            .record("r", null, row(1, "read", null)),
                    change(950, "\"900\"", 2));

            assertThat(records.stream()
                            .map(record -> (Long) header(byTime.apply(record), ChangeHeaders.VERSION))
                            .toList())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }

        private SinkRecord incremental(long offset) {
            return DebeziumRecords.postgres(ROW)
                    .source("lsn", null)
                    .source("snapshot", "incremental")
                    .offset(offset)
                    .record("r", null, row(1, "read", null));
        }
    }

    private static SinkRecord read(long lsn, long offset) {
        return DebeziumRecords.postgres(ROW)
                .source("lsn", lsn)
                .source("sequence", "[null,\"" + lsn + "\"]")
                .source("snapshot", "true")
                .offset(offset)
                .record("r", null, row(1, "new", null));
    }

    private static SinkRecord change(long lsn, String before, long offset) {
        return DebeziumRecords.postgres(ROW)
                .source("lsn", lsn)
                .source("sequence", "[" + before + ",\"" + lsn + "\"]")
                .offset(offset)
                .record("u", null, row(1, "at " + lsn, null));
    }
}
