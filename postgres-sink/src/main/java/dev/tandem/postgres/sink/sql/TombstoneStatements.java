/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.Catalog;
import java.util.List;

/** The statements over {@code tandem.tombstones}, which holds the versions of deleted rows. */
public final class TombstoneStatements {
    private final TargetColumns columns;
    private final KeySql key;

    public TombstoneStatements(TargetColumns columns) {
        this.columns = columns;
        this.key = new KeySql(columns.keys());
    }

    /**
     * Keeps others from changing the table, and returns its fingerprint. Of a table with versions it also returns whether rows have
     * tombstones, and the version and, where it is kept, origin of the tombstone that the last truncate has left.
     */
    public Statement lookAtTable() {
        TableId id = columns.table().id();
        String fingerprint = "SELECT (SELECT " + Catalog.FINGERPRINT + "::text"
                + "\n    FROM pg_class c\n    " + Catalog.KEYS
                + "\n    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
                + "\n    WHERE c.oid = ?::regclass)";
        String lock = "\nLEFT JOIN " + id.quoted() + " AS t ON false";
        if (!columns.table().isVersioned()) {
            return new Statement(fingerprint + "\nFROM (VALUES (1)) AS s" + lock, List.of(id.quoted()));
        }
        return new Statement(
                fingerprint
                        + ",\n    EXISTS (SELECT FROM tandem.tombstones WHERE table_schema = ? AND table_name = ?), d.version"
                        + (columns.tracksOrigins() ? ", d.origin" : "")
                        + "\nFROM (VALUES (?, ?)) AS s (table_schema, table_name)" + lock
                        + "\nLEFT JOIN tandem.tombstones d ON d.table_schema = s.table_schema AND d.table_name = ''"
                        + " AND d.key = s.table_name",
                List.of(id.quoted(), id.schema(), id.name(), id.schema(), id.name()));
    }

    /** Returns index, version and, where it is kept, origin of the tombstones of the rows in {@code s}. */
    public Statement find(ColumnArrays source) {
        return ofTable(
                source,
                "SELECT s.i, d.version" + (columns.tracksOrigins() ? ", d.origin" : "") + "\nFROM "
                        + source.relationInTable() + "\nJOIN tandem.tombstones d ON " + key.sameTombstone());
    }

    /** Deletes the tombstones of the rows in {@code s}. */
    public Statement delete(ColumnArrays source) {
        return ofTable(
                source,
                "DELETE FROM tandem.tombstones d\nUSING " + source.relationInTable() + "\nWHERE "
                        + key.sameTombstone());
    }

    /** Writes tombstones for the rows in {@code s} that do not exist any more. */
    public Statement insert(ColumnArrays source) {
        boolean origins = columns.tracksOrigins();
        return ofTable(
                source,
                "INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version"
                        + (origins ? ", origin)" : ")")
                        + "\nSELECT ?, ?, " + key.text() + ", s.v" + (origins ? ", s.o" : "")
                        + "\nFROM " + source.relation()
                        + "\nWHERE s.v IS NOT NULL AND NOT EXISTS (SELECT FROM "
                        + columns.table().ownRows() + " t WHERE " + key.sameRow() + ")"
                        + "\nON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version,"
                        + " deleted_at = excluded.deleted_at" + (origins ? ", origin = excluded.origin" : "")
                        + "\n  WHERE d.version " + (origins ? "<=" : "<") + " excluded.version");
    }

    private Statement ofTable(ColumnArrays source, String sql) {
        TableId id = columns.table().id();
        return Statement.over(source, sql, id.schema(), id.name());
    }
}
