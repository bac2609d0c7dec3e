/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The grants that a connector's user needs.
 *
 * @param state the connector's own tables, which it creates if they do not exist
 * @param optionalState like {@code state}, for features that may be off: only checked where they exist
 */
public record Grants(Set<TableId> state, Set<TableId> optionalState) {
    private static final String WANTED = """
            WITH wanted AS (
                SELECT n.oid AS schema, quote_ident(n.nspname) AS schema_name, c.oid AS table, c.relowner AS owner,
                    format('%I.%I', n.nspname, t.name) AS name, ' TO ' || quote_ident(current_user) AS to_us
                FROM pg_namespace n CROSS JOIN (SELECT ?::text AS name) t
                    LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
                WHERE n.nspname = ?)
            """;

    private static final String REACH = WANTED + """
            SELECT 'GRANT USAGE ON SCHEMA ' || schema_name || to_us
            FROM wanted WHERE NOT has_schema_privilege(schema, 'USAGE')
            """;

    /** To work with a table that is there. */
    private static final String USE = REACH + """
            UNION ALL
            SELECT 'GRANT ' || p.privilege || ' ON ' || name || to_us
            FROM wanted, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p(privilege)
            WHERE NOT has_table_privilege(wanted.table, p.privilege)
            UNION ALL
            SELECT 'GRANT USAGE ON SEQUENCE ' || d.objid::regclass || to_us
            FROM wanted JOIN pg_depend d ON d.refobjid = wanted.table AND d.refclassid = 'pg_class'::regclass
                AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
                JOIN pg_class s ON s.oid = d.objid
            WHERE CASE WHEN s.relkind = 'S' THEN NOT has_sequence_privilege(s.oid, 'USAGE') END""";

    private static final String CREATE = WANTED + """
            SELECT 'GRANT CREATE ON SCHEMA ' || schema_name || to_us
            FROM wanted WHERE wanted.table IS NULL AND NOT has_schema_privilege(schema, 'CREATE')""";

    private static final String OWN = WANTED + """
            SELECT 'ALTER TABLE ' || name || ' OWNER' || to_us
            FROM wanted WHERE NOT pg_has_role(owner, 'USAGE')""";

    private static final TableId TWO_WAY = new TableId("tandem", "two_way_tables");

    private static final String MISSING_SCHEMAS = """
            SELECT 'GRANT CREATE ON DATABASE ' || quote_ident(current_database()) || ' TO ' || quote_ident(current_user)
                || ' (or create schema ' || quote_ident(s.name) || ' beforehand)'
            FROM unnest(?::text[]) s(name)
            WHERE NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = s.name)
                AND NOT has_database_privilege(current_database(), 'CREATE')""";

    /** Returns the statements that grant what is missing to write to these tables, and to create those that do not exist. */
    public Set<String> toWrite(Connection connection, Set<TableId> tables) throws SQLException {
        Set<TableId> needed = new LinkedHashSet<>(tables);
        needed.addAll(state);
        Set<String> missing = new LinkedHashSet<>(query(connection, MISSING_SCHEMAS, schemas(needed)));
        missing.addAll(query(connection, USE, needed));
        missing.addAll(query(connection, USE, optionalState));
        missing.addAll(query(connection, CREATE, needed));
        return missing;
    }

    /** Returns the statements that grant what is missing to write to these tables or, if nothing is, to change them. */
    public Set<String> missing(Connection connection, Set<TableId> tables) throws SQLException {
        Set<String> missing = toWrite(connection, tables);
        if (missing.isEmpty()) {
            query(connection, OWN, tables)
                    .forEach(statement ->
                            missing.add(statement + " (only to change its columns, or set schema.evolution=none)"));
            missing.addAll(query(connection, CREATE, optionalState));
        }
        return missing;
    }

    /** Returns the statements that let the user own these tables, as two-way sync needs. A table that does not exist needs none. */
    public static Set<String> toOwn(Connection connection, Set<TableId> tables) throws SQLException {
        Set<TableId> reached = new LinkedHashSet<>(tables);
        reached.add(TWO_WAY);
        Set<String> missing = new LinkedHashSet<>(query(connection, MISSING_SCHEMAS, schemas(Set.of(TWO_WAY))));
        missing.addAll(query(connection, REACH, reached));
        missing.addAll(query(connection, OWN, tables));
        return missing;
    }

    private static String schemas(Set<TableId> tables) {
        return tables.stream()
                .map(TableId::schema)
                .distinct()
                .map(Identifier::quote)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static List<String> query(Connection connection, String sql, Collection<TableId> tables)
            throws SQLException {
        List<String> found = new ArrayList<>();
        for (TableId table : tables) {
            found.addAll(query(connection, sql, table.name(), table.schema()));
        }
        return found;
    }

    private static List<String> query(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }
}
