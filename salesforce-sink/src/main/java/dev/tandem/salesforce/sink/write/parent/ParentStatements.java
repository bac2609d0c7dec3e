/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.parent;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.table.ParentLink;
import java.util.stream.Collectors;

/**
 * The statements about rows that refer to others: {@code c} is the child, {@code p} its parent. Pure. For an example table, they are in
 * {@code src/test/resources/statements}.
 */
final class ParentStatements {
    /** Returns the time at which the transaction began. */
    static final String NOW = "SELECT now()";

    /** Returns the local deletes that Salesforce has not confirmed. Takes the parent's schema and table. */
    static final String UNCONFIRMED = """
            SELECT key FROM tandem.tombstones
            WHERE table_schema = ? AND table_name = ? AND _sync_pending IS NOT NULL AND _sync_pending ?? '*'""";

    /** Returns the records that are deleted, and when. Takes the parent's schema and table, a time, and ids of older ones. */
    static final String DELETED_LATELY = """
            SELECT key, deleted_at FROM tandem.tombstones
            WHERE table_schema = ? AND table_name = ? AND (deleted_at >= ? OR key = ANY (?))
                AND NOT coalesce(_sync_pending ?? '*', false)""";

    /** Returns the deleted ones of some rows, as far as Salesforce has not confirmed that. Takes schema and table, and an array of keys. */
    static final String DELETES = """
            SELECT row_key FROM tandem.tombstones
            WHERE table_schema = ? AND table_name = ? AND row_key = ANY (?) AND _sync_pending ?? '*'""";

    private ParentStatements() {}

    /**
     * Returns those of the deleted rows to which rows of another table refer in Salesforce, although they have other parents by now, or are
     * deleted, too. Takes what {@link #DELETES} does, the schema and table of the others, and for how long a delete waits for another,
     * in µs.
     */
    static String referred(MappedTable parent, MappedTable child, String column) {
        String references = parent.fields().entrySet().stream()
                .filter(field ->
                        field.getValue().referenceTo().contains(child.object().value()))
                .map(field -> "t.row_values ->> " + Identifier.literal(field.getKey()))
                .collect(Collectors.joining(", "));
        return """
                WITH t AS MATERIALIZED (
                SELECT row_key, key, row_values, (_sync_pending -> '*' ->> 't')::bigint AS since FROM tandem.tombstones
                WHERE table_schema = ? AND table_name = ? AND row_key = ANY (?) AND _sync_pending ?? '*')
                SELECT t.row_key FROM t JOIN %1$s c ON c._sync_pending -> %2$s ->> 'base' = t.key
                WHERE c._sync_pending IS NOT NULL AND c._sync_state IS DISTINCT FROM 'failed'
                    AND (c._sync_request ->> 'answered' IS NULL OR NOT c._sync_request -> 'sent' ?? %2$s)
                UNION SELECT t.row_key FROM t JOIN %1$s c ON c._sync_request -> 'sent' ->> %2$s = t.key
                WHERE c._sync_request IS NOT NULL AND c._sync_pending ?? %2$s AND c.%3$s IS DISTINCT FROM t.key
                UNION SELECT t.row_key FROM t JOIN tandem.tombstones o
                ON coalesce(o._sync_pending -> %2$s ->> 'base', o.row_values ->> %2$s) = t.key
                WHERE o.table_schema = ? AND o.table_name = ? AND o._sync_pending ?? '*'
                    AND o._sync_request ->> 'answered' IS NULL AND t.since > date_part('epoch', clock_timestamp()) * 1000000 - ?
                    AND NOT coalesce(o.key = ANY (ARRAY[%4$s]::text[]), false)""".formatted(child.id().quoted(), Identifier.literal(column), Identifier.quote(column), references);
    }

    /** Returns the ids of the records whose rows name one of these records in a column. Takes an array of ids. */
    static String recordsThatName(MappedTable child, String column) {
        String recordId = recordId("c", child);
        return "SELECT " + recordId + "::text\nFROM " + child.id().quoted() + " AS c\nWHERE " + column("c", column)
                + " = ANY (?::text[]) AND " + recordId + " IS NOT NULL";
    }

    /** Returns the keys of rows whose parents have an id, in the order of their texts. Takes the last key of the page before. */
    static String resolvable(MappedTable child, ParentLink link, MappedTable parent, int limit) {
        String key = child.store().keyText("c") + " COLLATE \"C\"";
        return "SELECT " + child.store().keyText("c") + "\n" + resolvableRows(child, link, parent) + " AND " + key
                + " > ?\nORDER BY " + key + "\nLIMIT " + limit;
    }

    /** Gives rows the ids of their parents, and forgets the parents' keys. Takes an array of keys. Returns those of the rows. */
    static String resolve(MappedTable child, ParentLink link, MappedTable parent) {
        return """
                WITH found AS (
                SELECT c.tableoid AS part, c.ctid AS place, %1$s::text AS id
                %2$s AND %3$s
                FOR UPDATE OF c SKIP LOCKED)
                UPDATE %4$s c SET %5$s = found.id, %6$s = NULL
                FROM found
                WHERE c.tableoid = found.part AND c.ctid = found.place
                RETURNING %7$s""".formatted(
                        recordId("p", parent),
                        resolvableRows(child, link, parent),
                        child.store().keyIsIn("c"),
                        child.id().quoted(),
                        Identifier.quote(link.reference()),
                        Identifier.quote(link.column()),
                        child.store().keyText("c"));
    }

    private static String resolvableRows(MappedTable child, ParentLink link, MappedTable parent) {
        return "FROM " + child.id().quoted() + " c JOIN " + parent.id().quoted() + " p ON " + isParent(link, parent)
                + "\nWHERE " + namesParent(link) + " AND " + recordId("p", parent) + " IS NOT NULL";
    }

    /**
     * Returns the keys of those rows whose create waits for a parent. Takes an array of keys, and for how long they wait, in µs.
     *
     * @param parent null if its table is not written back
     * @param waitsForever whether a required parent is waited for although it has no row
     */
    static String waiting(MappedTable child, ParentLink link, MappedTable parent, boolean waitsForever) {
        String row = parent == null ? "" : "SELECT FROM " + parent.id().quoted() + " p WHERE " + isParent(link, parent);
        String reasons =
                "(c._sync_pending -> '*' ->> 't')::bigint > date_part('epoch', clock_timestamp()) * 1000000 - ?";
        if (parent != null) {
            reasons += "\n    OR EXISTS (" + row + " AND p._sync_request IS NOT NULL AND " + recordId("p", parent)
                    + " IS NULL)";
        }
        if (link.required()) {
            reasons += waitsForever ? "\n    OR true" : "\n    OR EXISTS (" + row + ")";
        }
        return "SELECT " + child.store().keyText("c") + "\nFROM " + child.id().quoted() + " c\nWHERE "
                + child.store().keyIsIn("c") + " AND " + namesParent(link) + " AND " + recordId("c", child)
                + " IS NULL\n    AND (" + reasons + ")";
    }

    private static String isParent(ParentLink link, MappedTable parent) {
        return parent.store().keyEquals("p", column("c", link.column()));
    }

    private static String namesParent(ParentLink link) {
        return column("c", link.column()) + " IS NOT NULL AND " + column("c", link.reference()) + " IS NULL";
    }

    private static String recordId(String alias, MappedTable table) {
        return column(alias, table.store().table().recordIdColumn());
    }

    private static String column(String alias, String name) {
        return alias + "." + Identifier.quote(name);
    }
}
