/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.postgres.sink.Contacts.change;
import static dev.tandem.postgres.sink.Contacts.echo;
import static dev.tandem.postgres.sink.Contacts.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Local edits and changes from Salesforce that meet on the rows of a two-way table. */
class TwoWayTest extends TwoWayContactTest {
    private static final String ROWS =
            "SELECT \"Id\", \"Name\", \"City\", _sync_version FROM " + TABLE + " ORDER BY 1, 2";
    private static final String WISHES =
            "SELECT p.key, p.value ->> 'base' FROM " + TABLE + ", jsonb_each(_sync_pending) p ORDER BY 1";
    private static final String CONFLICTS =
            "SELECT field, type, resolution, local_value, remote_value FROM tandem.conflicts ORDER BY 1";

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    @Test
    void distinguishesOwnWritesFromLocalEdits() {
        sink.put(change("u", ID, 11, FUTURE, Map.of("City", "Oslo")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Acme|Oslo|11");
        assertThat(database.rows(WISHES)).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void notesInsertIntoTableOfObjectWithoutRecords() {
        sink.with("access", "read_write").with("topics.to.external.id.mapping", Changes.TOPIC + ":Name");

        sink.restart().put(Changes.announcement(10));
        database.execute("INSERT INTO salesforce.\"Account\" (\"City\", \"Employees\") VALUES ('Rome', 7)");

        assertThat(database.rows("SELECT table_name, field, state FROM tandem.pending ORDER BY 2"))
                .containsExactly("Account|*|pending", "Account|City|pending", "Account|Employees|pending");
        assertThat(database.rows("SELECT * FROM tandem.tombstones")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void rejectsValueThatColumnWouldRound() {
        database.execute("ALTER TABLE " + TABLE + " ALTER COLUMN \"City\" TYPE numeric(5,2) USING 1");
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");
        sink.restart().with("schema.evolution", "add");

        sink.put(
                change("u", ID, 11, LONG_AGO, Map.of("City", "1.239")),
                change("u", ID, 12, LONG_AGO, Map.of("City", "1.23")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Ours|1.23|12");
        assertThat(sink.errors()).singleElement().asString().contains("City", "decimal places");
    }

    @ParameterizedTest
    @CsvSource({"INSERT, 1", "UPDATE, 0", "DELETE, 0"})
    void warnsOnceOfRulesThatSeeNoRow(String event, int warned) {
        database.execute("CREATE RULE r AS ON " + event + " TO " + TABLE + " DO ALSO NOTHING");

        sink.restart().put(change("u", ID, 11, LONG_AGO, Map.of("City", "Oslo")));
        sink.put(change("u", ID, 12, LONG_AGO, Map.of("Name", "Other")));

        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("ALSO rules for INSERT"))
                .hasSize(warned);
        assertThat(database.rows(ROWS)).containsExactly(ID + "|Other|Oslo|12");
    }

    @ParameterizedTest
    @CsvSource({"City, RENAME \"City\" TO \"Town\"", "Name, RENAME \"City\" TO \"Town\"", "City, DROP \"City\""})
    void logsEditsOfColumnThatIsAddedAgain(String field, String ddl) {
        database.execute("UPDATE " + TABLE + " SET \"City\" = 'Paris'");
        database.execute("ALTER TABLE " + TABLE + " " + ddl);

        sink.put(change("u", ID, 11, LONG_AGO, Map.of(field, "New")));

        assertThat(database.rows(ROWS))
                .containsExactly(field.equals("City") ? ID + "|Acme|New|11" : ID + "|New|Rome|11");
        assertThat(database.rows("SELECT * FROM tandem.pending")).isEmpty();
        assertThat(database.rows(CONFLICTS)).containsExactly("City|write_rejected|apply_remote|null|\"Rome\"");
        assertThat(database.rows("SELECT data::jsonb -> 'data-collections', data::jsonb -> 'additional-conditions'"
                        + " FROM tandem.signals"))
                .containsExactly("[\"Contact\"]|null");
        assertThat(warnings.texts()).anyMatch(text -> text.contains("All records of the object are read again"));
        assertThat(sink.errors()).isEmpty();
    }

    private static List<SinkRecord> recordsThatColumnWouldRound() {
        String other = "003A0000001bbbbAAA";
        Map<String, String> city = Map.of("City", "1.2345");
        return List.of(
                change("c", other, 11, LONG_AGO, city),
                read(other, 11, LONG_AGO, city),
                change("u", ID, 12, LONG_AGO, city),
                echo("u", ID, 12, 1, city),
                echo("c", other, 11, 1, city));
    }

    @ParameterizedTest
    @MethodSource("recordsThatColumnWouldRound")
    void noticesColumnThatIsNarrowedWhileRecordsFlow(SinkRecord tooFine) {
        database.execute("ALTER TABLE " + TABLE + " ALTER COLUMN \"City\" TYPE numeric(10,4) USING 1");
        sink.restart().with("schema.evolution", "add");
        sink.put(change("u", ID, 11, LONG_AGO, Map.of("City", "1.2345")));

        database.execute("ALTER TABLE " + TABLE + " ALTER COLUMN \"City\" TYPE numeric(10,2)");
        List<String> before = database.rows(ROWS);
        sink.put(tooFine);

        assertThat(database.rows(ROWS)).isEqualTo(before);
        assertThat(sink.errors()).singleElement().asString().contains("City", "decimal places");
    }

    @ParameterizedTest
    @ValueSource(strings = {"strip", "fail"})
    void treatsNulCharactersAsConfigured(String rule) {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");
        sink.restart().with("text.nul.characters", rule);

        sink.put(change("u", ID, 11, LONG_AGO, Map.of("City", "Os\u0000lo")));

        assertThat(database.rows(ROWS))
                .containsExactly(rule.equals("strip") ? ID + "|Ours|Oslo|11" : ID + "|Ours|Rome|10");
        assertThat(sink.errors()).hasSize(rule.equals("strip") ? 0 : 1).allMatch(error -> error.contains("City"));
    }

    @Test
    void logsLocalEditThatLaterChangeBeats() {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours', \"City\" = 'Paris'");

        SinkRecord later = change("u", ID, 11, FUTURE, Map.of("Name", "Theirs"));
        sink.put(later).put(later);

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Theirs|Paris|11");
        assertThat(database.rows(WISHES)).containsExactly("City|Rome");
        assertThat(database.rows(CONFLICTS))
                .containsExactly("Name|update_origin_differs|apply_remote|\"Ours\"|\"Theirs\"");
    }

    @Test
    void keepsLocalEditAndMovesBaseOnEarlierChange() {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");

        sink.put(change("u", ID, 11, LONG_AGO, Map.of("Name", "Theirs", "City", "Oslo")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Ours|Oslo|11");
        assertThat(database.rows(WISHES)).containsExactly("Name|Theirs");
        assertThat(database.rows(CONFLICTS))
                .containsExactly("Name|update_origin_differs|keep_local|\"Ours\"|\"Theirs\"");
    }

    @Test
    void keepsLocalEditOnReadWithoutNews() {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");

        sink.put(read(ID, 11, FUTURE, Map.of("Name", "Acme", "City", "Oslo")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Ours|Oslo|11");
        assertThat(database.rows(WISHES)).containsExactly("Name|Acme");
    }

    @Test
    void confirmsRequestByItsEcho() {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");
        long request = request("Ours");

        sink.put(echo("u", ID, 11, request, Map.of("Name", "Ours")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Ours|Rome|11");
        assertThat(database.rows("SELECT _sync_pending, _sync_request, _sync_state FROM " + TABLE))
                .containsExactly("null|null|null");
        assertThat(database.rows(CONFLICTS)).isEmpty();
    }

    @Test
    void logsLocalEditsThatDeleteBeats() {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");

        sink.put(change("d", ID, 11, LONG_AGO, null));

        assertThat(database.rows(ROWS)).isEmpty();
        assertThat(database.rows("SELECT key, version, row_values ->> 'City', _sync_pending FROM tandem.tombstones"))
                .containsExactly(ID + "|11|Rome|null");
        assertThat(database.rows(CONFLICTS)).containsExactly("Name|delete_origin_differs|apply_remote|\"Ours\"|false");
    }

    @Test
    void bringsRowBackWithItsKeyOnUndelete() {
        List<String> key = database.rows("SELECT _sync_key FROM " + TABLE);

        sink.put(change("d", ID, 11, LONG_AGO, null), change("c", ID, 12, FUTURE, Map.of("Name", "Back")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Back|Rome|12");
        assertThat(database.rows("SELECT _sync_key FROM " + TABLE)).isEqualTo(key);
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
    }

    @Test
    void bringsLocallyDeletedRowBackOnLaterChange() {
        database.execute("DELETE FROM " + TABLE);

        sink.put(change("u", ID, 11, FUTURE, Map.of("City", "Oslo")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Acme|Oslo|11");
        assertThat(database.rows(CONFLICTS)).containsExactly("*|update_deleted|apply_remote|false|true");
    }

    @Test
    void logsEarlierChangeUnderLocallyDeletedRow() {
        database.execute("DELETE FROM " + TABLE);

        sink.put(change("u", ID, 11, LONG_AGO, Map.of("City", "Oslo")));

        assertThat(database.rows(ROWS)).isEmpty();
        assertThat(database.rows(
                        "SELECT row_values ->> 'City', _sync_pending -> '*' ->> 'base' FROM tandem.tombstones"))
                .containsExactly("Oslo|true");
        assertThat(database.rows(CONFLICTS)).containsExactly("City|update_deleted|keep_local|\"Rome\"|\"Oslo\"");
    }

    @Test
    void asksForReadOnUpdateOfUnknownRecord() {
        sink.put(change("u", "003A0000001bbbbAAA", 11, FUTURE, Map.of("City", "Oslo")));

        assertThat(database.rows("SELECT count(*) FROM " + TABLE)).containsExactly("1");
        assertThat(database.rows("SELECT data FROM tandem.signals").get(0))
                .contains("\"Contact\"", "Id IN ('003A0000001bbbbAAA')");
    }

    @Test
    void leavesTombstoneWithoutRowKeyOfUnknownRecord() {
        sink.put(change("d", "003A0000001bbbbAAA", 11, FUTURE, null));

        assertThat(database.rows("SELECT key, row_key, version FROM tandem.tombstones"))
                .containsExactly("003A0000001bbbbAAA|null|11");
    }

    @Test
    void createsRowForUndeleteOfUnknownRecord() {
        sink.put(change("d", "003A0000001bbbbAAA", 11, LONG_AGO, null));

        sink.put(change("c", "003A0000001bbbbAAA", 12, FUTURE, Map.of("Name", "Back")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Acme|Rome|10", "003A0000001bbbbAAA|Back|null|12");
        assertThat(database.rows("SELECT count(*) FROM tandem.tombstones")).containsExactly("0");
    }

    @Test
    void revivesRowWhoseRecordWasReportedDeletedBefore() {
        String key = insert("New");
        long request = request("New");
        sink.put(change("d", "003A0000001ccccAAA", 11, LONG_AGO, null));

        sink.put(echo("c", "003A0000001ccccAAA", 12, request, Map.of("Name", "New", "Key__c", key)));

        assertThat(database.rows("SELECT \"Id\", _sync_key, \"Name\", _sync_version, _sync_pending FROM " + TABLE
                        + " WHERE \"Name\" = 'New'"))
                .containsExactly("003A0000001ccccAAA|" + key + "|New|12|null");
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
        assertThat(database.rows("SELECT field, type, local_value FROM tandem.conflicts ORDER BY 1"))
                .contains("Name|delete_origin_differs|\"New\"");
    }

    @Test
    void deletesRowWhoseRecordWasDeletedAfterItsCreate() {
        String key = insert("New");
        long request = request("New");
        sink.put(change("d", "003A0000001ccccAAA", 12, LONG_AGO, null));

        sink.put(echo("c", "003A0000001ccccAAA", 11, request, Map.of("Name", "New", "Key__c", key)));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Acme|Rome|10");
        assertThat(database.rows("SELECT key, row_key, version FROM tandem.tombstones"))
                .containsExactly("003A0000001ccccAAA|" + key + "|12");
    }

    @Test
    void writesIdToRowThatCreateCameFrom() {
        String key = insert("New");
        long request = request("New");

        sink.put(echo("c", "003A0000001ccccAAA", 11, request, Map.of("Name", "New", "Key__c", key)));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Acme|Rome|10", "003A0000001ccccAAA|New|null|11");
        assertThat(database.rows("SELECT _sync_key FROM " + TABLE + " WHERE \"Name\" = 'New'"))
                .containsExactly(key);
        assertThat(database.rows(WISHES)).isEmpty();
        assertThat(database.rows(CONFLICTS)).isEmpty();
    }

    @Test
    void insertsRowForExternalIdThatCannotBeKey() {
        sink.put(change("c", "003A0000001ccccAAA", 11, FUTURE, Map.of("Name", "Typed", "Key__c", "INV-7")));

        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT \"Name\" FROM " + TABLE + " WHERE \"Key__c\" = 'INV-7'"))
                .containsExactly("Typed");
    }

    @Test
    void insertsRowForExternalIdOfUnknownRow() {
        sink.put(change("c", "003A0000001ccccAAA", 11, FUTURE, Map.of("Name", "New", "Key__c", "999")));

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Acme|Rome|10", "003A0000001ccccAAA|New|null|11");
    }

    @Test
    void changesNothingOnReplay() {
        List<SinkRecord> records = List.of(
                read(ID, 10, LONG_AGO, Map.of("Name", "Acme", "City", "Rome")),
                change("u", ID, 11, LONG_AGO, Map.of("Name", "Theirs")),
                change("d", "003A0000001bbbbAAA", 12, LONG_AGO, null),
                change("u", ID, 13, FUTURE, Map.of("City", "Oslo")));
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");
        sink.put(records);
        List<String> before = state();

        sink.put(records);
        records.forEach(sink::put);

        assertThat(state()).isEqualTo(before);
    }

    @Test
    void rejectsLocalWritesOfReadOnlyFields() {
        assertThatThrownBy(() -> database.execute("UPDATE " + TABLE + " SET \"LastModifiedDate\" = 'now'"))
                .hasStackTraceContaining("read-only in Salesforce");
    }

    @Test
    void switchesBackToReadOnly() {
        sink.restart().with("access", "read_only").put(change("u", ID, 11, FUTURE, Map.of("City", "Oslo")));

        assertThat(database.rows("SELECT count(*) FROM information_schema.columns WHERE table_name = 'Contact'"
                        + " AND column_name IN ('_sync_pending', '_sync_request', '_sync_key')"))
                .containsExactly("0");
        assertThat(database.rows(ROWS)).containsExactly(ID + "|Acme|Oslo|11");
    }

    @Test
    void finishesSwitchToReadOnlyThatWasCutOff() {
        database.execute("SELECT tandem.drop_two_way_triggers('" + TABLE + "')");

        sink.restart().with("access", "read_only").put(change("u", ID, 11, FUTURE, Map.of("City", "Oslo")));

        assertThat(database.rows("SELECT attname FROM pg_attribute WHERE attrelid = '" + TABLE + "'::regclass"
                        + " AND attname LIKE '\\_sync%' AND NOT attisdropped"))
                .containsExactly("_sync_version");
        assertThat(database.rows(ROWS)).containsExactly(ID + "|Acme|Oslo|11");
    }

    @Test
    void failsToSwitchBackWhileEditsArePending() {
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");

        assertThatThrownBy(() -> sink.restart()
                        .with("access", "read_only")
                        .put(change("u", ID, 11, FUTURE, Map.of("City", "Oslo"))))
                .hasStackTraceContaining("cannot become read_only: it has edits that Salesforce has not confirmed");

        assertThat(database.rows(WISHES)).containsExactly("Name|Acme");
    }

    @Test
    void stopsWhenTableHasBecomeTwoWayUnnoticed() {
        sink.restart().with("access", "read_only").put(change("u", ID, 11, FUTURE, Map.of("City", "Oslo")));
        switchToReadWrite();
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");

        assertThatThrownBy(() -> sink.put(change("u", ID, 12, FUTURE, Map.of("Name", "Theirs"))))
                .hasStackTraceContaining("Set its access to read_write to keep them.");

        assertThat(database.rows(ROWS)).containsExactly(ID + "|Ours|Oslo|11");
        assertThat(database.rows(WISHES)).containsExactly("Name|Acme");
    }

    @Test
    void keepsTombstonesOfUnconfirmedDeletesFromThePurge() {
        database.execute("DELETE FROM " + TABLE);
        database.execute(
                "INSERT INTO tandem.tombstones (table_schema, table_name, key, version) VALUES ('a', 'b', 'c', 1)");
        database.execute("UPDATE tandem.tombstones SET deleted_at = '2000-01-01'");

        sink.restart().put(change("u", ID, 11, LONG_AGO, Map.of("City", "Oslo")));

        assertThat(database.rows("SELECT key FROM tandem.tombstones")).containsExactly(ID);
    }

    /** Makes the table two-way as another connector does. */
    private void switchToReadWrite() {
        try (Harness other = Harness.on(database).with("access", "read_write")) {
            other.put(read(ID, 10, LONG_AGO, Map.of("Name", "Acme")));
        }
    }

    private List<String> state() {
        List<String> state = new ArrayList<>(database.rows("SELECT to_jsonb(t) FROM " + TABLE + " t ORDER BY 1"));
        state.addAll(database.rows("SELECT key, version, row_values, _sync_pending FROM tandem.tombstones ORDER BY 1"));
        state.addAll(database.rows("SELECT c FROM tandem.conflicts c ORDER BY 1"));
        state.addAll(database.rows("SELECT data FROM tandem.signals ORDER BY 1"));
        return state;
    }

    private String insert(String name) {
        database.execute("INSERT INTO " + TABLE + " (\"Name\") VALUES ('" + name + "')");
        return database.rows("SELECT _sync_key FROM " + TABLE + " WHERE \"Name\" = '" + name + "'")
                .get(0);
    }

    /** Notes a request for the wishes of the row with this name, as the write-back would. */
    private long request(String name) {
        long request = Long.parseLong(database.rows("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
                .get(0));
        database.execute("BEGIN; SELECT set_config('tandem.applying', 'on', true); UPDATE " + TABLE
                + " SET _sync_state = 'sent', _sync_request = jsonb_build_object('id', " + request
                + ", 'kind', 'update', 'sent', jsonb_build_object('Name', \"Name\"), 'answered', null, 'deadline', "
                + (request + 60_000_000) + ", 'guarded', true) WHERE \"Name\" = '" + name + "'; COMMIT");
        return request;
    }
}
