/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.type.PgType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables in Postgres's catalog. They are read with {@code catalog-columns.sql} and {@code catalog-keys.sql} of {@code
 * src/test/resources/statements}.
 */
public final class Catalog {
    private static final String HAS_INSTEAD_RULES =
            "EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.is_instead AND w.ev_type <> '1')";

    private static final String HAS_ALSO_RULES =
            "EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND NOT w.is_instead AND w.ev_type = '3')";

    private static final String HAS_WRITE_RULES =
            "EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type IN ('2', '3'))";

    /** The SQL that finds triggers of a table {@code c} that run before a row, for an event of this bit of {@code pg_trigger.tgtype}. */
    private static final String HAS_ROW_TRIGGERS = """
            EXISTS (SELECT FROM (SELECT c.oid AS relid UNION ALL SELECT relid FROM pg_partition_tree(c.oid)) p
                           JOIN pg_trigger g ON g.tgrelid = p.relid
                           JOIN pg_proc f ON f.oid = g.tgfoid AND f.pronamespace IS DISTINCT FROM to_regnamespace('tandem')
                           WHERE NOT g.tgisinternal AND g.tgenabled IN ('O', 'A') AND g.tgtype & 3 = 3 AND g.tgtype & %s <> 0)""";

    private static final int INSERT_EVENT = 4;
    private static final int UPDATE_EVENT = 16;

    /**
     * The relation {@code u} of the unique indexes of a table {@code c}, and of its triggers and those of its partitions, each as one
     * number. A table without any has a line of nulls. {@code xmin} changes with everything of a trigger.
     */
    public static final String KEYS = """
            CROSS JOIN LATERAL (SELECT sum(i.indexrelid::bigint) AS keys,
                    CASE WHEN c.relhastriggers OR c.relkind = 'p'
                        THEN (SELECT sum(hashtextextended(concat_ws(' ', g.oid, g.xmin), 0))
                            FROM (SELECT c.oid AS relid UNION SELECT relid FROM pg_partition_tree(c.oid)) p
                            JOIN pg_trigger g ON g.tgrelid = p.relid
                            WHERE NOT g.tgisinternal) END AS triggers
                FROM pg_index i
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate) u""";

    /**
     * The SQL of a number that changes when a table {@code c} gets, loses or changes a column {@code a} or a trigger, gets or loses a
     * unique index (see {@link #KEYS}), or gets another kind or other {@linkplain Table.Trait traits}. {@code xmin} changes with everything
     * of a column, its default included. Tables without rules and row-level security are spared the search for them.
     */
    public static final String FINGERPRINT = """
            sum(hashtextextended(concat_ws(' ', a.xmin, a.attname, a.atttypid, a.atttypmod, a.attgenerated, a.attidentity,
                CASE WHEN c.relhasrules
                    THEN (SELECT sum(w.oid::bigint) FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type <> '1') END,
                c.relrowsecurity AND row_security_active(c.oid), c.relpersistence, c.relhassubclass, u.keys, u.triggers), 0))""";

    /**
     * Returns whether values of a composite or range type {@code b.element} can be equal though their JSON or text differs: for {@code
     * citext}, intervals, floating-point zeros, text that a collation considers equal, and numbers with more zeros within a range.
     * The text of Postgres's own ranges is known to differ only in such zeros. Without a hash function for each part, the values cannot
     * be hashed, so their JSON or text has to do.
     */
    private static final String HAS_SPELLINGS = """
            EXISTS (
                WITH RECURSIVE parts (id, modifier, collated, in_range) AS (
                    SELECT e.oid, -1, 0::oid, false FROM pg_type e
                    WHERE e.oid = b.element
                        AND (e.typtype = 'c' OR (e.typtype IN ('r', 'm') AND e.typnamespace <> 'pg_catalog'::regnamespace))
                    UNION
                    SELECT p.* FROM parts s
                    CROSS JOIN LATERAL (
                        SELECT f.atttypid, f.atttypmod, f.attcollation, s.in_range
                        FROM pg_class r JOIN pg_attribute f ON f.attrelid = r.oid AND f.attnum > 0 AND NOT f.attisdropped
                        WHERE r.reltype = s.id
                        UNION ALL
                        SELECT r.rngsubtype, -1, r.rngcollation, true FROM pg_range r WHERE s.id IN (r.rngtypid, r.rngmultitypid)
                        UNION ALL
                        SELECT CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
                            CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE s.modifier END, s.collated, s.in_range
                        FROM pg_type t
                        WHERE t.oid = s.id AND (t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0))) p)
                SELECT FROM parts s
                JOIN pg_type t ON t.oid = s.id
                LEFT JOIN pg_collation o ON o.oid = s.collated
                HAVING bool_or(t.typname IN ('citext', 'interval', 'float4', 'float8') OR NOT o.collisdeterministic
                        OR (t.typname = 'bpchar' AND s.modifier = -1) OR (t.typname IN ('numeric', 'jsonb') AND s.in_range))
                    AND bool_and(t.typtype IN ('c', 'd', 'r', 'm') OR (t.typcategory = 'A' AND t.typelem <> 0) OR EXISTS (
                        SELECT FROM pg_opclass h
                        JOIN pg_am m ON m.oid = h.opcmethod AND m.amname = 'hash'
                        JOIN pg_amproc f ON f.amprocfamily = h.opcfamily AND f.amproclefttype = h.opcintype AND f.amprocnum = 2
                        WHERE h.opcdefault AND (h.opcintype = t.oid OR (t.typtype = 'e' AND h.opcintype = 'anyenum'::regtype)
                            OR EXISTS (SELECT FROM pg_cast k
                                WHERE k.castsource = t.oid AND k.casttarget = h.opcintype AND k.castmethod = 'b')))))""";

    static final String COLUMNS = """
            SELECT a.attname, format_type(b.type, NULL), format_type(a.atttypid, a.atttypmod), a.attnotnull,
                   a.attgenerated <> '', a.attidentity = 'a',
                   coalesce(pg_get_expr(d.adbin, d.adrelid),
                       (SELECT pg_get_expr(t.typdefaultbin, 0) FROM pg_type t WHERE t.oid = a.atttypid AND t.typtype = 'd')),
                   CASE WHEN c.relkind = 'r' AND c.relhassubclass THEN 'parent' ELSE c.relkind::text END,
                   col_description(c.oid, a.attnum),
                   format_type(b.element, b.modifier) || CASE WHEN b.is_array THEN '[]' ELSE '' END,
                   CASE WHEN a.attcollation <> b.collation
                        THEN quote_ident(l.nspname) || '.' || quote_ident(o.collname) ELSE '' END,
                   coalesce(o.collisdeterministic, true),
                   (SELECT array_agg(format_type(f.atttypid, f.atttypmod) ORDER BY f.attnum)
                    FROM pg_class r JOIN pg_attribute f ON f.attrelid = r.oid AND f.attnum > 0 AND NOT f.attisdropped
                    WHERE r.reltype = b.element),
                   ARRAY(SELECT v.trait FROM (VALUES
                       ('INSTEAD_RULES', %s),
                       ('ALSO_RULES', %s),
                       ('WRITE_RULES', %s),
                       ('INSERT_TRIGGERS', %s),
                       ('UPDATE_TRIGGERS', %s),
                       ('UNLOGGED', c.relpersistence = 'u'),
                       ('ROW_SECURITY', row_security_active(c.oid))) v (trait, applies) WHERE v.applies),
                   (%s OVER ())::text,
                   %s
            FROM pg_class c
            %s
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            CROSS JOIN LATERAL (
                WITH RECURSIVE types (id, modifier, is_array, depth) AS (
                    SELECT a.atttypid, a.atttypmod, false, 0
                    UNION ALL
                    SELECT CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
                           CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE s.modifier END,
                           s.is_array OR t.typtype <> 'd', s.depth + 1
                    FROM types s
                    JOIN pg_type t ON t.oid = s.id AND (t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0)))
                SELECT (array_agg(s.id ORDER BY s.depth DESC) FILTER (WHERE NOT s.is_array))[1] AS type,
                       (array_agg(s.id ORDER BY s.depth DESC))[1] AS element,
                       (array_agg(s.modifier ORDER BY s.depth DESC))[1] AS modifier,
                       bool_or(s.is_array) AS is_array,
                       (array_agg(t.typcollation ORDER BY s.depth DESC))[1] AS collation
                FROM types s
                JOIN pg_type t ON t.oid = s.id) b
            LEFT JOIN pg_collation o ON o.oid = a.attcollation
            LEFT JOIN pg_namespace l ON l.oid = o.collnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I', 'c')
            ORDER BY a.attnum""".formatted(
                    HAS_INSTEAD_RULES,
                    HAS_ALSO_RULES,
                    HAS_WRITE_RULES,
                    HAS_ROW_TRIGGERS.formatted(INSERT_EVENT),
                    HAS_ROW_TRIGGERS.formatted(UPDATE_EVENT),
                    FINGERPRINT,
                    HAS_SPELLINGS,
                    KEYS);

    static final String UNIQUE_KEYS = """
            SELECT array_agg(a.attname::text ORDER BY k.ordinal)
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
                AND NOT i.indisexclusion AND i.indpred IS NULL AND i.indexprs IS NULL
                AND NOT EXISTS (
                    SELECT FROM unnest(i.indkey::int2[], i.indcollation::oid[]) u (attnum, collated)
                    JOIN pg_attribute x ON x.attrelid = c.oid AND x.attnum = u.attnum AND x.attcollation <> u.collated
                    JOIN pg_collation o ON o.oid IN (u.collated, x.attcollation) AND NOT o.collisdeterministic)
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, ordinal)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.ordinal <= i.indnkeyatts
            WHERE n.nspname = ? AND c.relname = ?
            GROUP BY i.indexrelid, i.indisprimary
            ORDER BY i.indisprimary DESC, i.indexrelid""";

    private Catalog() {}

    /** Finds the relation of this name, which may not be one that takes rows. */
    public static Optional<Table> find(Connection connection, TableId id) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        Table.Kind kind = Table.Kind.TABLE;
        String fingerprint = "";
        Set<Table.Trait> traits = EnumSet.noneOf(Table.Trait.class);
        try (PreparedStatement statement = named(connection, COLUMNS, id);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1);
                columns.put(
                        name,
                        new Column(
                                name,
                                PgType.of(rows.getString(2)),
                                PgType.of(rows.getString(3)),
                                PgType.of(rows.getString(10)),
                                types(rows.getArray(13)),
                                rows.getBoolean(16),
                                new Collation(rows.getString(11), rows.getBoolean(12)),
                                rows.getBoolean(4),
                                rows.getBoolean(5),
                                rows.getBoolean(6),
                                rows.getString(7),
                                SideColumn.mainColumn(rows.getString(9)).orElse(null)));
                kind = Table.Kind.of(rows.getString(8));
                fingerprint = rows.getString(15);
                for (String trait : (String[]) rows.getArray(14).getArray()) {
                    traits.add(Table.Trait.valueOf(trait));
                }
            }
        }
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(new Table(id, kind, columns, uniqueKeys(connection, id), traits, fingerprint));
    }

    private static List<List<String>> uniqueKeys(Connection connection, TableId id) throws SQLException {
        List<List<String>> keys = new ArrayList<>();
        try (PreparedStatement statement = named(connection, UNIQUE_KEYS, id);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Array names = rows.getArray(1);
                keys.add(List.of((String[]) names.getArray()));
            }
        }
        return keys;
    }

    private static List<PgType> types(Array names) throws SQLException {
        return names == null
                ? List.of()
                : Arrays.stream((String[]) names.getArray()).map(PgType::of).toList();
    }

    private static PreparedStatement named(Connection connection, String sql, TableId id) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, id.schema());
        statement.setString(2, id.name());
        return statement;
    }
}
