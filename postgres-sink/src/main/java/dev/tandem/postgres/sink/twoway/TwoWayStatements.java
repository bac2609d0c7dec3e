/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.state.TableShape;
import java.util.stream.Collectors;

/**
 * The statements that look at the rows of two-way tables before they are written: {@code two-way-*.sql} of {@code
 * src/test/resources/statements}.
 */
final class TwoWayStatements {
    /** Returns the ids of records that have a tombstone; takes the table's schema and name, and the ids. */
    static final String TOMBSTONES = """
            SELECT key FROM tandem.tombstones
            WHERE table_schema = ? AND table_name = ? AND key = ANY (?)""";

    /** Leaves out the rows that another transaction holds. */
    static final String FREE = "\nFOR UPDATE SKIP LOCKED";

    /** Returns whether any table of the database is or was two-way. */
    static final String EXIST = "SELECT to_regclass('tandem.two_way_tables') IS NOT NULL";

    /** Returns the columns of fields that a two-way table's triggers know; takes its schema and name. */
    static final String COLUMNS = """
            SELECT name
            FROM tandem.two_way_tables t CROSS JOIN LATERAL jsonb_object_keys(t.options -> 'columns') AS name
            WHERE t.table_schema = ? AND t.table_name = ?""";

    /** Returns the column of the record's id in a two-way table; takes its schema and name. */
    static final String RECORD_ID =
            "SELECT options ->> 'id' FROM tandem.two_way_tables WHERE table_schema = ? AND table_name = ?";

    private TwoWayStatements() {}

    /** Returns the ids of records whose rows are older than a version; takes that. */
    static String older(TableId table, String recordIdColumn) {
        String id = "t." + Identifier.quote(recordIdColumn);
        return "SELECT " + id + "::text\nFROM " + table.quoted()
                + " AS t\nWHERE (t._sync_version < ?) IS NOT FALSE AND " + id + " IS NOT NULL\nORDER BY 1";
    }

    /** Returns the ids of records that have a row; takes the ids. */
    static String find(TableShape table) {
        String id = "t." + Identifier.quote(table.recordIdColumn());
        return "SELECT " + id + "::text\nFROM " + table.id().quoted() + " AS t\nWHERE " + id + " = ANY (?)";
    }

    /** Locks the rows of records, in key order, and returns their ids and whether local edits are under way; takes the ids. */
    static String lock(TableShape table) {
        String id = "t." + Identifier.quote(table.recordIdColumn());
        String order = table.keyTypes().keySet().stream()
                .map(column -> "t." + Identifier.quote(column))
                .collect(Collectors.joining(", "));
        return "SELECT " + id + "::text, t._sync_pending IS NOT NULL OR t._sync_request IS NOT NULL\nFROM "
                + table.id().quoted() + " AS t\nWHERE " + id + " = ANY (?)\nORDER BY " + order + "\nFOR UPDATE OF t";
    }
}
