/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.conflict;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.execution.PartitionArrays;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowRule;
import dev.tandem.postgres.sink.plan.RowStates;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.record.SourcePartition;
import dev.tandem.postgres.sink.sql.ColumnArrays;
import dev.tandem.postgres.sink.sql.ConflictStatements;
import dev.tandem.postgres.sink.sql.RowEncoder;
import dev.tandem.postgres.sink.sql.WrittenFields;
import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.postgres.sink.type.Wire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A task's log of conflicts. Only records that arrive for the first time are examined: what a record meets when it is replayed says
 * nothing about what it met the first time. A record is identified by its position in its topic, whatever transforms have renamed
 * that to. A record that waits for others of its put has still to arrive, though later ones are written before it.
 *
 * <p>Its statements: {@code conflicts-note-arrivals.sql} and {@code conflicts-log.sql} in {@code src/test/resources/statements}.
 */
public final class ConflictLog {
    private static final long NOTHING = -1;

    /** The greatest offset of each partition before the put. */
    private final Map<SourcePartition, Long> before = new HashMap<>();

    private static RecordPosition position(Change change) {
        return RecordPosition.of(change.record());
    }

    /** Notes that the records of the tables' changes have arrived, in the transaction that writes them. */
    public void noteArrivals(Connection connection, Collection<TableChanges> tables) throws SQLException {
        Map<SourcePartition, Long> arrived = new HashMap<>();
        for (TableChanges table : tables) {
            for (Change change : table.inArrivalOrder()) {
                RecordPosition position = position(change);
                arrived.merge(SourcePartition.of(change, position), position.offset(), Math::max);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(ConflictStatements.NOTE_ARRIVALS)) {
            new PartitionArrays(statement, arrived.keySet()).set(5, "int8", arrived::get);
            try (ResultSet known = statement.executeQuery()) {
                while (known.next()) {
                    TableId table = new TableId(known.getString(1), known.getString(2));
                    SourcePartition partition = new SourcePartition(table, known.getString(3), known.getInt(4));
                    before.putIfAbsent(partition, known.getLong(5));
                }
            }
        }
        arrived.keySet().forEach(partition -> before.putIfAbsent(partition, NOTHING));
    }

    /** Forgets the put, of which no record waits any more. */
    public void forget() {
        before.clear();
    }

    /** Keeps the losers of the conflicts that the histories meet, and returns how many values they are. */
    public long log(
            StatementRunner runner, RowEncoder encoder, List<RowHistory> histories, RowStates states, RowRule rule)
            throws SQLException {
        List<Conflict> conflicts = new ArrayList<>();
        states.found()
                .forEach((index, state) -> rule.losses(histories.get(index), state).stream()
                        .map(Conflict::of)
                        .filter(conflict -> isFirst(conflict.change()))
                        .forEach(conflicts::add));
        if (conflicts.isEmpty()) {
            return 0;
        }
        List<RowWrite> changes = conflicts.stream().map(Conflict::loggedFields).toList();
        WrittenFields fields = encoder.columns().written(changes);
        ColumnArrays source = encoder.rows(changes, fields);
        addColumns(source, conflicts);
        return runner.update(new ConflictStatements(encoder.columns()).log(source, fields));
    }

    /** Returns whether the change's record arrives for the first time. */
    private boolean isFirst(Change change) {
        RecordPosition position = position(change);
        return position.offset() > before.getOrDefault(SourcePartition.of(change, position), NOTHING);
    }

    private static void addColumns(ColumnArrays arrays, List<Conflict> conflicts) {
        text(arrays, "type", conflicts, conflict -> conflict.type().label());
        text(arrays, "resolution", conflicts, conflict -> conflict.resolution().label());
        text(arrays, "local_origin", conflicts, conflict -> conflict.local().origin());
        text(arrays, "topic", conflicts, conflict -> position(conflict.change()).topic());
        int8(arrays, "local_version", conflicts, conflict -> conflict.local().version());
        int8(arrays, "kafka_partition", conflicts, conflict ->
                (long) position(conflict.change()).partition());
        int8(
                arrays,
                "kafka_offset",
                conflicts,
                conflict -> position(conflict.change()).offset());
        add(arrays, "whole", Wire.BOOL, conflicts, (array, conflict) -> array.addBool(conflict.isOfWholeRow()));
        add(arrays, "remote_time", Wire.TIMESTAMPTZ, conflicts, (array, conflict) -> {
            Long micros = conflict.change().provenance().commitMicros();
            if (micros == null) {
                array.addNull();
            } else {
                array.addTimestamp(micros);
            }
        });
    }

    private static void text(
            ColumnArrays arrays, String name, List<Conflict> conflicts, Function<Conflict, String> value) {
        add(arrays, name, Wire.TEXT, conflicts, (array, conflict) -> array.addText(value.apply(conflict)));
    }

    private static void int8(
            ColumnArrays arrays, String name, List<Conflict> conflicts, Function<Conflict, Long> value) {
        add(arrays, name, Wire.INT8, conflicts, (array, conflict) -> {
            Long number = value.apply(conflict);
            if (number == null) {
                array.addNull();
            } else {
                array.addInt8(number);
            }
        });
    }

    private static void add(
            ColumnArrays arrays,
            String name,
            Wire wire,
            List<Conflict> conflicts,
            BiConsumer<BinaryArray, Conflict> element) {
        BinaryArray array = new BinaryArray(wire, NulRule.STRIP, conflicts.size());
        conflicts.forEach(conflict -> element.accept(array, conflict));
        arrays.add(name, wire, array);
    }
}
