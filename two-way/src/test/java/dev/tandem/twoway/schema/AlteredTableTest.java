/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application's session, which goes on while the columns of a two-way table change and its triggers are still the old ones. */
class AlteredTableTest {
    private final TwoWayDatabase database =
            TwoWayDatabase.withAccounts().withRow("001A", "Acme").withRow("001B", "Bolt");
    private Connection session;

    @BeforeEach
    void useTriggers() throws SQLException {
        session = DriverManager.getConnection(database.database().url());
        for (int call = 0; call < 6; call++) {
            execute("BEGIN; UPDATE \"Account\" SET \"Revenue\" = " + call
                    + "; INSERT INTO \"Account\" (\"Revenue\") VALUES (1); DELETE FROM \"Account\"; ROLLBACK");
        }
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
        database.close();
    }

    private void execute(String sql) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER \"Revenue\" TYPE numeric",
                "ALTER \"Name\" TYPE varchar(80)",
                "ALTER \"City\" TYPE json USING to_json(\"City\")",
                "ALTER \"Formula__c\" TYPE varchar(100)",
                "ALTER id TYPE integer",
                "ALTER sfid TYPE text",
                "RENAME \"City\" TO \"Town\"",
                "RENAME \"Formula__c\" TO formula",
                "DROP \"Name\"",
                "ADD \"Fax\" text DEFAULT '1'"
            })
    void notesEditsUntilTriggersAreCreatedAgain(String change) throws SQLException {
        database.execute("ALTER TABLE \"Account\" " + change);

        execute("UPDATE \"Account\" SET \"Revenue\" = 5, note = 'x' WHERE sfid = '001A'");
        execute("UPDATE \"Account\" SET \"Revenue\" = 6 WHERE sfid = '001A'");
        execute("DELETE FROM \"Account\" WHERE sfid = '001B'");
        execute("INSERT INTO \"Account\" (\"Revenue\") VALUES (3)");

        assertThat(database.pending())
                .containsExactly("Revenue|pending|001A", "*|pending|001B", "*|pending|-", "Revenue|pending|-");
        assertThat(database.bases("001A")).containsExactly("Revenue|0.1");
        assertThat(database.rows("SELECT row_key FROM tandem.tombstones")).containsExactly("2");
    }

    /** Without the id, a row would pass for one that Salesforce does not have. */
    @ParameterizedTest
    @CsvSource({
        "RENAME sfid TO x, UPDATE \"Account\" SET \"Revenue\" = 5",
        "RENAME sfid TO x, DELETE FROM \"Account\"",
        "RENAME sfid TO x, INSERT INTO \"Account\" (\"Revenue\") VALUES (3)",
        "DROP sfid, DELETE FROM \"Account\"",
        "RENAME id TO x, UPDATE \"Account\" SET \"Revenue\" = 5",
        "RENAME id TO x, DELETE FROM \"Account\""
    })
    void rejectsWritesThatNeedMissingKeyOrId(String change, String statement) {
        database.execute("ALTER TABLE \"Account\" " + change);

        assertThatThrownBy(() -> execute(statement))
                .hasMessageContaining("Two-way table \"Account\" lacks a column of its key, or its id: ")
                .hasMessageContaining("Hint: Give the column its name back.");
        assertThat(database.rows("SELECT count(*) FROM \"Account\"")).containsExactly("2");
        assertThat(database.rows("SELECT row_key FROM tandem.tombstones")).isEmpty();
    }

    @Test
    void notesFirstEditOfRowWithoutIdAsItsInsert() throws SQLException {
        database.applying("INSERT INTO \"Account\" (\"Name\", \"Revenue\") VALUES ('Old', 1)");
        database.execute("ALTER TABLE \"Account\" RENAME \"City\" TO \"Town\"");

        execute("UPDATE \"Account\" SET \"Revenue\" = 2 WHERE sfid IS NULL");

        assertThat(database.pending()).containsExactly("*|pending|-", "Name|pending|-", "Revenue|pending|-");
    }

    @Test
    void refusesWritesOfReadOnlyColumns() {
        database.execute("ALTER TABLE \"Account\" RENAME \"City\" TO \"Town\"");

        for (String statement : List.of(
                "UPDATE \"Account\" SET \"Formula__c\" = 'x'",
                "UPDATE \"Account\" SET sfid = 'x'",
                "UPDATE \"Account\" SET id = id + 10",
                "INSERT INTO \"Account\" (\"Formula__c\") VALUES ('x')",
                "INSERT INTO \"Account\" (sfid) VALUES ('x')")) {
            assertThatThrownBy(() -> execute(statement))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("of two-way table \"Account\" cannot be")
                    .hasMessageContaining("Hint: Leave");
        }
    }

    @Test
    void takesWritesOfReadOnlyColumnsBack() throws SQLException {
        database.switchToReadWrite(TwoWayDatabase.account(Inserts.ACCEPT, ReadOnlyWrites.REVERT));
        database.execute("ALTER TABLE \"Account\" RENAME \"City\" TO \"Town\"");

        execute("UPDATE \"Account\" SET \"Formula__c\" = 'x', \"Name\" = 'New' WHERE sfid = '001A'");
        execute("INSERT INTO \"Account\" (\"Formula__c\", \"Name\") VALUES ('x', 'Third')");

        assertThat(database.rows("SELECT \"Name\", \"Formula__c\" FROM \"Account\" ORDER BY id"))
                .containsExactly("New|null", "Bolt|null", "Third|null");
        assertThat(database.pending()).containsExactly("Name|pending|001A", "*|pending|-", "Name|pending|-");
    }

    @Test
    void createsTriggersAgainWhenColumnsOfHerokuAreDropped() throws SQLException {
        database.execute("ALTER TABLE \"Account\" ADD _hc_lastop text, ADD _hc_err text");
        database.switchToReadWrite(TwoWayDatabase.account());
        execute("UPDATE \"Account\" SET \"Revenue\" = 5 WHERE sfid = '001A'");
        List<String> states = database.rows("SELECT _hc_lastop FROM \"Account\" WHERE sfid = '001A'");
        database.execute("ALTER TABLE \"Account\" DROP _hc_lastop, DROP _hc_err");

        database.switchToReadWrite(TwoWayDatabase.account());
        execute("UPDATE \"Account\" SET \"Revenue\" = 6 WHERE sfid = '001B'");

        assertThat(states).containsExactly("PENDING");
        assertThat(database.pending()).containsExactly("Revenue|pending|001A", "Revenue|pending|001B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"City\" TYPE json USING to_json(\"City\")", "\"Name\" TYPE text COLLATE any_case"})
    void createsTriggersAgainWhenTypeOfColumnChanges(String change) {
        database.execute(
                "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        String functions = "SELECT xmin FROM pg_proc WHERE proname LIKE 'update %'";
        List<String> before = database.rows(functions);
        database.switchToReadWrite(TwoWayDatabase.account());
        List<String> unchanged = database.rows(functions);
        database.execute("ALTER TABLE \"Account\" ALTER " + change);

        database.switchToReadWrite(TwoWayDatabase.account());

        assertThat(unchanged).isEqualTo(before);
        assertThat(database.rows(functions)).isNotEqualTo(before);
    }
}
