/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.table.Identifier;
import dev.tandem.postgres.sink.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds out which rights the sink lacks. */
final class Grants {
    private static final String MISSING = """
            SELECT 'GRANT USAGE, CREATE ON SCHEMA ' || quote_ident(n.nspname) || ' TO ' || quote_ident(current_user)
            FROM pg_namespace n
            WHERE n.nspname = ? AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_schema_privilege(n.oid, 'CREATE'))
            UNION ALL
            SELECT 'GRANT ' || p.privilege || ' ON ' || ? || ' TO ' || quote_ident(current_user)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
                unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p(privilege)
            WHERE n.nspname = ? AND c.relname = ? AND NOT has_table_privilege(c.oid, p.privilege)
            UNION ALL
            SELECT 'ALTER TABLE ' || ? || ' OWNER TO ' || quote_ident(current_user)
                || ' (only to change its columns; or set schema.evolution=none)'
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND NOT pg_has_role(c.relowner, 'USAGE')""";

    private static final String MISSING_SCHEMAS = """
            SELECT 'GRANT CREATE ON DATABASE ' || quote_ident(current_database()) || ' TO ' || quote_ident(current_user)
                || ' (or make schema ' || quote_ident(s.name) || ' beforehand)'
            FROM unnest(?::text[]) s(name)
            WHERE NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = s.name)
                AND NOT has_database_privilege(current_database(), 'CREATE')""";

    private Grants() {}

    /** The statements that would give the sink all rights on these tables and on the schema {@code tandem}. */
    static List<String> missing(Connection connection, Set<TableId> tables) throws SQLException {
        Set<TableId> all = new LinkedHashSet<>(tables);
        for (String table : List.of("tombstones", "conflicts", "conflict_positions")) {
            all.add(new TableId("tandem", table));
        }
        List<String> missing = new ArrayList<>();
        for (TableId table : all) {
            String[] parameters = {
                table.schema(),
                table.quoted(),
                table.schema(),
                table.name(),
                table.quoted(),
                table.schema(),
                table.name()
            };
            missing.addAll(query(connection, MISSING, parameters));
        }
        String[] schemas = all.stream()
                .map(TableId::schema)
                .distinct()
                .map(Identifier::quote)
                .toArray(String[]::new);
        missing.addAll(query(connection, MISSING_SCHEMAS, "{" + String.join(",", schemas) + "}"));
        return missing.stream().distinct().toList();
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
