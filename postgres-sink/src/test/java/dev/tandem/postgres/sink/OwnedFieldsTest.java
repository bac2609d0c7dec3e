/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.postgres.sink.Contacts.change;
import static dev.tandem.postgres.sink.Contacts.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Fields of two-way tables that one side owns. */
class OwnedFieldsTest extends TwoWayContactTest {
    private static final String NEW = "003A0000001bbbbAAA";
    private static final String ROW = "SELECT \"Name\", \"City\", _sync_pending -> 'City' ->> 'base' FROM " + TABLE;
    private static final String CONFLICTS =
            "SELECT field, type, resolution, local_value, remote_value FROM tandem.conflicts ORDER BY logged_at";

    @Override
    void configure() {
        sink.with("field.policies", "Contact.City:wins(postgres),*.N*:read-only(postgres)");
    }

    @Test
    void wishesItsValueBackWhenItIsChangedInSalesforce() {
        sink.put(change("u", ID, 11, FUTURE, Map.of("Name", "Theirs", "City", "Oslo")));

        assertThat(database.rows(ROW)).containsExactly("Theirs|Rome|Oslo");
        assertThat(database.rows("SELECT field, state FROM tandem.pending")).containsExactly("City|pending");
        assertThat(database.rows(CONFLICTS)).containsExactly("City|update_origin_differs|keep_local|\"Rome\"|\"Oslo\"");
    }

    @Test
    void keepsLocalEditThatLaterChangeWouldBeat() {
        database.execute("UPDATE " + TABLE + " SET \"City\" = 'Paris'");

        sink.put(read(ID, 11, FUTURE, Map.of("Name", "Acme", "City", "Oslo")));

        assertThat(database.rows(ROW)).containsExactly("Acme|Paris|Oslo");
        assertThat(database.rows(CONFLICTS))
                .containsExactly("City|update_origin_differs|keep_local|\"Paris\"|\"Oslo\"");
    }

    @Test
    void takesSalesforcesValuesOfNewRecords() {
        sink.put(change("c", NEW, 11, LONG_AGO, Map.of("Name", "New", "City", "Bonn")));

        assertThat(database.rows(ROW + " WHERE \"Id\" = '" + NEW + "'")).containsExactly("New|Bonn|null");
    }

    @Test
    void keepsFirstValueHoweverChangesAreDividedIntoBatches() {
        for (int cuts = 0; cuts < 8; cuts++) {
            String id = "003A0000001bbb" + cuts + "AAA";
            putInBatches(
                    cuts,
                    List.of(
                            read(id, 11, LONG_AGO, Map.of("Name", "New", "City", "Bonn")),
                            change("u", id, 12, LONG_AGO, Map.of("Name", "Newer")),
                            change("u", id, 13, LONG_AGO, Map.of("City", "Berlin")),
                            change("u", id, 14, LONG_AGO, Map.of("Name", "Newest", "City", "Kiel"))));
        }

        assertThat(database.rows(ROW + " WHERE \"Id\" <> '" + ID + "'"))
                .hasSize(8)
                .containsOnly("Newest|Bonn|Kiel");
        assertThat(database.rows(CONFLICTS))
                .hasSize(16)
                .containsOnly(
                        "City|update_origin_differs|keep_local|\"Bonn\"|\"Berlin\"",
                        "City|update_origin_differs|keep_local|\"Bonn\"|\"Kiel\"");
    }

    /** @param cuts bit i is set if a batch ends after change i */
    private void putInBatches(int cuts, List<SinkRecord> changes) {
        int start = 0;
        for (int end = 1; end <= changes.size(); end++) {
            if (end == changes.size() || (cuts >> (end - 1) & 1) == 1) {
                sink.put(changes.subList(start, end));
                start = end;
            }
        }
    }

    @Test
    void takesValuesOfUndeletedRecordThatWasNeverConfirmed() {
        database.execute("INSERT INTO " + TABLE + " (\"City\") VALUES ('Bonn')");
        database.execute("BEGIN; SELECT set_config('tandem.applying', 'on', true); UPDATE " + TABLE + " SET \"Id\" = '"
                + NEW + "' WHERE \"Id\" IS NULL; COMMIT");
        sink.put(change("d", NEW, 11, FUTURE, null));

        sink.put(change("c", NEW, 12, FUTURE, Map.of("Name", "New", "City", "Bonn")));

        assertThat(database.rows(ROW + " WHERE \"Id\" = '" + NEW + "'")).containsExactly("New|Bonn|null");
        assertThat(database.rows("SELECT * FROM tandem.pending")).isEmpty();
    }

    @Test
    void refusesLocalWritesToWhatSalesforceOwns() {
        assertThatThrownBy(() -> database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'"))
                .rootCause()
                .hasMessageContaining("Column Name", "cannot be changed: Salesforce owns the field");
        assertThatThrownBy(() -> database.execute("INSERT INTO " + TABLE + " (\"Name\") VALUES ('Ours')"))
                .rootCause()
                .hasMessageContaining("Column Name", "cannot be set: Salesforce owns the field");
    }

    @Test
    void letsChangesBeatEditsFromBeforeSalesforceOwnedTheField() {
        sink.close();
        sink.with("field.policies", "").put(change("u", ID, 11, LONG_AGO, Map.of("City", "Oslo")));
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Ours'");

        sink.close();
        sink.with("field.policies", "Contact.Name:read-only(postgres)")
                .put(change("u", ID, 12, LONG_AGO, Map.of("Name", "Theirs")));

        assertThat(database.rows(ROW)).containsExactly("Theirs|Oslo|null");
        assertThat(database.rows("SELECT * FROM tandem.pending")).isEmpty();
        assertThat(database.rows(CONFLICTS))
                .containsExactly("Name|update_origin_differs|apply_remote|\"Ours\"|\"Theirs\"");
    }
}
