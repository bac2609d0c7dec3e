/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.Conflict;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.record.TopicPosition;
import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.postgres.sink.type.Wire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Tells, for one transaction, which records come for the first time. Only those are looked at for conflicts: what a record met
 * when it came again says nothing of what it met then. A record is known by where it lies in its topic, whatever transforms have
 * renamed that to.
 */
final class ConflictLog {
    static final ConflictLog CLOSED = new ConflictLog(Map.of());

    /** One statement, whose SELECT sees the positions as they were before it. */
    private static final String MOVE_POSITIONS = """
            WITH come AS (
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[])
                    AS s(table_schema, table_name, topic, kafka_partition, kafka_offset)),
            moved AS (
                INSERT INTO tandem.conflict_positions AS p (table_schema, table_name, topic, kafka_partition, kafka_offset)
                SELECT * FROM come
                ON CONFLICT (table_schema, table_name, topic, kafka_partition)
                DO UPDATE SET kafka_offset = excluded.kafka_offset WHERE p.kafka_offset < excluded.kafka_offset)
            SELECT table_schema, table_name, topic, kafka_partition, p.kafka_offset
            FROM tandem.conflict_positions p JOIN come USING (table_schema, table_name, topic, kafka_partition)""";

    private final Map<Position, Long> before;

    private ConflictLog(Map<Position, Long> before) {
        this.before = before;
    }

    private record Position(TableId table, String topic, int partition) {
        static Position of(Change change, TopicPosition position) {
            return new Position(change.table(), position.topic(), position.partition());
        }
    }

    private static TopicPosition position(Change change) {
        return TopicPosition.of(change.record());
    }

    /** Takes note of all records of the batches. */
    static ConflictLog open(Connection connection, Collection<TableBatch> batches) throws SQLException {
        Map<Position, Long> come = new HashMap<>();
        for (TableBatch batch : batches) {
            batch.forEach(change -> {
                TopicPosition position = position(change);
                come.merge(Position.of(change, position), position.offset(), Math::max);
            });
        }
        Map<Position, Long> before = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(MOVE_POSITIONS)) {
            bind(statement, come);
            try (ResultSet known = statement.executeQuery()) {
                while (known.next()) {
                    TableId table = new TableId(known.getString(1), known.getString(2));
                    before.put(new Position(table, known.getString(3), known.getInt(4)), known.getLong(5));
                }
            }
        }
        return new ConflictLog(before);
    }

    private static void bind(PreparedStatement statement, Map<Position, Long> come) throws SQLException {
        List<Position> positions = List.copyOf(come.keySet());
        array(statement, 1, "text", positions, position -> position.table.schema());
        array(statement, 2, "text", positions, position -> position.table.name());
        array(statement, 3, "text", positions, Position::topic);
        array(statement, 4, "int4", positions, Position::partition);
        array(statement, 5, "int8", positions, come::get);
    }

    private static void array(
            PreparedStatement statement,
            int index,
            String type,
            List<Position> positions,
            Function<Position, Object> element)
            throws SQLException {
        Object[] elements = positions.stream().map(element).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, elements));
    }

    /** Whether the change's record has not come before. */
    boolean isFirst(Change change) {
        TopicPosition position = position(change);
        return position.offset() > before.getOrDefault(Position.of(change, position), -1L);
    }

    /** What is kept of each conflict beside its row and values. */
    static void addColumns(Rows rows, List<Conflict> conflicts) {
        text(rows, "type", conflicts, conflict -> conflict.type().label());
        text(rows, "resolution", conflicts, conflict -> conflict.resolution().label());
        text(rows, "local_origin", conflicts, conflict -> conflict.local().origin());
        text(rows, "topic", conflicts, conflict -> position(conflict.change()).topic());
        int8(rows, "local_version", conflicts, conflict -> conflict.local().version());
        int8(rows, "kafka_partition", conflicts, conflict ->
                (long) position(conflict.change()).partition());
        int8(
                rows,
                "kafka_offset",
                conflicts,
                conflict -> position(conflict.change()).offset());
        add(rows, "whole", Wire.BOOL, conflicts, (array, conflict) -> array.addBool(conflict.isOfWholeRow()));
        add(rows, "remote_time", Wire.TIMESTAMPTZ, conflicts, (array, conflict) -> {
            Long micros = RecordReader.commitMicros(conflict.change().record());
            if (micros == null) {
                array.addNull();
            } else {
                array.addTimestamp(micros);
            }
        });
    }

    private static void text(Rows rows, String name, List<Conflict> conflicts, Function<Conflict, String> value) {
        add(rows, name, Wire.TEXT, conflicts, (array, conflict) -> array.addText(value.apply(conflict)));
    }

    private static void int8(Rows rows, String name, List<Conflict> conflicts, Function<Conflict, Long> value) {
        add(rows, name, Wire.INT8, conflicts, (array, conflict) -> {
            Long number = value.apply(conflict);
            if (number == null) {
                array.addNull();
            } else {
                array.addInt8(number);
            }
        });
    }

    private static void add(
            Rows rows, String name, Wire wire, List<Conflict> conflicts, BiConsumer<BinaryArray, Conflict> element) {
        BinaryArray array = new BinaryArray(wire, NulRule.STRIP, conflicts.size());
        conflicts.forEach(conflict -> element.accept(array, conflict));
        rows.add(name, wire, array);
    }
}
