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

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fields of two-way tables that one side owns. */
class OwnedFieldsTest extends TwoWayContactTest {
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
        sink.put(
                change("c", "003A0000001bbbbAAA", 11, LONG_AGO, Map.of("Name", "New", "City", "Bonn")),
                change("u", "003A0000001bbbbAAA", 12, LONG_AGO, Map.of("City", "Berlin")));

        assertThat(database.rows(ROW + " WHERE \"Id\" = '003A0000001bbbbAAA'")).containsExactly("New|Berlin|null");
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
