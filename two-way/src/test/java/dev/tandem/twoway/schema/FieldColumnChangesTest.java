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
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of fields that are dropped, renamed or added again, while edits of them are pending. */
class FieldColumnChangesTest {
    private static final String CONFLICTS =
            "SELECT key, field, local_value, remote_value FROM tandem.conflicts ORDER BY key, field";

    private final TwoWayDatabase database =
            TwoWayDatabase.withAccounts().withRow("001A", "Acme").withRow("001B", "Bolt");

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    /** Prepares the table again, as both connectors do when they see that it has changed. */
    private void prepare() {
        Map<String, FieldColumn> fields = TwoWayDatabase.fields();
        fields.keySet()
                .retainAll(
                        database.rows(
                                "SELECT attname FROM pg_attribute WHERE attrelid = '\"Account\"'::regclass AND NOT attisdropped"));
        database.inSchema(schema -> schema.describe(new TwoWayTable(
                TwoWayDatabase.ACCOUNT, "Account", "sfid", Inserts.ACCEPT, ReadOnlyWrites.REFUSE, WakeUp.WAL, fields)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RENAME \"City\" TO \"Town\"", "DROP \"City\""})
    void sendsNoValueOfColumnThatTakesTheName(String change) {
        database.execute("UPDATE \"Account\" SET \"City\" = 'Bonn' WHERE sfid = '001A'");
        database.execute("ALTER TABLE \"Account\" " + change);
        database.execute("ALTER TABLE \"Account\" ADD \"City\" text");

        database.switchToReadWrite(TwoWayDatabase.account());

        assertThat(database.pending()).isEmpty();
        assertThat(database.rows(CONFLICTS)).containsExactly("001A|City|null|\"Berlin\"");
        assertThat(database.rows("SELECT \"City\", _sync_state FROM \"Account\" WHERE sfid = '001A'"))
                .containsExactly("Berlin|null");
        assertThat(database.rows(
                        "SELECT type, data::jsonb ->> 'data-collections', data::jsonb ->> 'table', data::jsonb ? 'additional-conditions'"
                                + " FROM tandem.signals"))
                .containsExactly("execute-snapshot|[\"Account\"]|public.Account|f");
    }

    @Test
    void asksForNoReadWhileColumnsAreTheSame() {
        prepare();
        database.execute("ALTER TABLE \"Account\" ADD \"Fax\" text, ALTER \"City\" TYPE varchar(99)");

        prepare();

        assertThat(database.rows("SELECT * FROM tandem.signals")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RENAME \"City\" TO \"Town\", RENAME \"Town\" TO \"City\"",
        "RENAME \"Formula__c\" TO own, RENAME own TO \"Formula__c\"",
        "DROP \"Name\", ADD \"Name\" text",
    })
    void asksForReadOnceColumnIsBack(String change, String undone) {
        database.execute("ALTER TABLE \"Account\" " + change);
        prepare();
        prepare();
        int askedBefore = database.rows("SELECT * FROM tandem.signals").size();
        database.execute("ALTER TABLE \"Account\" " + undone);

        prepare();
        prepare();

        assertThat(askedBefore).isZero();
        assertThat(database.rows("SELECT * FROM tandem.signals")).hasSize(1);
    }

    @Test
    void logsEditsOfColumnThatIsGone() {
        database.execute("UPDATE \"Account\" SET \"City\" = 'Bonn', \"Revenue\" = 2 WHERE sfid = '001A'");
        database.execute("UPDATE \"Account\" SET \"City\" = 'Ulm' WHERE sfid = '001B'");
        database.applying("UPDATE \"Account\" SET _sync_state = 'failed', _sync_error = 'Bad city'");
        database.execute("ALTER TABLE \"Account\" RENAME \"City\" TO \"Town\"");

        prepare();

        assertThat(database.rows(CONFLICTS)).containsExactly("001A|City|null|\"Berlin\"", "001B|City|null|\"Berlin\"");
        assertThat(database.pending()).containsExactly("Revenue|pending|001A");
        assertThat(database.rows("SELECT \"Town\", _sync_state, _sync_error FROM \"Account\" ORDER BY sfid"))
                .containsExactly("Bonn|pending|null", "Ulm|null|null");
    }

    @Test
    void logsEditsOfFieldThatIsGone() {
        database.execute("UPDATE \"Account\" SET \"City\" = 'Bonn' WHERE sfid = '001A'");
        Map<String, FieldColumn> fields = TwoWayDatabase.fields();
        fields.remove("City");

        database.inSchema(schema -> schema.describe(new TwoWayTable(
                TwoWayDatabase.ACCOUNT, "Account", "sfid", Inserts.ACCEPT, ReadOnlyWrites.REFUSE, WakeUp.WAL, fields)));

        assertThat(database.rows(CONFLICTS)).containsExactly("001A|City|\"Bonn\"|\"Berlin\"");
        assertThat(database.pending()).isEmpty();
    }

    @Test
    void keepsEditsOfTableThatIsCopied() {
        database.execute("UPDATE \"Account\" SET \"City\" = 'Bonn' WHERE sfid = '001A'");
        database.execute(
                "ALTER TABLE \"Account\" DROP note; CREATE TABLE copy (LIKE \"Account\" INCLUDING ALL);"
                        + " INSERT INTO copy SELECT * FROM \"Account\"; DROP TABLE \"Account\"; ALTER TABLE copy RENAME TO \"Account\"");

        prepare();

        assertThat(database.pending()).containsExactly("City|pending|001A");
        assertThat(database.rows("SELECT * FROM tandem.signals")).isEmpty();
    }
}
