/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.json.JsonTree;
import dev.tandem.twoway.row.TwoWayRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** A log of the values that lost, in {@code tandem.conflicts}. */
public final class LostValueLog {
    static final String INSERT = """
            INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_value,
                local_time, remote_time, local_version, local_origin, remote_origin, topic, kafka_partition, kafka_offset)
            VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, to_timestamp(?::bigint / 1000000.0), to_timestamp(?::bigint / 1000000.0),
                ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING""";

    private LostValueLog() {}

    /**
     * The place of the change in a topic, which makes the entry of a field unique, so that a replay logs nothing twice.
     *
     * @param topic of a write-back's own findings a name that is not a topic's
     * @param offset of those the request's id
     */
    public record Cause(String topic, int partition, long offset) {}

    /** Logs the values that a row lost to one cause. */
    public static void log(Connection connection, TableShape table, TwoWayRow row, List<LostValue> lost, Cause cause)
            throws SQLException {
        if (lost.isEmpty()) {
            return;
        }
        StateCodec codec = new StateCodec(table);
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (LostValue value : lost) {
                RowStore.setTable(statement, table.id());
                statement.setString(3, row.salesforceId() == null ? RowSql.ROW_PREFIX + row.key() : row.salesforceId());
                statement.setString(4, value.field());
                statement.setString(5, value.type().label());
                statement.setString(6, value.resolution().label());
                statement.setString(
                        7,
                        JsonTree.write(codec.plain(value.field(), value.local().value())));
                statement.setString(
                        8,
                        JsonTree.write(codec.plain(value.field(), value.remote().value())));
                setTime(statement, 9, value.local().time());
                setTime(statement, 10, value.remote().time());
                statement.setObject(11, row.version() == TwoWayRow.NO_VERSION ? null : row.version(), Types.BIGINT);
                statement.setString(12, value.local().origin().code());
                statement.setString(13, value.remote().origin().code());
                statement.setString(14, cause.topic());
                statement.setInt(15, cause.partition());
                statement.setLong(16, cause.offset());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void setTime(PreparedStatement statement, int index, long micros) throws SQLException {
        statement.setObject(index, micros == LostValue.Side.UNKNOWN_TIME ? null : micros, Types.BIGINT);
    }
}
