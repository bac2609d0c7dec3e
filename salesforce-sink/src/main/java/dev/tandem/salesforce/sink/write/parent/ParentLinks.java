/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.parent;

import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.table.ParentLink;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.twoway.rule.AnswerRule.OnRejection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The rows of one table that name a parent by its key, because the parent has no Salesforce id yet.
 *
 * <p>Once the parent has its id, it becomes an edit of the reference, and the row forgets the key. Until then the row's create
 * waits, so that parents come before children. A reference that may be null is not waited for longer than {@code parentWait},
 * unless the parent's create is under way: rows that name each other would wait for ever. Such a row is created without its
 * parent, and gets it later. A parent without a row (deleted, or never inserted) is not waited for either. Salesforce
 * rejects the create if it requires the parent, and the row shows that. Where rejected rows are removed, such a row waits on.
 */
public final class ParentLinks {
    private static final int MAX_ROWS = 1_000;

    private final TableContext context;
    private final Session session;
    private final Map<SObjectName, MappedTable> tables;
    private final Map<SObjectName, MappedTable> failed;

    /**
     * @param tables all tables that are ready, by object; it grows while tables are prepared
     * @param failed those that were ready before they failed
     */
    public ParentLinks(
            TableContext context,
            Session session,
            Map<SObjectName, MappedTable> tables,
            Map<SObjectName, MappedTable> failed) {
        this.context = context;
        this.session = session;
        this.tables = tables;
        this.failed = failed;
    }

    /** Returns the references of the same table to records that are deleted. */
    public DeadReferences deadReferences() {
        return new DeadReferences(context, session, tables);
    }

    /** Returns the rows that refer to those of the same table. */
    public Referrers referrers() {
        return new Referrers(context, session, tables, failed);
    }

    /** Gives rows the ids of parents that have one by now, as edits of their own. */
    public void resolve() throws SQLException {
        for (ParentLink link : context.table().links()) {
            MappedTable parent = tables.get(link.parent());
            String after = "";
            while (parent != null && after != null) {
                String last = after;
                List<String> found = session.inTransaction(connection -> resolvable(connection, link, parent, last));
                List<String> free = found.stream()
                        .filter(key -> !context.rows().isBlocked(key))
                        .toList();
                context.rows()
                        .write(free, (connection, keys) -> resolve(connection, link, parent, keys))
                        .forEach(context::wake);
                after = found.size() < MAX_ROWS ? null : found.get(MAX_ROWS - 1);
            }
        }
    }

    /** Returns the keys of rows whose parents have an id, in the order of their texts. */
    private List<String> resolvable(Connection connection, ParentLink link, MappedTable parent, String after)
            throws SQLException {
        String sql = ParentStatements.resolvable(context.table(), link, parent, MAX_ROWS);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, after);
            try (ResultSet rows = statement.executeQuery()) {
                return texts(rows);
            }
        }
    }

    private List<String> resolve(Connection connection, ParentLink link, MappedTable parent, List<String> keys)
            throws SQLException {
        String sql = ParentStatements.resolve(context.table(), link, parent);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", keys.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                return texts(rows);
            }
        }
    }

    /** Returns those of the rows whose create waits for a parent. */
    public Set<String> waiting(Collection<String> keys) throws SQLException {
        Set<String> waiting = new HashSet<>();
        for (ParentLink link : context.table().links()) {
            waiting.addAll(session.inTransaction(connection -> waiting(connection, link, keys)));
        }
        return waiting;
    }

    private List<String> waiting(Connection connection, ParentLink link, Collection<String> keys) throws SQLException {
        MappedTable parent = tables.get(link.parent());
        boolean waitsForever = parent == null || context.settings().onRejection() == OnRejection.REVERT;
        String sql = ParentStatements.waiting(context.table(), link, parent, waitsForever);
        List<String> rowKeys = context.table().store().rowKeys(keys);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", rowKeys.toArray()));
            statement.setLong(
                    2,
                    TimeUnit.NANOSECONDS.toMicros(
                            context.settings().parentWait().toNanos()));
            try (ResultSet rows = statement.executeQuery()) {
                return texts(rows);
            }
        }
    }

    private static List<String> texts(ResultSet rows) throws SQLException {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
            texts.add(rows.getString(1));
        }
        return texts;
    }
}
