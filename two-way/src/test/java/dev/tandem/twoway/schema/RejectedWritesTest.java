/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import static dev.tandem.twoway.schema.FieldColumn.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.twoway.schema.FieldColumn.WriteCheck;
import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes of ordinary users that the triggers reject, or revert, because Salesforce would not take them. */
class RejectedWritesTest {
    private final TwoWayDatabase database = TwoWayDatabase.withAccounts().withRow("001A", "Acme");

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void rejectsInsertWithSalesforceId() {
        assertThatThrownBy(() -> database.execute("INSERT INTO \"Account\" (sfid, \"Name\") VALUES ('001B', 'New')"))
                .rootCause()
                .hasMessageContaining("cannot be inserted with an id of Salesforce's: Salesforce assigns it.")
                .hasMessageContaining("Hint: Leave column sfid out");
    }

    @Test
    void rejectsInsertWithoutExternalIdButUpsertsExistingRows() {
        database.switchToReadWrite(TwoWayDatabase.account(Inserts.REFUSE, ReadOnlyWrites.REFUSE));

        database.execute("INSERT INTO \"Account\" (sfid, \"Name\") VALUES ('001A', 'Upserted') ON CONFLICT (sfid)"
                + " DO UPDATE SET \"Name\" = excluded.\"Name\"");

        assertThat(database.pending()).containsExactly("Name|pending|001A");
        assertThatThrownBy(() -> database.execute("INSERT INTO \"Account\" (\"Name\") VALUES ('New')"))
                .rootCause()
                .hasMessageContaining("has no external id field")
                .hasMessageContaining("Add a text field");
    }

    @Test
    void rejectsOrRevertsWritesToReadOnlyColumns() {
        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET \"Formula__c\" = 'x'"))
                .rootCause()
                .hasMessageContaining(
                        "Column Formula__c of two-way table \"Account\" cannot be changed: the field is read-only");
        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET sfid = 'x'"))
                .rootCause()
                .hasMessageContaining("Salesforce's id");
        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET id = 99"))
                .rootCause()
                .hasMessageContaining("key of the row");
        assertThatThrownBy(() -> database.execute("INSERT INTO \"Account\" (\"Formula__c\") VALUES ('x')"))
                .rootCause()
                .hasMessageContaining("read-only in Salesforce");

        database.switchToReadWrite(TwoWayDatabase.account(Inserts.ACCEPT, ReadOnlyWrites.REVERT));
        database.execute("UPDATE \"Account\" SET \"Formula__c\" = 'x', \"City\" = 'Bonn'");
        database.execute("INSERT INTO \"Account\" (\"Name\", \"Formula__c\") VALUES ('New', 'x')");

        assertThat(database.rows("SELECT \"Formula__c\", \"City\" FROM \"Account\" ORDER BY id"))
                .containsExactly("null|Bonn", "null|null");
    }

    @Test
    void rejectsValuesThatSalesforceWouldReject() {
        Map<String, FieldColumn> fields = TwoWayDatabase.fields();
        fields.put("Name", writable(new WriteCheck.MaxLength(5), new WriteCheck.Required()));
        fields.put("City", writable(new WriteCheck.OneOf(List.of("Berlin", "Bonn's"))));
        database.switchToReadWrite(new TwoWayTable(
                TwoWayDatabase.ACCOUNT, "Account", "sfid", Inserts.ACCEPT, ReadOnlyWrites.REFUSE, WakeUp.WAL, fields));

        database.execute("UPDATE \"Account\" SET \"Name\" = '12345', \"City\" = 'Bonn''s'");
        database.execute("UPDATE \"Account\" SET \"City\" = NULL");

        assertThat(database.pending()).containsExactly("City|pending|001A", "Name|pending|001A");
        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET \"Name\" = '123456'"))
                .rootCause()
                .hasMessageContaining("at most 5");
        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET \"Name\" = NULL"))
                .rootCause()
                .hasMessageContaining("requires a value");
        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET \"City\" = 'Rom'"))
                .rootCause()
                .hasMessageContaining("picklist");
        assertThatThrownBy(() -> database.execute("INSERT INTO \"Account\" (\"City\") VALUES ('Bonn''s')"))
                .rootCause()
                .hasMessageContaining("requires a value");
    }

    private void switchWith(String column, FieldColumn field) {
        Map<String, FieldColumn> fields = TwoWayDatabase.fields();
        fields.put(column, field);
        database.switchToReadWrite(new TwoWayTable(
                TwoWayDatabase.ACCOUNT, "Account", "sfid", Inserts.ACCEPT, ReadOnlyWrites.REFUSE, WakeUp.WAL, fields));
    }

    @Test
    void checksOnlyRowsOfUpsertThatAreInserted() {
        switchWith("Name", writable(new WriteCheck.Required()));

        database.execute("INSERT INTO \"Account\" (sfid, \"City\") VALUES ('001A', 'Bonn') ON CONFLICT (sfid)"
                + " DO UPDATE SET \"City\" = excluded.\"City\"");

        assertThat(database.pending()).containsExactly("City|pending|001A");
        assertThatThrownBy(() -> database.execute("INSERT INTO \"Account\" (\"City\") VALUES ('Bonn')"))
                .rootCause()
                .hasMessageContaining("Column Name of two-way table \"Account\": Salesforce requires a value.")
                .hasMessageContaining("Hint: Write a value.");
    }

    @Test
    void checksTextAsSalesforceTrimsIt() {
        switchWith("Name", writable(new WriteCheck.MaxLength(5), new WriteCheck.Required()));

        database.execute("UPDATE \"Account\" SET \"Name\" = E'\\r\\n äöüß😀\\t'");

        assertThat(database.pending()).containsExactly("Name|pending|001A");
        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET \"Name\" = E' \\n'"))
                .rootCause()
                .hasMessageContaining("requires a value");
    }

    @Test
    void rejectsTakingDefaultedValueAway() {
        switchWith("City", writable(new WriteCheck.RequiredOnUpdate()));

        database.execute("INSERT INTO \"Account\" (\"Name\") VALUES ('New')");

        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET \"City\" = NULL WHERE sfid = '001A'"))
                .rootCause()
                .hasMessageContaining("Column City of two-way table \"Account\": Salesforce requires a value.");
    }

    @Test
    void rejectsUpdateOfFieldThatOnlyCreatesTake() {
        switchWith("City", writable().withAccess(FieldColumn.Access.CREATE_ONLY));

        database.execute("INSERT INTO \"Account\" (\"Name\", \"City\") VALUES ('New', 'Bonn')");
        database.execute("UPDATE \"Account\" SET \"City\" = 'Köln' WHERE sfid IS NULL");

        assertThat(database.rows("SELECT _sync_pending ? 'City' FROM \"Account\" WHERE sfid IS NULL"))
                .containsExactly("t");
        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET \"City\" = 'Rom' WHERE sfid = '001A'"))
                .rootCause()
                .hasMessageContaining("Salesforce takes the field only when a record is created")
                .hasMessageContaining("Leave the column out");
    }

    @Test
    void rejectsInsertOfFieldThatOnlyUpdatesTake() {
        switchWith("City", writable().withAccess(FieldColumn.Access.UPDATE_ONLY));

        database.execute("UPDATE \"Account\" SET \"City\" = 'Rom'");

        assertThat(database.pending()).containsExactly("City|pending|001A");
        assertThatThrownBy(() -> database.execute("INSERT INTO \"Account\" (\"City\") VALUES ('Rom')"))
                .rootCause()
                .hasMessageContaining("Salesforce does not take the field when a record is created");
    }

    @Test
    void rejectsEditOfRowThatCannotBeCreated() {
        database.applying("INSERT INTO \"Account\" (\"Name\") VALUES ('Old')");
        database.switchToReadWrite(TwoWayDatabase.account(Inserts.REFUSE, ReadOnlyWrites.REFUSE));

        assertThatThrownBy(() -> database.execute("UPDATE \"Account\" SET \"City\" = 'Bonn' WHERE sfid IS NULL"))
                .rootCause()
                .hasMessageContaining("without an id of Salesforce's cannot be written")
                .hasMessageContaining("Add a text field");
    }

    @Test
    void rejectsTruncate() {
        assertThatThrownBy(() -> database.execute("TRUNCATE \"Account\""))
                .rootCause()
                .hasMessageContaining("TRUNCATE of two-way table public.Account would delete its records")
                .hasMessageContaining("Use DELETE");

        database.applying("TRUNCATE \"Account\"");

        assertThat(database.rows("SELECT id FROM \"Account\"")).isEmpty();
    }
}
