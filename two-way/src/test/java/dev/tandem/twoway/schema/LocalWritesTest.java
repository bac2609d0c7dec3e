/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** Edits of ordinary users as the triggers note them (rule 1). */
class LocalWritesTest {
    private TwoWayDatabase database = TwoWayDatabase.withAccounts().withRow("001A", "Acme");

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void notesChangedFieldWithItsBase() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'New', \"City\" = 'Berlin', note = 'local'");

        assertThat(database.pending()).containsExactly("Name|pending|001A");
        assertThat(database.bases("001A")).containsExactly("Name|\"Acme\"");
        assertThat(database.rows("SELECT _sync_version, _sync_state FROM \"Account\""))
                .containsExactly("7|pending");
    }

    @Test
    void ignoresWriteOfTheSameValue() {
        database.execute("UPDATE \"Account\" SET \"Name\" = \"Name\", \"City\" = 'Berlin', note = 'local'");

        assertThat(database.pending()).isEmpty();
        assertThat(database.rows("SELECT note, _sync_pending, _sync_state FROM \"Account\""))
                .containsExactly("local|null|null");
    }

    @Test
    void keepsFirstBaseWhenFieldChangesAgain() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'one'");
        database.execute("UPDATE \"Account\" SET \"Name\" = 'two', \"City\" = NULL");

        assertThat(database.bases("001A")).containsExactly("City|\"Berlin\"", "Name|\"Acme\"");
    }

    @Test
    void keepsWishWhenValueReturnsToItsBase() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'one'");
        database.execute("UPDATE \"Account\" SET \"Name\" = 'Acme'");

        assertThat(database.bases("001A")).containsExactly("Name|\"Acme\"");
    }

    @Test
    void dropsErrorOfFailedWriteOnNewEdit() {
        database.applying(
                "UPDATE \"Account\" SET _sync_pending = '{\"City\": {\"t\": 1, \"base\": null}}', _sync_state = 'failed',"
                        + " _sync_error = 'Bad city'");

        database.execute("UPDATE \"Account\" SET \"Name\" = 'one'");

        assertThat(database.rows("SELECT _sync_state, _sync_error FROM \"Account\""))
                .containsExactly("pending|null");
        assertThat(database.pending()).containsExactly("City|pending|001A", "Name|pending|001A");
    }

    @Test
    void datesWishAfterEarlierWishesAndRequest() {
        database.applying(
                "UPDATE \"Account\" SET _sync_pending = '{\"City\": {\"t\": 5000000000000000, \"base\": \"Rom\"}}',"
                        + " _sync_request = '{\"id\": 6000000000000000}'");

        database.execute("UPDATE \"Account\" SET \"Name\" = 'one'");

        assertThat(database.rows("SELECT _sync_pending #>> '{Name,t}', _sync_pending #>> '{City,t}' FROM \"Account\""))
                .containsExactly("6000000000000001|5000000000000000");
    }

    @Test
    void datesWishByTheClock() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'one'");

        assertThat(database.rows(
                        "SELECT abs((_sync_pending #>> '{Name,t}')::bigint - extract(epoch FROM clock_timestamp()) * 1000000)"
                                + " < 60000000 FROM \"Account\""))
                .containsExactly("t");
    }

    @Test
    void keepsBasesExactWhateverTheSessionShows() {
        database.execute(
                "SET extra_float_digits = -10; UPDATE \"Account\" SET \"Revenue\" = 0.1::float8 + 0.2::float8");
        database.execute("UPDATE \"Account\" SET \"Revenue\" = 1; RESET extra_float_digits");
        database.applying("UPDATE \"Account\" SET _sync_pending = NULL, \"Revenue\" = 0.1::float8 + 0.2::float8");

        database.execute(
                "SET extra_float_digits = -10; UPDATE \"Account\" SET \"Revenue\" = 2; RESET extra_float_digits");

        assertThat(database.bases("001A")).containsExactly("Revenue|0.30000000000000004");
    }

    /** Bases are exact, but what the session's transaction reads afterwards is shown as it wants it. */
    @ParameterizedTest
    @ValueSource(strings = {"note = 'x'", "note = 'x', \"Town\" = 'Bonn'"})
    void leavesSettingsOfTheSessionAsTheyAre(String edit) {
        database.execute("ALTER TABLE \"Account\" ADD \"Photo\" bytea, ADD \"Town\" text");
        Map<String, FieldColumn> fields = TwoWayDatabase.fields();
        fields.put("Photo", FieldColumn.writable());
        database.switchToReadWrite(new TwoWayTable(
                TwoWayDatabase.ACCOUNT, "Account", "sfid", Inserts.ACCEPT, ReadOnlyWrites.REFUSE, WakeUp.WAL, fields));
        database.applying("UPDATE \"Account\" SET \"Photo\" = '\\x00ff', \"Revenue\" = 0.1::float8 + 0.2::float8");
        if (edit.contains("Town")) {
            database.execute("ALTER TABLE \"Account\" DROP \"City\"");
        }

        database.execute(
                "BEGIN; SET LOCAL extra_float_digits = -10; SET LOCAL bytea_output = 'escape';"
                        + " UPDATE \"Account\" SET \"Revenue\" = 2, \"Photo\" = '\\x01', " + edit
                        + "; CREATE TABLE shown AS SELECT current_setting('extra_float_digits') AS digits, current_setting('bytea_output') AS output; COMMIT");

        assertThat(database.bases("001A")).containsExactly("Photo|\"\\\\x00ff\"", "Revenue|0.30000000000000004");
        assertThat(database.rows("SELECT * FROM shown")).containsExactly("-10|escape");
    }

    @Test
    void keepsWritersAwayFromSystemColumns() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'one'");

        database.execute(
                "UPDATE \"Account\" SET \"Name\" = 'one', _sync_pending = NULL, _sync_version = 99, _sync_state = NULL,"
                        + " _sync_request = '{}', _sync_error = 'mine'");

        assertThat(database.rows("SELECT _sync_version, _sync_state, _sync_request, _sync_error FROM \"Account\""))
                .containsExactly("7|pending|null|null");
        assertThat(database.pending()).containsExactly("Name|pending|001A");
    }

    @Test
    void recognizesTheSinkInItsTransactionOnly() {
        database.applying("UPDATE \"Account\" SET \"Name\" = 'from Salesforce'");
        List<String> pendingAfterSink = database.pending();

        database.execute("UPDATE \"Account\" SET \"Name\" = 'local'");

        assertThat(pendingAfterSink).isEmpty();
        assertThat(database.pending()).containsExactly("Name|pending|001A");
    }

    @Test
    void forgetsEditsOfRolledBackSavepoint() {
        database.execute(
                "BEGIN; UPDATE \"Account\" SET \"City\" = 'Bonn'; SAVEPOINT s; UPDATE \"Account\" SET \"Name\" = 'one';"
                        + " DELETE FROM \"Account\"; ROLLBACK TO s; COMMIT");

        assertThat(database.pending()).containsExactly("City|pending|001A");
    }

    @Test
    void notesInsertAndItsValues() {
        database.execute("INSERT INTO \"Account\" (\"Name\", note) VALUES ('New', 'x')");

        assertThat(database.pending()).containsExactly("*|pending|-", "Name|pending|-");
        assertThat(database.rows(
                        "SELECT _sync_pending #>> '{*,base}', _sync_pending #>> '{Name,base}', _sync_version FROM \"Account\""
                                + " WHERE sfid IS NULL"))
                .containsExactly("false|null|null");
    }

    @Test
    void notesFirstEditOfRowWithoutIdAsItsInsert() {
        database.applying("INSERT INTO \"Account\" (\"Name\", note) VALUES ('Old', 'x')");

        database.execute("UPDATE \"Account\" SET note = 'y' WHERE sfid IS NULL");
        List<String> pendingAfterNote = database.pending();
        database.execute("UPDATE \"Account\" SET \"City\" = 'Bonn' WHERE sfid IS NULL");

        assertThat(pendingAfterNote).isEmpty();
        assertThat(
                        database.rows(
                                "SELECT w.key, w.value -> 'base' FROM \"Account\", jsonb_each(_sync_pending) w ORDER BY w.key COLLATE \"C\""))
                .containsExactly("*|false", "City|null", "Name|null");
    }

    @Test
    void movesDeletedRowToTombstones() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'one'");

        database.execute("DELETE FROM \"Account\"");

        assertThat(database.pending()).containsExactly("*|pending|001A", "Name|pending|001A");
        assertThat(database.rows("SELECT key, row_key, version, row_values ->> 'Name', row_values ? '_sync_pending',"
                        + " _sync_pending #> '{*,base}', _sync_pending #>> '{Name,base}' FROM tandem.tombstones"))
                .containsExactly("001A|1|7|one|f|true|Acme");
    }

    @Test
    void forgetsDeletedRowThatSalesforceNeverSaw() {
        database.execute("INSERT INTO \"Account\" (\"Name\") VALUES ('New')");

        database.execute("DELETE FROM \"Account\" WHERE sfid IS NULL");

        assertThat(database.pending()).isEmpty();
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
    }

    @Test
    void keepsDeletedRowWhoseCreateIsUnderWay() {
        database.execute("INSERT INTO \"Account\" (id, \"Name\") VALUES (50, 'New')");
        database.applying("UPDATE \"Account\" SET _sync_request = '{\"id\": 5}' WHERE id = 50");

        database.execute("DELETE FROM \"Account\" WHERE id = 50");

        assertThat(database.rows(
                        "SELECT key, row_key, _sync_request, _sync_pending #> '{*,base}' FROM tandem.tombstones"))
                .containsExactly("row:50|50|{\"id\": 5}|false");
    }

    @Test
    void keepsDeletedRowWhoseCreateFailed() {
        database.execute("INSERT INTO \"Account\" (id, \"Name\") VALUES (50, 'New')");
        database.applying("UPDATE \"Account\" SET _sync_state = 'failed', _sync_error = 'Bad name' WHERE id = 50");

        database.execute("DELETE FROM \"Account\" WHERE id = 50");

        assertThat(database.rows("SELECT key, row_key, _sync_state FROM tandem.tombstones"))
                .containsExactly("row:50|50|pending");
    }

    @Test
    void notesRowsOfCopyAndOfMultiRowStatements() throws Exception {
        try (var connection = DriverManager.getConnection(database.database().url())) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY \"Account\" (\"Name\", \"City\") FROM STDIN",
                            new java.io.StringReader("One\tBonn\nTwo\t\\N\n"));
        }

        database.execute(
                "WITH changed AS (UPDATE \"Account\" SET \"City\" = 'Köln' RETURNING id), gone AS"
                        + " (DELETE FROM \"Account\" WHERE false) INSERT INTO \"Account\" (\"Name\") SELECT 'Three' FROM changed LIMIT 1");

        assertThat(database.pending())
                .containsExactly(
                        "City|pending|001A",
                        "*|pending|-",
                        "City|pending|-",
                        "Name|pending|-",
                        "*|pending|-",
                        "City|pending|-",
                        "Name|pending|-",
                        "*|pending|-",
                        "Name|pending|-");
    }

    @Test
    void notesEditsOfReplicaSessions() {
        database.execute("SET session_replication_role = replica; UPDATE \"Account\" SET \"Name\" = 'one';"
                + " RESET session_replication_role");

        assertThat(database.pending()).containsExactly("Name|pending|001A");
    }

    @Test
    void comparesTextByItsBytes() {
        database.execute(
                "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                        + " ALTER TABLE \"Account\" ALTER \"Name\" TYPE text COLLATE ci, ALTER \"City\" TYPE json USING to_json(\"City\")");
        database.switchToReadWrite(TwoWayDatabase.account(Inserts.ACCEPT, ReadOnlyWrites.REVERT));

        database.execute("UPDATE \"Account\" SET \"Name\" = 'ACME', \"City\" = '\"Bonn\"'");

        assertThat(database.bases("001A")).containsExactly("City|\"Berlin\"", "Name|\"Acme\"");
    }

    @Test
    void needsNoRightsToTandemsTables() {
        database.execute("CREATE ROLE app_user; GRANT SELECT, INSERT, UPDATE, DELETE ON \"Account\" TO app_user;"
                + " GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app_user");
        try {
            database.execute(
                    "BEGIN; SET LOCAL ROLE app_user; UPDATE \"Account\" SET \"Name\" = 'one'; INSERT INTO \"Account\" (\"Name\")"
                            + " VALUES ('two'); DELETE FROM \"Account\" WHERE sfid = '001A'; COMMIT");

            assertThat(database.pending())
                    .containsExactly("*|pending|001A", "Name|pending|001A", "*|pending|-", "Name|pending|-");
        } finally {
            database.execute("DROP OWNED BY app_user; DROP ROLE app_user");
        }
    }

    @Test
    void notifiesOncePerTransaction() throws Exception {
        database.switchToReadWrite(new TwoWayTable(
                TwoWayDatabase.ACCOUNT,
                "Account",
                "sfid",
                Inserts.ACCEPT,
                ReadOnlyWrites.REFUSE,
                WakeUp.NOTIFY,
                TwoWayDatabase.fields()));
        try (var listener = DriverManager.getConnection(database.database().url());
                var statement = listener.createStatement()) {
            statement.execute("LISTEN tandem_wake_up");

            database.applying("UPDATE \"Account\" SET \"City\" = 'Rom'");
            database.execute(
                    "BEGIN; UPDATE \"Account\" SET \"Name\" = 'one'; INSERT INTO \"Account\" (\"Name\") VALUES ('two'); COMMIT");

            var notifications = listener.unwrap(PGConnection.class).getNotifications(30_000);
            assertThat(notifications).hasSize(1);
            assertThat(notifications[0].getParameter()).isEqualTo("public.Account");
        }
    }
}
