/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.parent;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.row.TroubleLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows that still refer to deleted ones in Salesforce, but not in Postgres.
 *
 * <p>Before such a row has arrived, Salesforce would delete its record together with the other one, or reject the delete. So the delete
 * waits for rows that were moved to another parent, and for those that were deleted, too. Rows that refer to each other do not wait:
 * neither could go first. Longer circles end after {@code request.deadline.ms}.
 *
 * <p>Rows of a table that has failed may refer to any record. Deletes wait until it is written back again, or is gone.
 */
public final class Referrers {
    private static final Logger LOG = LoggerFactory.getLogger(Referrers.class);

    private final TableContext context;
    private final Session session;
    private final Map<SObjectName, MappedTable> tables;
    private final Map<SObjectName, MappedTable> failed;
    /** The tables that deletes wait for now, because they have failed. */
    private Set<TableId> awaited = Set.of();
    /** The rows whose deletes are known to wait for these. */
    private final Set<String> noted = new HashSet<>();

    /**
     * @param tables all tables that are ready, by object; it grows while tables are prepared
     * @param failed those that were ready before they failed
     */
    Referrers(
            TableContext context,
            Session session,
            Map<SObjectName, MappedTable> tables,
            Map<SObjectName, MappedTable> failed) {
        this.context = context;
        this.session = session;
        this.tables = tables;
        this.failed = failed;
    }

    /** A column whose values name records of the table. */
    private record Reference(MappedTable child, String column) {}

    /** Returns those of the rows that are deleted, and whose delete has to wait. */
    public Set<String> waitingDeletes(Collection<String> keys) throws SQLException {
        List<Reference> references = references(tables);
        if ((references.isEmpty() && references(failed).isEmpty()) || keys.isEmpty()) {
            return Set.of();
        }
        Set<String> waiting = session.inTransaction(connection -> waitingDeletes(connection, references, keys));
        if (!awaited.isEmpty()) {
            noteWaiting(waiting);
        }
        return waiting;
    }

    private Set<String> waitingDeletes(Connection connection, List<Reference> references, Collection<String> keys)
            throws SQLException {
        Set<String> deleted = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(ParentStatements.DELETES)) {
            setDeletes(statement, keys);
            addKeys(statement, deleted);
        }
        if (!deleted.isEmpty() && waitsForFailedTable()) {
            return deleted;
        }
        Set<String> waiting = new HashSet<>();
        for (Reference reference : deleted.isEmpty() ? List.<Reference>of() : references) {
            String sql = ParentStatements.referred(context.table(), reference.child, reference.column);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                setDeletes(statement, deleted);
                statement.setString(4, reference.child.id().schema());
                statement.setString(5, reference.child.id().name());
                statement.setLong(
                        6,
                        TimeUnit.NANOSECONDS.toMicros(
                                context.settings().deadline().toNanos()));
                addKeys(statement, waiting);
            }
        }
        return waiting;
    }

    private boolean waitsForFailedTable() {
        Set<TableId> children =
                references(failed).stream().map(each -> each.child.id()).collect(Collectors.toSet());
        if (!children.isEmpty() && !children.equals(awaited)) {
            LOG.warn(
                    "Deletes in {} wait until {} can be written back again, because its rows may still refer to the deleted records.",
                    context.table().id(),
                    children);
        }
        if (!children.equals(awaited)) {
            noted.clear();
        }
        awaited = children;
        return !children.isEmpty();
    }

    /** Notes in {@code tandem.write_log}, once for each row, which tables its delete waits for. */
    private void noteWaiting(Set<String> deleted) {
        List<String> news = deleted.stream().filter(key -> !noted.contains(key)).toList();
        if (!news.isEmpty()) {
            String children = awaited.stream().map(TableId::toString).sorted().collect(Collectors.joining(", "));
            String reason = "The delete waits until " + children
                    + " can be written back again, because its rows may still refer to the record.";
            if (TroubleLog.tryWaits(session, context.table().id(), news, reason)) {
                noted.addAll(news);
            }
        }
    }

    private List<Reference> references(Map<SObjectName, MappedTable> children) {
        String object = context.table().object().value();
        return children.values().stream()
                .flatMap(child -> child.fields().entrySet().stream()
                        .filter(field -> field.getValue().referenceTo().contains(object))
                        .map(field -> new Reference(child, field.getKey())))
                .toList();
    }

    private void setDeletes(PreparedStatement statement, Collection<String> keys) throws SQLException {
        statement.setString(1, context.table().id().schema());
        statement.setString(2, context.table().id().name());
        statement.setArray(3, statement.getConnection().createArrayOf("text", keys.toArray()));
    }

    private static void addKeys(PreparedStatement statement, Set<String> keys) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
    }
}
