/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.table.ParentLink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
 * <p>Once the parent has its id, it becomes an edit of the reference, and the row forgets the key. Until then the row's create waits, so
 * that parents come before children. A reference that may be null is not waited for longer than {@code parentWait}: rows that name each
 * other would wait for ever. Such a row is created without its parent, and gets it later.
 */
final class ParentLinks {
    private static final int MAX_ROWS = 1_000;

    private final WriteContext context;
    private final Session session;
    private final Map<SObjectName, MappedTable> tables;

    /** @param tables all tables that are ready, by object; it grows while tables are prepared */
    ParentLinks(WriteContext context, Session session, Map<SObjectName, MappedTable> tables) {
        this.context = context;
        this.session = session;
        this.tables = tables;
    }

    /** Gives rows the ids of parents that have one by now, as edits of their own. */
    void resolve() throws SQLException {
        for (ParentLink link : context.table().links()) {
            MappedTable parent = tables.get(link.parent());
            List<String> resolved = List.of();
            do {
                resolved = parent == null
                        ? List.of()
                        : session.inTransaction(connection -> resolve(connection, link, parent));
                resolved.forEach(context::wake);
            } while (resolved.size() == MAX_ROWS);
        }
    }

    private List<String> resolve(Connection connection, ParentLink link, MappedTable parent) throws SQLException {
        String sql = """
                WITH found AS (
                    SELECT c.tableoid AS part, c.ctid AS place, p.%1$s::text AS id FROM %2$s c JOIN %3$s p ON %4$s
                    WHERE c.%5$s IS NOT NULL AND c.%6$s IS NULL AND p.%1$s IS NOT NULL
                    LIMIT %7$d FOR UPDATE OF c SKIP LOCKED)
                UPDATE %2$s c SET %6$s = found.id, %5$s = NULL FROM found
                WHERE c.tableoid = found.part AND c.ctid = found.place
                RETURNING %8$s""".formatted(
                        Identifier.quote(parent.store().table().recordIdColumn()),
                        context.table().id().quoted(),
                        parent.id().quoted(),
                        parent.store().keyEquals("p", "c." + Identifier.quote(link.column())),
                        Identifier.quote(link.column()),
                        Identifier.quote(link.reference()),
                        MAX_ROWS,
                        context.table().store().keyText("c"));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return texts(rows);
        }
    }

    /** Returns those of the rows whose create waits for a parent. */
    Set<String> waiting(Collection<String> keys) throws SQLException {
        Set<String> waiting = new HashSet<>();
        for (ParentLink link : context.table().links()) {
            waiting.addAll(session.inTransaction(connection -> waiting(connection, link, keys)));
        }
        return waiting;
    }

    private List<String> waiting(Connection connection, ParentLink link, Collection<String> keys) throws SQLException {
        Duration longest = context.settings().parentWait();
        String sql = "SELECT " + context.table().store().keyText("c") + " FROM "
                + context.table().id().quoted() + " c WHERE "
                + context.table().store().keyIsIn("c") + " AND c."
                + Identifier.quote(link.column()) + " IS NOT NULL AND c." + Identifier.quote(link.reference())
                + " IS NULL AND c."
                + Identifier.quote(context.table().store().table().recordIdColumn())
                + " IS NULL"
                + (link.required()
                        ? ""
                        : " AND (c._sync_pending -> '*' ->> 't')::bigint > date_part('epoch', clock_timestamp()) * 1000000 - "
                                + TimeUnit.NANOSECONDS.toMicros(longest.toNanos()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", keys.toArray()));
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
