/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The position of a change in its database's log, as one number. It rises with each change of a row: row locks put a later
 * change of the row later in the log, even if transactions interleave. The field names come from the source blocks in
 * Debezium's documentation of each connector.
 */
interface LogPosition {
    LogPosition TIME = new CommitTime();

    /** The positions in source blocks without a schema, keyed by the field that identifies them. */
    Map<String, LogPosition> OF_MAPS = Map.of(
            "lsn", new WriteAheadLog(null),
            "row", new Binlog(null),
            "scn", new SystemChange(null),
            "change_lsn", new ChangeTable(null),
            "vgtid", new TransactionCount(null));

    /** Returns the position, whose low bits leave room to count the rows of an incremental snapshot. */
    long of(Object source, ConnectRecord<?> record, long commitTs);

    /**
     * Returns whether a change with a lower position was committed after this one; always false if the log is in commit order.
     */
    default boolean isCommittedAfter(Object source, long position) {
        return false;
    }

    /** Returns the number of low bits that come from the record's offset, because changes may share the rest. */
    default int offsetBits(Object source) {
        return 0;
    }

    /** Returns the position in a source block of this schema. */
    static LogPosition in(Schema source) {
        if (isOfType(source, "lsn", Schema.Type.INT64)) {
            return new WriteAheadLog(source);
        }
        if (source.field("file") != null && source.field("pos") != null && source.field("row") != null) {
            return new Binlog(source);
        }
        if (source.field("scn") != null) {
            return new SystemChange(source);
        }
        if (isOfType(source, "change_lsn", Schema.Type.STRING)) {
            return new ChangeTable(source);
        }
        return source.field("vgtid") == null ? TIME : new TransactionCount(source);
    }

    private static boolean isOfType(Schema source, String field, Schema.Type type) {
        return source.field(field) != null && source.field(field).schema().type() == type;
    }

    /** Returns the position in a source block without a schema. */
    static LogPosition in(Map<?, ?> source) {
        for (Map.Entry<String, LogPosition> position : OF_MAPS.entrySet()) {
            if (source.containsKey(position.getKey())) {
                return position.getValue();
            }
        }
        return TIME;
    }

    private static Object present(Object position, String field) {
        if (position == null) {
            throw new DataException(
                    "The change has no source." + field + ", so it cannot be ordered. " + ShapeSettings.USE_TIME);
        }
        return position;
    }

    /** Returns a number moved to the left, to leave room for low bits. */
    private static long shifted(long number, int bits, String field) {
        if (number << bits >> bits != number) {
            throw new DataException(field + " is too great to be ordered. " + ShapeSettings.USE_TIME);
        }
        return number << bits;
    }

    /** Returns the low bits of the offset in the topic, which order changes that are equal in the higher bits. */
    private static long offset(ConnectRecord<?> record, int bits) {
        return record instanceof SinkRecord ? ((SinkRecord) record).kafkaOffset() & ((1L << bits) - 1) : 0;
    }

    /** The write-ahead log of Postgres. {@code sequence} is {@code ["<commit of the previous transaction>","<lsn>"]}. */
    final class WriteAheadLog implements LogPosition {
        private static final int ROOM_BITS = 10;

        private final Access lsn;
        private final Access sequence;

        WriteAheadLog(Schema source) {
            this.lsn = Access.to(source, "lsn");
            this.sequence = Access.to(source, "sequence");
        }

        @Override
        public long of(Object source, ConnectRecord<?> record, long commitTs) {
            long number = WholeNumbers.whole(present(lsn.of(source), "lsn"), "source.lsn");
            if (number >> (Long.SIZE - 1 - ROOM_BITS) != 0) {
                throw new DataException("source.lsn is beyond 8 PiB of log. " + ShapeSettings.USE_TIME);
            }
            return number << ROOM_BITS;
        }

        /** Returns whether this is the first transaction after a snapshot, which has no previous one. */
        @Override
        public boolean isCommittedAfter(Object source, long position) {
            String text = WholeNumbers.text(sequence.of(source), "source.sequence");
            if (text == null || !text.startsWith("[\"")) {
                return text != null;
            }
            return WholeNumbers.whole(text.substring(2, text.indexOf('"', 2)), "source.sequence") << ROOM_BITS
                    >= position;
        }
    }

    /**
     * The binlog of MySQL and MariaDB, in commit order: number of the file (20 bits), position in units of 16 bytes (28 bits) and
     * low bits of the offset. Events of a compressed transaction share its position, so only the offset orders them.
     */
    final class Binlog implements LogPosition {
        private static final int OFFSET_BITS = 15;
        private static final int POSITION_BITS = 28;
        private static final int FILE_BITS = 20;

        private final Access file;
        private final Access pos;
        private final Access row;

        Binlog(Schema source) {
            this.file = Access.to(source, "file");
            this.pos = Access.to(source, "pos");
            this.row = Access.to(source, "row");
        }

        @Override
        public long of(Object source, ConnectRecord<?> record, long commitTs) {
            String name = WholeNumbers.text(present(file.of(source), "file"), "source.file");
            long number = WholeNumbers.whole(name.substring(name.lastIndexOf('.') + 1), "source.file (its number)");
            long position = WholeNumbers.whole(present(pos.of(source), "pos"), "source.pos") >> 4;
            if (number >> FILE_BITS != 0 || position >> POSITION_BITS != 0) {
                throw new DataException(
                        "source.file or source.pos is too great to be ordered. " + ShapeSettings.USE_TIME);
            }
            return (number << POSITION_BITS | position) << OFFSET_BITS | withinPosition(source, record);
        }

        private long withinPosition(Object source, ConnectRecord<?> record) {
            if (record instanceof SinkRecord) {
                return offset(record, OFFSET_BITS);
            }
            Object inEvent = row.of(source);
            return inEvent == null ? 0 : Math.min(WholeNumbers.whole(inEvent, "source.row"), (1 << OFFSET_BITS) - 1);
        }

        @Override
        public int offsetBits(Object source) {
            return OFFSET_BITS;
        }
    }

    /** Oracle's system change numbers, which have 48 bits. Changes of one transaction may share one. */
    final class SystemChange implements LogPosition {
        private static final int OFFSET_BITS = 15;

        private final Access scn;
        private final Access commitScn;

        SystemChange(Schema source) {
            this.scn = Access.to(source, "scn");
            this.commitScn = Access.to(source, "commit_scn");
        }

        @Override
        public long of(Object source, ConnectRecord<?> record, long commitTs) {
            long number = WholeNumbers.whole(present(scn.of(source), "scn"), "source.scn");
            return shifted(number, OFFSET_BITS, "source.scn") | offset(record, OFFSET_BITS);
        }

        @Override
        public boolean isCommittedAfter(Object source, long position) {
            Object commit = commitScn.of(source);
            return commit != null && WholeNumbers.whole(commit, "source.commit_scn") > position >> OFFSET_BITS;
        }

        @Override
        public int offsetBits(Object source) {
            return OFFSET_BITS;
        }
    }

    /**
     * The change tables of SQL Server and Informix. In SQL Server's {@code 00000027:00000758:0003}, the parts are virtual log
     * file (26 bits are used), block (25 bits: up to 16 GiB in blocks of 512 bytes) and record (11 bits: a block has less than
     * 2,048). One more bit separates the two halves of an update that arrives as delete and insert. Informix uses a decimal
     * number. Db2's LSN has 128 bits, and no 63 of them are known to keep the order on every member of a cluster, so Db2 falls
     * back to time.
     */
    final class ChangeTable implements LogPosition {
        private static final int LENGTH = 22;

        private final Access change;
        private final Access commit;
        private final Access serial;

        ChangeTable(Schema source) {
            this.change = Access.to(source, "change_lsn");
            this.commit = Access.to(source, "commit_lsn");
            this.serial = Access.to(source, "event_serial_no");
        }

        @Override
        public long of(Object source, ConnectRecord<?> record, long commitTs) {
            Object place = change.of(source);
            // A snapshot's rows have only the commit that they were read after.
            String text = WholeNumbers.text(
                    present(place == null ? commit.of(source) : place, "commit_lsn"), "source.commit_lsn");
            if (text.length() > LENGTH) {
                return TIME.of(source, record, commitTs);
            }
            return text.indexOf(':') < 0 ? number(text) : number(text) | secondPart(source);
        }

        @Override
        public boolean isCommittedAfter(Object source, long position) {
            String text = WholeNumbers.text(commit.of(source), "source.commit_lsn");
            return text == null || text.length() > LENGTH || number(text) > position;
        }

        @Override
        public int offsetBits(Object source) {
            String text = WholeNumbers.text(change.of(source), "source.change_lsn");
            return text != null && text.length() > LENGTH ? TIME.offsetBits(source) : 0;
        }

        private long secondPart(Object source) {
            Object number = serial.of(source);
            return number != null && WholeNumbers.whole(number, "source.event_serial_no") > 1 ? 1 : 0;
        }

        private static long number(String text) {
            try {
                if (text.indexOf(':') < 0) {
                    return Long.parseLong(text);
                }
                long file = Long.parseLong(text, 0, 8, 16);
                long block = Long.parseLong(text, 9, 17, 16);
                long entry = Long.parseLong(text, 18, LENGTH, 16);
                if (file >> 26 == 0 && block >> 25 == 0 && entry >> 11 == 0) {
                    return file << 37 | block << 12 | entry << 1;
                }
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                // Reported below.
            }
            throw new DataException(
                    "source.change_lsn or commit_lsn is neither of the form 00000027:00000758:0003 nor a number, or does"
                            + " not fit into 63 bits. " + ShapeSettings.USE_TIME);
        }
    }

    /** The number of transactions in the GTID set of a Vitess position, which only grows. */
    final class TransactionCount implements LogPosition {
        private static final int OFFSET_BITS = 20;
        private static final Pattern INTERVAL = Pattern.compile(":(\\d+)(?:-(\\d+))?");

        private final Access vgtid;

        TransactionCount(Schema source) {
            this.vgtid = Access.to(source, "vgtid");
        }

        @Override
        public long of(Object source, ConnectRecord<?> record, long commitTs) {
            Matcher interval = INTERVAL.matcher(WholeNumbers.text(present(vgtid.of(source), "vgtid"), "source.vgtid"));
            long count = 0;
            while (interval.find()) {
                long first = WholeNumbers.whole(interval.group(1), "source.vgtid");
                long last = interval.group(2) == null ? first : WholeNumbers.whole(interval.group(2), "source.vgtid");
                count += last - first + 1;
            }
            return shifted(count, OFFSET_BITS, "source.vgtid") | offset(record, OFFSET_BITS);
        }

        @Override
        public int offsetBits(Object source) {
            return OFFSET_BITS;
        }
    }

    /** The commit time in ms (until the year 2248), then the order in the topic. Works for any source. */
    final class CommitTime implements LogPosition {
        private static final int OFFSET_BITS = 20;

        @Override
        public long of(Object source, ConnectRecord<?> record, long commitTs) {
            return shifted(Math.floorDiv(commitTs, 1_000), OFFSET_BITS, "The commit time")
                    | offset(record, OFFSET_BITS);
        }

        /** Returns true, because clocks do not say which of the two was first. The order in the topic does. */
        @Override
        public boolean isCommittedAfter(Object source, long position) {
            return true;
        }

        @Override
        public int offsetBits(Object source) {
            return OFFSET_BITS;
        }
    }
}
