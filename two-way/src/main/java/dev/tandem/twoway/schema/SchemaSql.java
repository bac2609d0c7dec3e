/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.Session;
import dev.tandem.twoway.schema.SchemaStep.NumberRows;

/**
 * The statements with which {@link TwoWaySchema} runs the steps of a {@link SwitchPlan}. Pure. They are in {@code
 * src/test/resources/statements}, with those of an example plan.
 */
final class SchemaSql {
    /** Returns the columns of a table, with their types. For a domain, the type is the one under it. Takes the table. */
    static final String COLUMNS = """
            SELECT a.attname, format_type(b.id, b.modifier) FROM pg_attribute a
            CROSS JOIN LATERAL (
                WITH RECURSIVE types (id, modifier, depth) AS (
                    SELECT a.atttypid, a.atttypmod, 0
                    UNION ALL
                    SELECT t.typbasetype, t.typtypmod, s.depth + 1
                    FROM types s JOIN pg_type t ON t.oid = s.id AND t.typtype = 'd')
                SELECT s.id, s.modifier FROM types s ORDER BY s.depth DESC LIMIT 1) b
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""";

    /** Waits until no other process installs the SQL file, until the transaction ends. */
    static final String LOCK_INSTALLATION = "SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0))";

    static final String IS_INSTALLED = "SELECT to_regprocedure('tandem.two_way_version()') IS NOT NULL";
    static final String INSTALLED_VERSION = "SELECT tandem.two_way_version()";

    /** Returns the options of a table's triggers. Takes schema and table. */
    static final String OPTIONS =
            "SELECT options::text FROM tandem.two_way_tables WHERE table_schema = ? AND table_name = ?";

    /** Finds the mark of a table that was switched to read_only. Takes schema and table. */
    static final String READ_ONLY_MARK =
            "SELECT FROM tandem.read_only_tables WHERE table_schema = ? AND table_name = ?";

    /** Returns whether no other process switches a table, from now until {@link #UNLOCK}. Takes the table. */
    static final String TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('tandem.two-way ' || ?, 0))";

    static final String UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('tandem.two-way ' || ?, 0))";

    /** Returns the number of a table's pages, and one more. Takes the table. */
    static final String PAGES = "SELECT pg_relation_size(?::regclass) / current_setting('block_size')::bigint + 1";

    /** Returns the names and numbers of a table's columns. Takes the table. */
    static final String COLUMN_NUMBERS = """
            SELECT attname, attnum FROM pg_attribute
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
            ORDER BY attnum""";

    static final String OID = "SELECT ?::regclass::oid";

    private SchemaSql() {}

    /** Returns the first statements of a transaction, whose writes are no local edits. */
    static String begin(long lockTimeoutMillis) {
        return Session.READ_COMMITTED + """
                ;
                SELECT set_config('lock_timeout', '%sms', true), set_config('tandem.applying', 'on', true),
                    set_config('client_min_messages', 'warning', true)""".formatted(lockTimeoutMillis);
    }

    /** Limits the waits of the next statements of a connection. */
    static String limitWaits(long lockTimeoutMillis) {
        return "SET lock_timeout = '" + lockTimeoutMillis + "ms'";
    }

    /** Gives the rows of some pages their keys. */
    static String numberRows(NumberRows step, long firstPage, long endPage) {
        return "UPDATE " + step.table().quoted() + "\nSET " + step.column() + " = " + step.nextValue() + "\nWHERE "
                + step.column() + " IS NULL AND ctid >= '(" + firstPage + ",0)' AND ctid < '(" + endPage + ",0)'";
    }
}
