/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLWarning;

/** The view and functions with which people look at pending edits and decide about them. */
class PeopleTest {
    private final TwoWayDatabase database = TwoWayDatabase.withAccounts().withRow("001A", "Acme");

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void listsRequestsUntilTheyAreClosed() {
        database.applying("UPDATE \"Account\" SET _sync_request = '{\"id\": 5}', _sync_state = 'sent'");

        assertThat(database.rows("SELECT table_schema, table_name, key, record_id, field, state FROM tandem.pending"))
                .containsExactly("public|Account|1|001A|null|sent");
    }

    @Test
    void requeuesFailedRowsByKeyOrRecordId() {
        database.withRow("001B", "Bolt").execute("UPDATE \"Account\" SET \"Name\" = \"Name\" || '!'");
        database.applying("UPDATE \"Account\" SET _sync_state = 'failed', _sync_error = 'Bad name'");

        assertThat(database.rows("SELECT tandem.requeue('\"Account\"', '001B')"))
                .containsExactly("1");
        assertThat(database.rows("SELECT sfid, _sync_state, _sync_error FROM \"Account\" ORDER BY 1"))
                .containsExactly("001A|failed|Bad name", "001B|pending|null");
        assertThat(database.rows("SELECT tandem.requeue('\"Account\"', '1')")).containsExactly("1");
        assertThat(database.rows("SELECT tandem.requeue('\"Account\"')")).containsExactly("0");
    }

    @Test
    void revertsEditsAndKeepsTheLosers() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine', \"Revenue\" = 0.3");

        assertThat(database.rows("SELECT tandem.revert('\"Account\"')")).containsExactly("1");

        assertThat(database.rows("SELECT \"Name\", \"Revenue\", _sync_version, _sync_state FROM \"Account\""))
                .containsExactly("Acme|0.1|7|null");
        assertThat(database.pending()).isEmpty();
        assertThat(
                        database.rows(
                                "SELECT key, field, local_value, remote_value, resolution FROM tandem.conflicts ORDER BY field"))
                .containsExactly("001A|Name|\"mine\"|\"Acme\"|apply_remote", "001A|Revenue|0.3|0.1|apply_remote");
    }

    @Test
    void revertsInsertsAndDeletes() {
        database.execute("INSERT INTO \"Account\" (\"Name\", note) VALUES ('New', 'x')");
        database.execute("UPDATE \"Account\" SET note = 'kept' WHERE sfid = '001A'");
        database.execute("DELETE FROM \"Account\" WHERE sfid = '001A'");

        assertThat(database.rows("SELECT tandem.revert('\"Account\"')")).containsExactly("2");

        assertThat(database.rows("SELECT id, sfid, \"Name\", note, _sync_version, _sync_pending FROM \"Account\""))
                .containsExactly("1|001A|Acme|kept|7|null");
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
        assertThat(database.pending()).isEmpty();
    }

    @Test
    void revertsDeleteOfRowWhoseKeyWasInsertedAgain() {
        database.execute("DELETE FROM \"Account\" WHERE sfid = '001A'");
        database.execute("INSERT INTO \"Account\" (id, \"Name\") OVERRIDING SYSTEM VALUE VALUES (1, 'New')");

        assertThat(database.rows("SELECT tandem.revert('\"Account\"', '001A')")).containsExactly("1");

        assertThat(database.rows("SELECT sfid, \"Name\", id = 1 FROM \"Account\" ORDER BY id"))
                .containsExactly("null|New|t", "001A|Acme|f");
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
    }

    @Test
    void leavesRowsWithRequestAloneWhenReverting() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");
        database.applying("UPDATE \"Account\" SET _sync_request = '{\"id\": 5}'");

        assertThat(database.rows("SELECT tandem.revert('\"Account\"')")).containsExactly("0");
        assertThat(database.rows("SELECT \"Name\" FROM \"Account\"")).containsExactly("mine");
    }

    /** Returns the notices of a statement, with their hints. */
    private List<String> notices(String sql) throws SQLException {
        List<String> notices = new ArrayList<>();
        try (var connection = DriverManager.getConnection(database.database().url());
                var statement = connection.createStatement()) {
            statement.execute(sql);
            for (SQLWarning notice = statement.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                notices.add(notice.getMessage() + " "
                        + ((PSQLWarning) notice).getServerErrorMessage().getHint());
            }
        }
        return notices;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tandem.requeue('"Account"', '001A') | Row 001A of table "Account" has no failed write, so nothing was requeued.
            tandem.requeue('"Account"', 'x')    | Row x of table "Account" has no failed write, so nothing was requeued.
            tandem.revert('"Account"', 'x')     | Row x of table "Account" has no pending edits, so nothing was reverted.
            tandem.explain('"Account"', 'x')    | Nothing is known of row x of table "Account".
            """)
    void saysWhyNothingHappens(String call, String notice) throws SQLException {
        assertThat(notices("SELECT " + call))
                .singleElement()
                .asString()
                .startsWith(notice)
                .contains("Rows are named by their key (id) or by the 18 characters of Salesforce's id (sfid).");
    }

    @Test
    void saysWhichRowsStayWhenReverting() throws SQLException {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");
        database.applying("UPDATE \"Account\" SET _sync_request = '{\"id\": 5}'");

        assertThat(notices("SELECT tandem.revert('\"Account\"')"))
                .singleElement()
                .asString()
                .startsWith("Rows of table \"Account\" with a request to Salesforce under way stay as they are: 1.");
    }

    /** A user's own trigger makes the revert of an insert wait. Meanwhile another row is edited. */
    @Test
    void revertsNoEditThatItHasNotLogged() throws Exception {
        database.execute("INSERT INTO \"Account\" (\"Name\") VALUES ('New');"
                + " CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END';"
                + " CREATE TRIGGER wait AFTER DELETE ON \"Account\" FOR EACH ROW EXECUTE FUNCTION wait()");
        String url = database.database().url();
        try (TwoWayDatabase person = TwoWayDatabase.at(url);
                Connection other = DriverManager.getConnection(url)) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT pg_advisory_xact_lock(1)");
            CompletableFuture<List<String>> reverted =
                    CompletableFuture.supplyAsync(() -> person.rows("SELECT tandem.revert('\"Account\"')"));
            await("the revert to wait")
                    .until(() -> !database.rows("SELECT FROM pg_stat_activity WHERE wait_event = 'advisory'"
                                    + " AND datname = current_database()")
                            .isEmpty());
            other.createStatement().execute("UPDATE \"Account\" SET \"Name\" = 'mine' WHERE sfid = '001A'");
            other.commit();

            assertThat(reverted.get(30, TimeUnit.SECONDS)).containsExactly("1");
        }
        assertThat(database.rows("SELECT \"Name\", _sync_state FROM \"Account\""))
                .containsExactly("mine|pending");
    }

    @Test
    void restoresLoserAsNewEdit() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");
        database.rows("SELECT tandem.revert('\"Account\"')");

        database.rows("SELECT tandem.restore(id) FROM tandem.conflicts");

        assertThat(database.rows("SELECT \"Name\" FROM \"Account\"")).containsExactly("mine");
        assertThat(database.pending()).containsExactly("Name|pending|001A");
    }

    @Test
    void restoresValueThatSalesforceLost() {
        database.execute(
                "INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value,"
                        + " remote_value, topic, kafka_partition, kafka_offset) VALUES ('public', 'Account', '001A', 'Name',"
                        + " 'update_origin_differs', 'keep_local', '\"ours\"', '\"theirs\"', 't', 0, 1)");

        database.rows("SELECT tandem.restore(id) FROM tandem.conflicts");

        assertThat(database.rows("SELECT \"Name\" FROM \"Account\"")).containsExactly("theirs");
        assertThat(database.pending()).containsExactly("Name|pending|001A");
    }

    @Test
    void restoresLoserOfRowThatGotItsIdSince() {
        database.execute("INSERT INTO \"Account\" (\"Name\") VALUES ('New')");
        database.execute(
                "INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value,"
                        + " remote_value, topic, kafka_partition, kafka_offset) SELECT 'public', 'Account', 'row:' || id, 'Name',"
                        + " 'write_rejected', 'apply_remote', '\"lost\"', '\"New\"', 't', 0, 1 FROM \"Account\" WHERE sfid IS NULL");
        database.applying(
                "UPDATE \"Account\" SET sfid = '001N', _sync_pending = NULL, _sync_state = NULL WHERE sfid IS NULL");

        database.rows("SELECT tandem.restore(id) FROM tandem.conflicts");

        assertThat(database.rows("SELECT \"Name\" FROM \"Account\" WHERE sfid = '001N'"))
                .containsExactly("lost");
        assertThat(database.pending()).containsExactly("Name|pending|001N");
    }

    @Test
    void refusesToRestoreWhatHasNoRow() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");
        database.rows("SELECT tandem.revert('\"Account\"')");
        database.applying("DELETE FROM \"Account\"");

        assertThatThrownBy(() -> database.rows("SELECT tandem.restore(id) FROM tandem.conflicts"))
                .rootCause()
                .hasMessageContaining("does not exist any more")
                .hasMessageContaining("Undelete the record");
        assertThatThrownBy(() -> database.rows("SELECT tandem.restore(-1)"))
                .rootCause()
                .hasMessageContaining("Conflict -1 does not exist.");
    }

    @Test
    void refusesToRestoreExistence() {
        database.execute("DELETE FROM \"Account\"");
        database.rows("SELECT tandem.revert('\"Account\"')");

        assertThatThrownBy(() -> database.rows("SELECT tandem.restore(id) FROM tandem.conflicts WHERE field = '*'"))
                .rootCause()
                .hasMessageContaining("is about the existence of a row")
                .hasMessageContaining("Delete the row, or undelete");
    }

    @Test
    void leavesWaitingRowsAndRequestsToThemselvesWhenRequeuing() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");
        for (String state : List.of("pending", "sent", "waiting")) {
            database.applying("UPDATE \"Account\" SET _sync_state = '" + state + "'");

            assertThat(database.rows("SELECT tandem.requeue('\"Account\"')")).containsExactly("0");
            assertThat(database.rows("SELECT _sync_state FROM \"Account\"")).containsExactly(state);
        }
    }

    @Test
    void revertsRowsThatWaitOrFailed() {
        for (String state : List.of("waiting", "failed")) {
            database.execute("UPDATE \"Account\" SET \"Name\" = '" + state + "'");
            database.applying("UPDATE \"Account\" SET _sync_state = '" + state + "', _sync_error = 'Bad name'");

            assertThat(database.rows("SELECT tandem.revert('\"Account\"', '001A')"))
                    .containsExactly("1");
            assertThat(database.rows("SELECT \"Name\", _sync_state, _sync_error FROM \"Account\""))
                    .containsExactly("Acme|null|null");
        }
    }

    @Test
    void explainsRequestAndError() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");
        database.applying(
                "UPDATE \"Account\" SET _sync_state = 'sent', _sync_request = '{\"id\": 5000000, \"kind\": \"update\"}'");
        String story = "SELECT what, field, coalesce(details ->> 'error', details ->> 'kind', details ->> 'value')"
                + " FROM tandem.explain('\"Account\"', '001A')";

        assertThat(database.rows(story)).containsExactly("version|null|null", "request|null|update", "wish|Name|mine");

        database.applying(
                "UPDATE \"Account\" SET _sync_state = 'failed', _sync_error = 'Bad name', _sync_request = NULL");
        assertThat(database.rows(story)).containsExactly("version|null|Bad name", "wish|Name|mine");
    }

    @Test
    void explainsRow() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");
        database.rows("SELECT tandem.revert('\"Account\"')");
        database.execute("UPDATE \"Account\" SET \"City\" = 'Rom'");
        database.execute(
                "INSERT INTO tandem.write_log (table_schema, table_name, row_key, request, operation, fields, state)"
                        + " VALUES ('public', 'Account', '1', 5, 'update', '{Name}', 'confirmed')");

        String story =
                "SELECT what, field, coalesce(details ->> 'base', details ->> 'local_value', details ->> 'state')"
                        + " FROM tandem.explain('\"Account\"', '%s')";

        assertThat(database.rows(story.formatted("1")))
                .containsExactly(
                        "version|null|pending", "conflict|Name|mine", "wish|City|Berlin", "write|null|confirmed")
                .isEqualTo(database.rows(story.formatted("001A")));
    }

    @Test
    void takesKeysOfAnyType() {
        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");

        assertThat(database.rows("SELECT what FROM tandem.explain('\"Account\"', 1)"))
                .containsExactly("version", "wish");
        assertThat(database.rows("SELECT tandem.requeue('\"Account\"', 1)")).containsExactly("0");
        assertThat(database.rows("SELECT tandem.revert('\"Account\"', id) FROM \"Account\""))
                .containsExactly("1");
    }

    @Test
    void explainsNoRowWithoutName() {
        assertThatThrownBy(() -> database.rows("SELECT * FROM tandem.explain('\"Account\"', NULL)"))
                .rootCause()
                .hasMessageContaining("No row of table \"Account\" is named.")
                .hasMessageContaining("Rows are named by their key (id)");
    }

    @Test
    void explainsDeletedRow() {
        database.execute("DELETE FROM \"Account\"");

        assertThat(database.rows("SELECT what, details ->> 'key' FROM tandem.explain('\"Account\"', '001A')"))
                .containsExactly("tombstone|001A");
    }

    @Test
    void rejectsTablesThatAreNotTwoWay() {
        database.execute("CREATE TABLE other (id int)");

        assertThatThrownBy(() -> database.rows("SELECT tandem.requeue('other')"))
                .rootCause()
                .hasMessageContaining("other is not a two-way table.");
    }

    @Test
    void showsStateInHerokuConnectsColumns() {
        database.execute("ALTER TABLE \"Account\" ADD COLUMN _hc_lastop text DEFAULT 'SYNCED', ADD COLUMN _hc_err text;"
                + " UPDATE tandem.two_way_tables SET sql_version = 0");
        database.switchToReadWrite(TwoWayDatabase.account());
        String columns = "SELECT _hc_lastop, _hc_err FROM \"Account\"";

        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine', _hc_lastop = 'mine'");
        assertThat(database.rows(columns)).containsExactly("PENDING|null");

        database.applying(
                "UPDATE \"Account\" SET _sync_state = 'sent', _sync_request = '{\"kind\": \"update\", \"answered\": 1}'");
        assertThat(database.rows(columns)).containsExactly("UPDATED|null");

        database.applying(
                "UPDATE \"Account\" SET _sync_request = NULL, _sync_state = 'failed', _sync_error = 'Bad name'");
        assertThat(database.rows(columns)).containsExactly("FAILED|Bad name");

        database.applying("UPDATE \"Account\" SET _sync_pending = NULL, _sync_state = NULL, _sync_error = NULL");
        assertThat(database.rows(columns)).containsExactly("SYNCED|null");
    }

    @Test
    void listsWritesInHerokuConnectsTriggerLog() {
        database.execute("ALTER TABLE \"Account\" ADD COLUMN _hc_lastop text DEFAULT 'SYNCED', ADD COLUMN _hc_err text;"
                + " UPDATE tandem.two_way_tables SET sql_version = 0");
        database.switchToReadWrite(TwoWayDatabase.account());
        String log =
                "SELECT action, state, sfid, sf_message FROM public._trigger_log WHERE table_name = 'Account' ORDER BY id DESC";

        database.execute("UPDATE \"Account\" SET \"Name\" = 'mine'");
        assertThat(database.rows(log)).containsExactly("UPDATE|NEW|001A|null");

        database.applying(
                "UPDATE \"Account\" SET _sync_state = 'failed', _sync_error = 'Bad name'",
                "INSERT INTO tandem.write_log (table_schema, table_name, row_key, record_id, request, operation, fields, state, message)"
                        + " SELECT 'public', 'Account', id::text, sfid, 1, 'update', '{Name}', 'failed', 'Bad name' FROM \"Account\"");
        assertThat(database.rows(log)).containsExactly("UPDATE|FAILED|001A|Bad name");

        database.execute("UPDATE public._trigger_log SET state = 'NEW' WHERE state = 'FAILED'");
        assertThat(database.rows(log)).containsExactly("UPDATE|NEW|001A|null", "UPDATE|REQUEUED|001A|Bad name");

        database.execute("DELETE FROM \"Account\"");
        assertThat(database.rows(log)).startsWith("DELETE|NEW|001A|null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT 1                                                | {"Name": "New"} | {"Name": "Old"}
            CREATE SCHEMA maps; CREATE EXTENSION hstore SCHEMA maps | "Name"=>"New"   | "Name"=>"Old"
            """)
    void showsValuesInHerokuConnectsTriggerLog(String extension, String values, String old) {
        database.execute(extension + "; ALTER TABLE \"Account\" ADD COLUMN _hc_lastop text, ADD COLUMN _hc_err text;"
                + " UPDATE tandem.two_way_tables SET sql_version = 0");
        database.switchToReadWrite(TwoWayDatabase.account());

        database.execute(
                "INSERT INTO tandem.write_log (table_schema, table_name, row_key, request, operation, fields, state, new_values, old_values)"
                        + " VALUES ('public', 'Account', '1', 1, 'update', '{Name}', 'written', '{\"Name\": \"New\"}', '{\"Name\": \"Old\"}')");

        assertThat(database.rows("SELECT values, old FROM public._trigger_log")).containsExactly(values + "|" + old);
    }

    @Test
    void keepsHerokuConnectsOwnTriggerLog() {
        database.execute("CREATE TABLE _trigger_log (id int); ALTER TABLE \"Account\" ADD COLUMN _hc_lastop text,"
                + " ADD COLUMN _hc_err text; UPDATE tandem.two_way_tables SET sql_version = 0");

        database.switchToReadWrite(TwoWayDatabase.account());

        assertThat(database.rows("SELECT relkind FROM pg_class WHERE relname = '_trigger_log'"))
                .containsExactly("r");
    }
}
