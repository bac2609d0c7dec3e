/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.page.Page;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rights that the page on two-way sync asks for, exactly as it prints them. */
class RightsTest {
    private final TwoWayDatabase database = TwoWayDatabase.empty();
    private final List<String> scripts;

    RightsTest() {
        String name = database.rows("SELECT quote_ident(current_database())").get(0);
        scripts = Page.of("two-way.md", "sql").under("Rights").stream()
                .map(script -> script.replace("DATABASE app", "DATABASE " + name))
                .toList();
    }

    @BeforeEach
    void createRoles() {
        database.execute(scripts.get(0) + "CREATE ROLE app_user; CREATE ROLE support");
    }

    @AfterEach
    void close() throws SQLException {
        for (String role : List.of("tandem", "tandem_replication", "app_user", "support")) {
            database.execute("DROP OWNED BY " + role + " CASCADE; DROP ROLE " + role);
        }
        database.close();
    }

    private void as(String role, String sql) {
        database.execute("BEGIN; SET LOCAL ROLE " + role + "; " + sql + "; COMMIT");
    }

    private void createTables() throws SQLException {
        String columns = "(\"Id\" varchar(18) PRIMARY KEY, \"Name\" text)";
        as("tandem", "CREATE SCHEMA salesforce");
        as(
                "tandem",
                "CREATE TABLE salesforce.\"Account\" " + columns + "; CREATE TABLE salesforce.\"Contact\" " + columns);
        try (var connection = DriverManager.getConnection(database.database().url())) {
            connection.createStatement().execute("SET ROLE tandem");
            TwoWaySchema schema = new TwoWaySchema(connection, TwoWayDatabase.PATIENCE);
            for (String name : List.of("Account", "Contact")) {
                schema.switchToReadWrite(new TwoWayTable(
                        new TableId("salesforce", name),
                        "Account",
                        "Id",
                        Inserts.ACCEPT,
                        ReadOnlyWrites.REFUSE,
                        WakeUp.WAL,
                        Map.of("Name", FieldColumn.writable())));
            }
        }
    }

    @Test
    void sufficeForTablesPublicationAndPeople() throws SQLException {
        createTables();

        as("tandem", scripts.get(1));
        as("tandem", scripts.get(2));

        as("support", "SELECT * FROM tandem.pending; SELECT * FROM tandem.explain('salesforce.\"Account\"', '1')");
        assertThat(database.rows(
                        "SELECT tablename FROM pg_publication_tables WHERE pubname = 'dbz_publication' ORDER BY 1"))
                .containsExactly("Account", "Contact", "signals", "tombstones");
    }

    @Test
    void letApplicationsGoOnAsBefore() throws SQLException {
        createTables();
        as("tandem", "GRANT USAGE ON SCHEMA salesforce TO app_user");
        as("tandem", "GRANT SELECT, INSERT, UPDATE, DELETE ON salesforce.\"Account\" TO app_user");

        as(
                "app_user",
                "INSERT INTO salesforce.\"Account\" (\"Name\") VALUES ('New'), ('Gone'); UPDATE salesforce.\"Account\" SET \"Name\" = 'Newer'"
                        + " WHERE \"Name\" = 'New'; DELETE FROM salesforce.\"Account\" WHERE \"Name\" = 'Gone'");

        assertThat(database.pending()).containsExactly("*|pending|-", "Name|pending|-");
    }
}
