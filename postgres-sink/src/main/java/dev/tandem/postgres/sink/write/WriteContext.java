/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.plugin.time.SteadyClock;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.conflict.ConflictLog;
import dev.tandem.postgres.sink.metrics.SinkMetrics;
import dev.tandem.postgres.sink.schema.EvolutionSettings;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.twoway.TwoWayTables;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The things that the transactions of a task share. Used by one thread at a time.
 *
 * @param twoWay the tables whose local edits go to Salesforce
 * @param encoder encodes rows while Postgres works on others
 */
public record WriteContext(
        Session session,
        WriteSettings settings,
        EvolutionSettings evolution,
        TableCache tables,
        TablePreparer preparer,
        RecordKeys keys,
        SystemTables systemTables,
        NewestArrivals arrivals,
        ConflictLog conflictLog,
        WriteReports reports,
        TwoWayTables twoWay,
        Executor encoder) {
    private static final Logger LOG = LoggerFactory.getLogger(WriteContext.class);

    /** @param twoWay the tables whose local edits go to Salesforce */
    public static WriteContext of(
            Session session,
            WriteSettings settings,
            EvolutionSettings evolution,
            TwoWayTables twoWay,
            SinkMetrics metrics,
            Executor encoder) {
        TableCache tables = new TableCache(session, SteadyClock.start());
        RecordKeys keys = new RecordKeys(session);
        return new WriteContext(
                session,
                settings,
                evolution,
                tables,
                new TablePreparer(
                        session, tables, keys, evolution, twoWay, settings.conflicts(), metrics::countSchemaChange),
                keys,
                new SystemTables(
                        settings.tombstoneRetention(), settings.conflicts().kept(), SteadyClock.start()),
                new NewestArrivals(session),
                new ConflictLog(),
                new WriteReports(settings, metrics),
                twoWay,
                encoder);
    }

    /** Forgets the tables as they were, because another process has changed some, and creates missing tables of schema tandem. */
    public void reexamineTables() throws SQLException {
        tables.forget();
        arrivals.forgetTable();
        if (session.inLongTransaction(systemTables::create)) {
            LOG.warn(
                    "Tables of schema tandem were missing, and were created again. Deletes from before are forgotten, so older"
                            + " records that are replayed bring rows back.");
        }
    }

    /** Forgets where a put began, once none of its records waits for others. */
    public void forgetPut() {
        arrivals.forget();
        conflictLog.forget();
    }

    /** Returns the tables that are known to be usable. */
    public List<Table> knownTables() {
        return tables.known();
    }

    /** Returns whether the table's rows keep their origins, which says that several topics lead to it. */
    public boolean keepsOrigins(TableId table) throws SQLException {
        return preparer.keepsOrigins(table);
    }

    /** Returns the statements that grant the missing rights. */
    public Set<String> missingGrants() throws SQLException {
        return session.inTransaction(connection -> SystemTables.GRANTS.missing(connection, preparer.met()));
    }
}
