/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.execution.PartitionArrays;
import dev.tandem.postgres.sink.plan.OffsetVersionCheck;
import dev.tandem.postgres.sink.plan.OffsetVersionCheck.Newest;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.record.SourcePartition;
import dev.tandem.postgres.sink.sql.ArrivalStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest records that have arrived from each topic partition, in {@code tandem.topic_positions}. They are noted in the
 * transactions that write their rows, and have nothing to do with the offsets that Connect commits. The table is created when
 * the first change with an offset as its version arrives. It runs {@code arrivals-note.sql} of
 * {@code src/test/resources/statements}.
 */
public final class NewestArrivals {
    private static final Logger LOG = LoggerFactory.getLogger(NewestArrivals.class);
    private static final long NO_TIMESTAMP = -1;
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Session session;
    /** The newest records before the put, whose own may wait for others; empty for a table without any. */
    private final Map<SourcePartition, Optional<Newest>> beforePut = new HashMap<>();

    private boolean ready;
    private boolean forbidden;

    NewestArrivals(Session session) {
        this.session = session;
    }

    /** Creates the table if some changes need it. Without the right to do so, offsets go unchecked. */
    void createTable(Collection<TableChanges> tables) throws SQLException {
        if (ready || forbidden || tables.stream().noneMatch(OffsetVersionCheck::concerns)) {
            return;
        }
        try {
            session.inLongTransaction(connection -> {
                SystemTables.create(connection, List.of(ArrivalStatements.TABLE));
                return null;
            });
            ready = true;
        } catch (SQLException failure) {
            if (!INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())) {
                throw failure;
            }
            forbidden = true;
            LOG.warn("Offsets are not checked, because the user may not create the table tandem.topic_positions."
                    + " Grant CREATE on schema tandem.");
        }
    }

    /** Forgets that the table is there, since it may have been dropped. */
    void forgetTable() {
        ready = false;
    }

    /** Notes that the changes' records have arrived, and returns the check of these records. */
    OffsetVersionCheck note(Connection connection, Collection<TableChanges> tables) throws SQLException {
        List<TableChanges> concerned =
                tables.stream().filter(OffsetVersionCheck::concerns).toList();
        if (!ready || concerned.isEmpty()) {
            return OffsetVersionCheck.NONE;
        }
        Map<SourcePartition, Newest> arrived = new HashMap<>();
        for (TableChanges changes : concerned) {
            for (Change change : changes.inArrivalOrder()) {
                RecordPosition position = RecordPosition.of(change.record());
                arrived.merge(
                        SourcePartition.of(change, position),
                        new Newest(position.offset(), timestamp(change)),
                        NewestArrivals::later);
            }
        }
        Map<SourcePartition, Newest> read = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(ArrivalStatements.NOTE)) {
            bind(statement, arrived);
            try (ResultSet known = statement.executeQuery()) {
                while (known.next()) {
                    TableId table = new TableId(known.getString(1), known.getString(2));
                    read.put(
                            new SourcePartition(table, known.getString(3), known.getInt(4)),
                            new Newest(known.getObject(5, Long.class), known.getObject(6, Long.class)));
                }
            }
        }
        Map<SourcePartition, Newest> before = new HashMap<>();
        for (SourcePartition partition : arrived.keySet()) {
            Optional<Newest> known =
                    beforePut.computeIfAbsent(partition, added -> Optional.ofNullable(read.get(partition)));
            known.ifPresent(position -> before.put(partition, position));
        }
        return new OffsetVersionCheck(before);
    }

    /** Forgets the put, of which no record waits any more. */
    void forget() {
        beforePut.clear();
    }

    private static long timestamp(Change change) {
        Long timestamp = change.record().timestamp();
        return timestamp == null ? NO_TIMESTAMP : timestamp;
    }

    private static Newest later(Newest one, Newest other) {
        return new Newest(Math.max(one.offset(), other.offset()), Math.max(one.timestamp(), other.timestamp()));
    }

    private static void bind(PreparedStatement statement, Map<SourcePartition, Newest> arrived) throws SQLException {
        PartitionArrays arrays = new PartitionArrays(statement, arrived.keySet());
        arrays.set(5, "int8", partition -> arrived.get(partition).offset());
        arrays.set(6, "int8", partition -> {
            long timestamp = arrived.get(partition).timestamp();
            return timestamp == NO_TIMESTAMP ? null : timestamp;
        });
    }
}
