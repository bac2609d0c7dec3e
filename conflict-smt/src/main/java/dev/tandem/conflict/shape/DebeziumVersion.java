/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.conflict.shape.ShapeSettings.VersionFrom;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Puts what orders the changes of a Debezium source into one number. It rises with each change of one row: row locks make a
 * later change of it come later in the log, also where transactions interleave.
 */
@FunctionalInterface
interface DebeziumVersion {
    /** Low bits of the topic's offset beside milliseconds, which then reach to the year 2248. */
    int OFFSET_BITS = 20;

    long of(Object source, ConnectRecord<?> record, long commitTs);

    /** @param source the schema of the envelope's source; null for maps */
    static DebeziumVersion in(Schema source, VersionFrom from) {
        if (from == VersionFrom.TIME) {
            return DebeziumVersion::time;
        }
        if (source == null) {
            return ofMaps();
        }
        if (source.field("lsn") != null && source.field("lsn").schema().type() == Schema.Type.INT64) {
            return logSequenceNumber(Access.to(source, "lsn"));
        }
        if (source.field("file") != null && source.field("pos") != null) {
            return binlog(Access.to(source, "file"), Access.to(source, "pos"), Access.to(source, "row"));
        }
        return source.field("scn") == null ? DebeziumVersion::time : systemChange(Access.to(source, "scn"));
    }

    private static DebeziumVersion ofMaps() {
        DebeziumVersion postgres = logSequenceNumber(Access.to((Schema) null, "lsn"));
        DebeziumVersion mysql = binlog(
                Access.to((Schema) null, "file"), Access.to((Schema) null, "pos"), Access.to((Schema) null, "row"));
        DebeziumVersion oracle = systemChange(Access.to((Schema) null, "scn"));
        return (source, record, commitTs) -> {
            Map<?, ?> map = (Map<?, ?>) source;
            DebeziumVersion version = map.containsKey("lsn")
                    ? postgres
                    : map.containsKey("file") ? mysql : map.containsKey("scn") ? oracle : DebeziumVersion::time;
            return version.of(source, record, commitTs);
        };
    }

    private static DebeziumVersion logSequenceNumber(Access lsn) {
        return (source, record, commitTs) -> Numbers.whole(present(lsn.of(source), "lsn"), "source.lsn");
    }

    private static DebeziumVersion systemChange(Access scn) {
        return (source, record, commitTs) -> Numbers.whole(present(scn.of(source), "scn"), "source.scn");
    }

    /** File number, position and row within the event, in 23, 32 and 8 bits. */
    private static DebeziumVersion binlog(Access file, Access pos, Access row) {
        return (source, record, commitTs) -> {
            long position = Numbers.whole(present(pos.of(source), "pos"), "source.pos");
            Object inEvent = row.of(source);
            long rows = inEvent == null ? 0 : Numbers.whole(inEvent, "source.row");
            return fileNumber((String) present(file.of(source), "file")) << 40
                    | Math.min(position, 0xFFFF_FFFFL) << 8
                    | Math.min(rows, 0xFF);
        };
    }

    private static long fileNumber(String file) {
        int dot = file.lastIndexOf('.');
        return Numbers.whole(file.substring(dot + 1), "source.file (its number)") & 0x7F_FFFF;
    }

    private static long time(Object source, ConnectRecord<?> record, long commitTs) {
        long offset = record instanceof SinkRecord ? ((SinkRecord) record).kafkaOffset() : 0;
        return Math.floorDiv(commitTs, 1_000) << OFFSET_BITS | (offset & ((1L << OFFSET_BITS) - 1));
    }

    private static Object present(Object position, String field) {
        if (position == null) {
            throw new DataException(
                    "The change has no source." + field + ", which orders the changes of its source. Set "
                            + ShapeSettings.VERSION_FROM + "=time if its records do not always have one");
        }
        return position;
    }
}
