/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Identifier;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableId;
import dev.tandem.postgres.sink.write.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings tables to the shape of the incoming records. All tasks take one advisory lock for it, so they never race each other;
 * what somebody else did meanwhile is seen because the catalog is read under the lock.
 */
public final class SchemaEvolver {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaEvolver.class);

    private final Session session;

    public SchemaEvolver(Session session) {
        this.session = session;
    }

    /** The table as it is once it can hold the batch. */
    public Table prepare(TableBatch batch) throws SQLException {
        TableSpec wanted = TableSpec.of(batch);
        Optional<Table> actual = session.inTransaction(connection -> Catalog.find(connection, wanted.id()));
        if (actual.isPresent() && SchemaDiff.between(actual, wanted).isEmpty()) {
            return actual.get();
        }
        return session.inTransaction(connection -> evolve(connection, wanted));
    }

    private static Table evolve(Connection connection, TableSpec wanted) throws SQLException {
        lock(connection, wanted.id());
        Optional<Table> actual = Catalog.find(connection, wanted.id());
        List<SchemaChange> changes = SchemaDiff.between(actual, wanted);
        try (Statement statement = connection.createStatement()) {
            if (actual.isEmpty() && !schemaExists(connection, wanted.id().schema())) {
                statement.execute("CREATE SCHEMA IF NOT EXISTS "
                        + Identifier.quote(wanted.id().schema()));
            }
            for (String ddl : SchemaChange.sql(changes)) {
                LOG.info("changing the schema: {}", ddl);
                statement.execute(ddl);
            }
        }
        return Catalog.find(connection, wanted.id())
                .orElseThrow(() -> new SQLException("table " + wanted.id() + " is gone again", "42P01"));
    }

    private static void lock(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0)), set_config('lock_timeout', '5s', true)")) {
            statement.execute();
        }
        LOG.debug("locked the schema of {}", table);
    }

    private static boolean schemaExists(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT FROM pg_namespace WHERE nspname = ?")) {
            statement.setString(1, schema);
            return statement.executeQuery().next();
        }
    }
}
