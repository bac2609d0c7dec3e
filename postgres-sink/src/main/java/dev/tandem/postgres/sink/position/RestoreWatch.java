/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.position;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.sql.PositionStatements;
import dev.tandem.postgres.sink.sql.TransactionStatements;
import dev.tandem.postgres.sink.write.SystemTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch over the database that notices when it is older than what the connector has read, as after a restore or a failover that
 * lost commits. Then the worker seeks back to where the database is.
 *
 * <p>For this, the position of each partition is in {@code tandem.sink_positions} before Kafka gets it. Kafka still says where the
 * connector goes on, so a reset of its offsets works as ever. The position in the database is only used where it is older.
 *
 * <p><b>Threads.</b> Call every method from the task's thread, while no other uses the session.
 */
public final class RestoreWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreWatch.class);
    private static final long SHORT_POLL_MILLIS = 100;

    private final Session session;
    private final String connector;
    private final SinkTaskContext context;
    private final ObjLongConsumer<TopicPartition> seek;
    private final Runnable onLag;
    private final StoredPositions positions = new StoredPositions();
    /** The connection on which the positions were compared last; null before the first time. */
    private Connection compared;

    private boolean isForbidden;
    /** Set once the worker has taken the last put for done. If not, it puts the same records again. */
    private boolean isPutDone = true;

    /**
     * @param seek asks the worker to seek
     * @param onLag called for each partition that is read again
     */
    public RestoreWatch(
            Session session,
            String connector,
            SinkTaskContext context,
            ObjLongConsumer<TopicPartition> seek,
            Runnable onLag) {
        this.session = session;
        this.connector = connector;
        this.context = context;
        this.seek = seek;
        this.onLag = onLag;
    }

    /** Begins to watch partitions. A worker that does not say where records come from leaves them unwatched. */
    public void open(Collection<TopicPartition> partitions) {
        if (!isForbidden && RecordPosition.isExact()) {
            positions.open(partitions);
        }
    }

    public void close(Collection<TopicPartition> partitions) {
        positions.close(partitions);
    }

    public void beginPut() {
        positions.beginPut(isPutDone);
        isPutDone = false;
        seek();
    }

    /** Notes that the put was taken, so that the next one brings other records. */
    public void endPut() {
        isPutDone = true;
    }

    /** Returns those of the records that may be written. The worker brings the others again, after those that the database lacks. */
    public Collection<SinkRecord> admit(Collection<SinkRecord> records) throws SQLException {
        if (!positions.areEmpty() && !(positions.areRead() && isStillConnected())) {
            unlessForbidden(() -> session.inTransaction(connection -> {
                compare(connection);
                return null;
            }));
        }
        if (positions.areCurrent()) {
            return records;
        }
        List<SinkRecord> admitted = records.stream().filter(this::admits).toList();
        report();
        seek();
        return admitted.size() == records.size() ? records : admitted;
    }

    private boolean isStillConnected() throws SQLException {
        return compared != null && !compared.isClosed();
    }

    private boolean admits(SinkRecord record) {
        RecordPosition position = RecordPosition.of(record);
        return positions.admits(new TopicPartition(position.topic(), position.partition()), position.offset());
    }

    /** Stores the positions, and returns those offsets that Kafka may get now. */
    public Map<TopicPartition, OffsetAndMetadata> store(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (positions.areEmpty()) {
            return offsets;
        }
        Map<TopicPartition, Long> next = offsets.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
        try {
            unlessForbidden(
                    () -> positions.markStored(session.inTransaction(connection -> store(connection, next)), next));
        } catch (SQLException failure) {
            LOG.warn(
                    "Offsets are committed later, because their positions cannot be stored in tandem.sink_positions: {}",
                    FailureReport.of(failure));
            return Map.of();
        }
        report();
        if (positions.areEmpty()) {
            // Some of the offsets may have been held back. The next commit comes after the seeks.
            return Map.of();
        }
        Map<TopicPartition, OffsetAndMetadata> ready = new HashMap<>(offsets);
        if (ready.keySet().removeIf(positions::holdsBack)) {
            context.timeout(SHORT_POLL_MILLIS);
        }
        return ready;
    }

    private Map<TopicPartition, Long> store(Connection connection, Map<TopicPartition, Long> offsets)
            throws SQLException {
        compare(connection);
        Map<TopicPartition, Long> toStore = positions.toStore(offsets);
        if (!toStore.isEmpty()) {
            List<TopicPartition> order = List.copyOf(toStore.keySet());
            try (PreparedStatement statement = connection.prepareStatement(PositionStatements.STORE)) {
                statement.setString(1, connector);
                setPartitions(statement, 2, order);
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "int8", order.stream().map(toStore::get).toArray()));
                statement.executeUpdate();
            }
        }
        return toStore;
    }

    private void compare(Connection connection) throws SQLException {
        try (Statement settings = connection.createStatement()) {
            settings.execute(TransactionStatements.BEGIN_POSITIONS);
        }
        SystemTables.create(connection, PositionStatements.TABLE);
        Map<TopicPartition, Long> inDatabase = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(PositionStatements.READ)) {
            setPartitions(statement, 1, List.copyOf(positions.partitions()));
            statement.setString(3, connector);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    inDatabase.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
                }
            }
        }
        positions.compare(inDatabase);
        if (compared != null && compared != connection && positions.distrustUnstored()) {
            LOG.info(
                    "The connection to Postgres was replaced. Records since the last commit of offsets are read again, in case the"
                            + " server has lost them.");
        }
        compared = connection;
    }

    private static void setPartitions(PreparedStatement statement, int index, List<TopicPartition> partitions)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(
                index,
                connection.createArrayOf(
                        "text", partitions.stream().map(TopicPartition::topic).toArray()));
        statement.setArray(
                index + 1,
                connection.createArrayOf(
                        "int4",
                        partitions.stream().map(TopicPartition::partition).toArray()));
    }

    /** A piece of work in the database. */
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    private void unlessForbidden(Work work) throws SQLException {
        try {
            work.run();
        } catch (SQLException failure) {
            if (FailureKind.of(failure) != FailureKind.MISSING_GRANT) {
                throw failure;
            }
            isForbidden = true;
            positions.closeAll();
            LOG.warn(
                    "A restore of the database to an older state will not be noticed, because the user may not create or use the"
                            + " table tandem.sink_positions: {}. Grant CREATE on schema tandem, and SELECT, INSERT and UPDATE on"
                            + " the table, and restart the task.",
                    FailureReport.of(failure));
        }
    }

    private void seek() {
        positions.takeSeeks().forEach(seek::accept);
    }

    private void report() {
        for (PositionLag lag : positions.takeLags()) {
            onLag.run();
            LOG.warn(
                    "The database lacks records of {} from offset {} on, and the connector has read all before {}. The database"
                            + " was restored to an older state, a failover lost commits, or positions were not stored for a time. The"
                            + " records are read again. If the topic no longer has all of them, read its objects again. If offsets"
                            + " were set forward on purpose, delete the partition from tandem.sink_positions while the connector"
                            + " is stopped.",
                    lag.partition(),
                    lag.stored(),
                    lag.expected());
        }
        for (PositionLag gap : positions.takeGaps()) {
            LOG.warn(
                    "No record of {} has come from offset {} to before {}. A transform drops them, their transaction was aborted, or the"
                            + " topic has lost them by its retention. If it has, read its objects again.",
                    gap.partition(),
                    gap.stored(),
                    gap.expected());
        }
    }
}
