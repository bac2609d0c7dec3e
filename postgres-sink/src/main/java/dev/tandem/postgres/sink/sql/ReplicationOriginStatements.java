/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

/** The statements that write rows under a replication origin. */
public final class ReplicationOriginStatements {
    /**
     * Returns the database, whether a reader of the write-ahead log can leave out rows with an origin, the functions that the user may not
     * execute, and the user as SQL names it. Postgres 19 decodes the log whenever there is a logical slot, whatever {@code wal_level} is.
     */
    public static final String LOOK = """
            SELECT current_database(),
                current_setting('server_version_num')::integer >= 160000
                    AND coalesce(current_setting('effective_wal_level', true), current_setting('wal_level')) = 'logical',
                (SELECT string_agg(DISTINCT p.proname, ', ') FROM pg_proc p
                    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND NOT has_function_privilege(p.oid, 'EXECUTE')
                        AND p.proname IN ('pg_replication_origin_create', 'pg_replication_origin_session_setup',
                            'pg_replication_origin_session_reset')),
                quote_ident(current_user)""";

    /** Creates an origin, unless it exists; takes its name. */
    public static final String CREATE = """
            SELECT pg_replication_origin_create(n.name)
            FROM (SELECT ?::text AS name) n
            WHERE NOT EXISTS (SELECT FROM pg_replication_origin o WHERE o.roname = n.name)""";

    /** Begins to use an origin, after a savepoint; takes the name. */
    public static final String BEGIN = """
            SAVEPOINT tandem_origin;
            SELECT pg_replication_origin_session_setup(?), set_config('tandem.inner_edits', '', true)""";

    /** Goes on with a transaction that has failed since {@link #BEGIN}, which Postgres may have rejected. */
    public static final String CANCEL = "ROLLBACK TO SAVEPOINT tandem_origin";

    /** Ends the use of the origin, and returns whether other triggers have made local edits meanwhile. */
    public static final String END = """
            SELECT pg_replication_origin_session_reset(), current_setting('tandem.inner_edits', true) = 'on';
            RELEASE SAVEPOINT tandem_origin""";

    private ReplicationOriginStatements() {}
}
