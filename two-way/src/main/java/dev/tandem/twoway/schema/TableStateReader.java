/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.schema.TableState.ColumnState;
import dev.tandem.twoway.schema.TableState.IndexState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A reader of a table's state from Postgres's catalog. */
final class TableStateReader {
    static final String PARTITIONS = """
            SELECT n.nspname, c.relname FROM pg_partition_tree(?::regclass) p
            JOIN pg_class c ON c.oid = p.relid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE p.isleaf AND p.level > 0 ORDER BY 1, 2""";
    static final String PARTITION_COLUMNS = """
            SELECT a.attname FROM pg_partition_tree(?::regclass) p
            JOIN pg_partitioned_table t ON t.partrelid = p.relid
            JOIN pg_attribute a ON a.attrelid = t.partrelid AND a.attnum = ANY (t.partattrs::smallint[])
            GROUP BY 1 ORDER BY 1""";
    static final String COLUMNS = """
            SELECT attname, attnum, format_type(atttypid, atttypmod)
                || coalesce((SELECT ' COLLATE ' || l.oid FROM pg_collation l WHERE l.oid = attcollation AND NOT l.collisdeterministic), ''),
                attnotnull, atthasdef FROM pg_attribute
            WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";
    static final String INDEXES = """
            WITH target AS (SELECT ?::regclass AS relid),
            tables AS (SELECT relid FROM target UNION SELECT p.relid FROM target, pg_partition_tree(target.relid) p)
            SELECT n.nspname, t.relname, c.relname,
                ARRAY(SELECT a.attname::text FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k(number, position)
                    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
                    WHERE k.position <= i.indnkeyatts ORDER BY k.position),
                (SELECT o.conname FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u')),
                i.indisprimary, i.indisunique AND NOT i.indisexclusion,
                i.indpred IS NULL AND i.indexprs IS NULL AND i.indimmediate, i.indisvalid
            FROM tables p
            JOIN pg_index i ON i.indrelid = p.relid JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_class t ON t.oid = p.relid JOIN pg_namespace n ON n.oid = t.relnamespace
            ORDER BY i.indexrelid""";
    static final String TAKEN_NAMES = """
            WITH target AS (SELECT ?::regclass AS relid)
            SELECT c.relname FROM target JOIN pg_class t ON t.oid = target.relid
            JOIN pg_class c ON c.relnamespace = t.relnamespace AND c.relkind IN ('i', 'I', 'S')
            WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indexrelid = c.oid
                AND (i.indrelid = target.relid OR i.indrelid IN (SELECT p.relid FROM pg_partition_tree(target.relid) p)))
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.refobjid = target.relid AND c.relkind = 'S')""";
    static final String CHECKS =
            "SELECT conname, convalidated FROM pg_constraint WHERE conrelid = ?::regclass AND contype = 'c' ORDER BY 1";
    static final String REFERENCING = """
            SELECT o.conrelid::regclass::text || '.' || o.conname FROM pg_constraint o
            JOIN pg_index i ON i.indexrelid = o.conindid AND i.indisprimary
            WHERE o.confrelid = ?::regclass AND o.contype = 'f' AND o.conparentid = 0 ORDER BY 1""";
    /** The triggers for statements count only if all partitions have them, too. Postgres itself copies those for rows. */
    static final String TRIGGERS = """
            WITH target AS (SELECT ?::regclass AS relid),
            triggers AS (SELECT tgrelid, tgname FROM pg_trigger WHERE tgname LIKE '~tandem%' AND tgenabled = 'A')
            SELECT t.tgname FROM triggers t JOIN target ON t.tgrelid = target.relid
            WHERE t.tgname NOT IN ('~tandem_truncate', '~tandem_notify') OR NOT EXISTS (
                SELECT FROM pg_partition_tree(target.relid) p WHERE p.relid <> target.relid
                AND NOT EXISTS (SELECT FROM triggers o WHERE o.tgrelid = p.relid AND o.tgname = t.tgname))
            ORDER BY 1""";

    static final String TWO_WAY = """
            SELECT t.options::text, t.sql_version FROM tandem.two_way_tables t
            JOIN pg_class c ON c.relname = t.table_name JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = t.table_schema
            WHERE c.oid = ?::regclass""";

    private final Connection connection;
    private final TableId table;

    private TableStateReader(Connection connection, TableId table) {
        this.connection = connection;
        this.table = table;
    }

    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static TableState read(Connection connection, TableId table) throws SQLException {
        return new TableStateReader(connection, table).read();
    }

    /** Returns the partitions that hold rows. */
    static List<TableId> partitions(Connection connection, TableId table) throws SQLException {
        return new TableStateReader(connection, table).partitions();
    }

    /** Returns the names of Tandem's triggers on a table that are enabled. */
    static Set<String> triggers(Connection connection, TableId table) throws SQLException {
        return new TableStateReader(connection, table).triggers();
    }

    private Set<String> triggers() throws SQLException {
        return new LinkedHashSet<>(rows(TRIGGERS, row -> row.getString(1)));
    }

    private List<TableId> partitions() throws SQLException {
        return rows(PARTITIONS, row -> new TableId(row.getString(1), row.getString(2)));
    }

    private TableState read() throws SQLException {
        Map<String, ColumnState> columns = new LinkedHashMap<>();
        rows(
                COLUMNS,
                row -> columns.put(
                        row.getString(1),
                        new ColumnState(row.getInt(2), row.getString(3), row.getBoolean(4), row.getBoolean(5))));
        Map<String, Boolean> checks = new LinkedHashMap<>();
        rows(CHECKS, row -> checks.put(row.getString(1), row.getBoolean(2)));
        String options = null;
        int sqlVersion = 0;
        for (Map.Entry<String, Integer> twoWay : rows(TWO_WAY, row -> Map.entry(row.getString(1), row.getInt(2)))) {
            options = twoWay.getKey();
            sqlVersion = twoWay.getValue();
        }
        return new TableState(
                table,
                rows(SchemaSql.OID, row -> row.getLong(1)).get(0),
                partitions(),
                rows(PARTITION_COLUMNS, row -> row.getString(1)),
                columns,
                rows(INDEXES, TableStateReader::index),
                new HashSet<>(rows(TAKEN_NAMES, row -> row.getString(1))),
                checks,
                rows(REFERENCING, row -> row.getString(1)),
                options,
                triggers(),
                sqlVersion);
    }

    private static IndexState index(ResultSet row) throws SQLException {
        return new IndexState(
                new TableId(row.getString(1), row.getString(2)),
                row.getString(3),
                List.of((String[]) row.getArray(4).getArray()),
                row.getString(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getBoolean(9));
    }

    private <T> List<T> rows(String sql, RowReader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.quoted());
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }
}
