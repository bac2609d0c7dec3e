/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.parent;

import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.twoway.state.Signals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rows of one table that refer to records which are deleted. Salesforce clears such references, and no document promises a change event
 * for that. So these rows are read again.
 *
 * <p>Each sweep looks for the records that were deleted since the one before. The first one looks for all that have a tombstone.
 */
public final class DeadReferences {
    /** Tombstones get their time when a transaction begins, and are seen when it has committed. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(5);

    private final TableContext context;
    private final Session session;
    private final Map<SObjectName, MappedTable> tables;
    /** The state of the last sweep. */
    private Checked checked = new Checked(Instant.EPOCH, Set.of(), Map.of());

    /** @param tables all tables that are ready, by object; it grows while tables are prepared */
    DeadReferences(TableContext context, Session session, Map<SObjectName, MappedTable> tables) {
        this.context = context;
        this.session = session;
        this.tables = tables;
    }

    /** A column that refers to records of another table. */
    private record Reference(String column, MappedTable parent) {}

    /** A record that was deleted, and when. It may be restored and deleted again. */
    private record Deleted(String id, Instant at) {}

    /**
     * The state that a sweep leaves for the next one.
     *
     * @param until when every transaction had ended that may have left a tombstone which it has not seen
     * @param seen the tombstones since then that it has seen
     * @param unconfirmed the local deletes that Salesforce had not confirmed, by object
     */
    private record Checked(Instant until, Set<Deleted> seen, Map<SObjectName, Set<String>> unconfirmed) {}

    /** Asks for reads of the rows that refer to records which were deleted since the last call. */
    public void askForReads() throws SQLException {
        List<Reference> references = references();
        if (!references.isEmpty()) {
            // A large table takes long if its reference has no index.
            checked = session.inLongTransaction(connection -> askForReads(connection, references));
        }
    }

    private Checked askForReads(Connection connection, List<Reference> references) throws SQLException {
        Instant until = now(connection).minus(LONGEST_TRANSACTION);
        Map<SObjectName, Set<String>> unconfirmed = new HashMap<>();
        Map<SObjectName, Set<Deleted>> deleted = new HashMap<>();
        Set<String> ids = new TreeSet<>();
        for (Reference reference : references) {
            SObjectName parent = reference.parent.object();
            if (!deleted.containsKey(parent)) {
                unconfirmed.put(parent, unconfirmed(connection, reference.parent));
                deleted.put(parent, deletedLately(connection, reference.parent));
            }
            Set<String> unseen = deleted.get(parent).stream()
                    .filter(each -> !checked.seen.contains(each))
                    .map(Deleted::id)
                    .collect(Collectors.toSet());
            ids.addAll(recordsThatName(connection, reference.column, unseen));
        }
        Signals.ask(connection, context.table().id(), context.table().object().value(), ids);
        context.metrics().add(WriteMetric.READS_REQUESTED, ids.size());
        Set<Deleted> seen = deleted.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        return new Checked(until, seen, unconfirmed);
    }

    private List<Reference> references() {
        return context.table().fields().entrySet().stream()
                .flatMap(field -> field.getValue().referenceTo().stream()
                        .map(SObjectName::new)
                        .filter(tables::containsKey)
                        .map(parent -> new Reference(field.getKey(), tables.get(parent))))
                .toList();
    }

    /** Returns the records that were deleted, or whose delete was confirmed, since the last sweep, and some that it has seen. */
    private Set<Deleted> deletedLately(Connection connection, MappedTable parent) throws SQLException {
        Set<String> awaited = checked.unconfirmed.getOrDefault(parent.object(), Set.of());
        try (PreparedStatement statement = connection.prepareStatement(ParentStatements.DELETED_LATELY)) {
            setTable(statement, parent);
            statement.setTimestamp(3, Timestamp.from(checked.until));
            statement.setArray(4, connection.createArrayOf("text", awaited.toArray()));
            Set<Deleted> deleted = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    deleted.add(
                            new Deleted(rows.getString(1), rows.getTimestamp(2).toInstant()));
                }
            }
            return deleted;
        }
    }

    /** Returns the ids of the records whose rows name one of these in a column. */
    private Set<String> recordsThatName(Connection connection, String column, Set<String> deleted) throws SQLException {
        if (deleted.isEmpty()) {
            return Set.of();
        }
        String sql = ParentStatements.recordsThatName(context.table(), column);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", deleted.toArray()));
            return texts(statement);
        }
    }

    private static Set<String> unconfirmed(Connection connection, MappedTable parent) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ParentStatements.UNCONFIRMED)) {
            setTable(statement, parent);
            return texts(statement);
        }
    }

    private static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ParentStatements.NOW);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static void setTable(PreparedStatement statement, MappedTable table) throws SQLException {
        statement.setString(1, table.id().schema());
        statement.setString(2, table.id().name());
    }

    private static Set<String> texts(PreparedStatement statement) throws SQLException {
        Set<String> texts = new HashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
