/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Switches of existing tables to read_write. {@link SwitchBackTest} has those back to read_only. */
class SwitchTest {
    private static final TableId LEAD = new TableId("public", "Lead");
    private static final String KEY =
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])"
                    + " WHERE i.indrelid = '\"Lead\"'::regclass AND i.indisprimary";
    private static final TwoWayTable TWO_WAY = new TwoWayTable(
            LEAD,
            "Account",
            "Id",
            Inserts.ACCEPT,
            ReadOnlyWrites.REFUSE,
            WakeUp.WAL,
            Map.of("Name", FieldColumn.writable()));

    private final TwoWayDatabase database = TwoWayDatabase.empty();

    SwitchTest() {
        database.execute("CREATE TABLE \"Lead\" (\"Id\" text PRIMARY KEY, \"Name\" text, _sync_version bigint);"
                + " INSERT INTO \"Lead\" SELECT 'x' || i, 'name ' || i, i FROM generate_series(1, 20000) i");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    private String fileOfTable() {
        return database.rows("SELECT pg_relation_filenode('\"Lead\"')").get(0);
    }

    private List<SchemaStep> stepsLeft(Connection connection) throws SQLException {
        return SwitchPlan.toReadWrite(
                TableStateReader.read(connection, LEAD),
                TWO_WAY,
                SwitchPlan.Knowledge.CONFIGURED,
                TwoWayScript.VERSION);
    }

    @Test
    void givesTableKeyOfItsOwnWithoutRewritingIt() {
        String file = fileOfTable();

        database.switchToReadWrite(TWO_WAY);

        assertThat(fileOfTable()).isEqualTo(file);
        assertThat(database.rows(KEY)).containsExactly("_sync_key");
        assertThat(database.rows("SELECT count(*), count(DISTINCT _sync_key), min(_sync_version) FROM \"Lead\""))
                .containsExactly("20000|20000|1");
        database.execute("INSERT INTO \"Lead\" (\"Name\") VALUES ('local')");
        database.execute("UPDATE \"Lead\" SET \"Name\" = 'edited' WHERE \"Id\" = 'x7'");
        assertThat(database.rows("SELECT key, record_id, field FROM tandem.pending ORDER BY 1, 3"))
                .contains("20001|null|*", "20001|null|Name")
                .hasSize(3);
        assertThatThrownBy(() -> database.applying("INSERT INTO \"Lead\" (\"Id\") VALUES ('x7')"))
                .rootCause()
                .hasMessageContaining("duplicate");
    }

    @Test
    void doesNothingWhenTableIsReadWriteAlready() throws SQLException {
        database.switchToReadWrite(TWO_WAY);

        try (Connection connection =
                DriverManager.getConnection(database.database().url())) {
            assertThat(stepsLeft(connection)).isEmpty();
        }
    }

    @Test
    void resumesBehindEveryStep() throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(database.database().url())) {
            TwoWaySchema schema = new TwoWaySchema(connection, TwoWayDatabase.PATIENCE);
            schema.install();
            int steps = stepsLeft(connection).size();
            for (int done = 1; done < steps; done++) {
                schema.run(LEAD, stepsLeft(connection).subList(0, done));

                schema.switchToReadWrite(TWO_WAY);

                assertThat(stepsLeft(connection))
                        .as("left after an end behind step %s", done)
                        .isEmpty();
                assertThat(database.rows(KEY)).containsExactly("_sync_key");
                assertThat(database.rows("SELECT attnotnull FROM pg_attribute WHERE attrelid = '\"Lead\"'::regclass"
                                + " AND attname IN ('Id', '_sync_key') ORDER BY attname"))
                        .containsExactly("f", "t");
                schema.switchToReadOnly(LEAD, "Id");
            }
        }
    }

    @Test
    void enablesTriggersAgainAfterARestoreOfData() {
        database.switchToReadWrite(TWO_WAY);
        // As pg_restore --data-only --disable-triggers does.
        database.execute(
                "ALTER TABLE \"Lead\" DISABLE TRIGGER ALL; INSERT INTO \"Lead\" (\"Id\", \"Name\") VALUES ('y1', 'restored');"
                        + " ALTER TABLE \"Lead\" ENABLE TRIGGER ALL");
        database.switchToReadWrite(TWO_WAY);

        database.execute(
                "SET session_replication_role = replica; UPDATE \"Lead\" SET \"Name\" = 'edited' WHERE \"Id\" = 'y1';"
                        + " RESET session_replication_role");

        assertThat(database.rows("SELECT record_id, field FROM tandem.pending")).containsExactly("y1|Name");
    }

    @Test
    void takesOverTableThatWasRenamed() {
        database.switchToReadWrite(TWO_WAY);
        database.execute("CREATE SCHEMA crm; ALTER TABLE \"Lead\" RENAME TO leads; ALTER TABLE leads SET SCHEMA crm");
        database.execute(
                "UPDATE crm.leads SET \"Name\" = 'edited' WHERE \"Id\" = 'x7'; DELETE FROM crm.leads WHERE \"Id\" = 'x8'");

        assertThat(database.rows(
                        "SELECT table_schema, table_name, record_id, field, error FROM tandem.pending ORDER BY 3"))
                .containsExactly(
                        "crm|leads|x7|Name|Tandem knows this table as public.Lead, so its edits wait."
                                + " Rename it back, or configure both sinks for its new name.",
                        "public|Lead|x8|*|null");
        assertThat(database.rows("SELECT tandem.revert('crm.leads', 'x7')")).containsExactly("1");

        database.switchToReadWrite(new TwoWayTable(
                new TableId("crm", "leads"),
                "Account",
                "Id",
                Inserts.ACCEPT,
                ReadOnlyWrites.REFUSE,
                WakeUp.WAL,
                TWO_WAY.columns()));

        assertThat(database.rows("SELECT table_schema, table_name, record_id, field, error FROM tandem.pending"))
                .containsExactly("crm|leads|x8|*|null");
        assertThat(database.rows("SELECT table_schema, table_name FROM tandem.two_way_tables"))
                .containsExactly("crm|leads");
        assertThat(database.rows("SELECT proname FROM pg_proc WHERE proname LIKE '%Lead%'"))
                .isEmpty();
    }

    @Test
    void listsEditsWhenAnotherTableTakesTheName() {
        database.switchToReadWrite(TWO_WAY);
        database.execute("ALTER TABLE \"Lead\" RENAME TO old; CREATE TABLE \"Lead\" (\"Id\" text)");

        database.execute("UPDATE old SET \"Name\" = 'edited' WHERE \"Id\" = 'x7'");

        assertThat(database.rows("SELECT table_name, record_id FROM tandem.pending"))
                .containsExactly("old|x7");
    }

    @Test
    void takesFailedRowsAgainOnceFieldIsNotWritable() {
        database.switchToReadWrite(TWO_WAY);
        database.execute("ALTER TABLE \"Lead\" ADD \"City\" text");
        database.switchToReadWrite(with(Map.of("Name", FieldColumn.writable(), "City", FieldColumn.writable())));
        database.execute("UPDATE \"Lead\" SET \"Name\" = 'edited' WHERE \"Id\" = 'x7';"
                + " UPDATE \"Lead\" SET \"City\" = 'Bonn' WHERE \"Id\" IN ('x7', 'x8')");
        database.applying("UPDATE \"Lead\" SET _sync_state = 'failed' WHERE \"Id\" IN ('x7', 'x8')");

        database.switchToReadWrite(with(Map.of("Name", FieldColumn.readOnly(), "City", FieldColumn.writable())));

        assertThat(database.rows("SELECT DISTINCT record_id, state FROM tandem.pending ORDER BY 1"))
                .containsExactly("x7|pending", "x8|failed");
    }

    private static TwoWayTable with(Map<String, FieldColumn> columns) {
        return new TwoWayTable(LEAD, "Account", "Id", Inserts.ACCEPT, ReadOnlyWrites.REFUSE, WakeUp.WAL, columns);
    }

    @Test
    void givesNoKeyThatRecordsStillCarry() {
        Map<String, FieldColumn> columns = Map.of("Name", FieldColumn.writable(), "Key__c", FieldColumn.readOnly());
        database.execute("ALTER TABLE \"Lead\" ADD \"Key__c\" text; DELETE FROM \"Lead\" WHERE \"Id\" <> 'x7'");
        database.switchToReadWrite(with(columns));
        database.applying("UPDATE \"Lead\" SET \"Key__c\" = '30000'");
        database.inSchema(schema -> schema.switchToReadOnly(LEAD, "Id"));

        database.switchToReadWrite(with(columns));

        database.execute("INSERT INTO \"Lead\" (\"Name\") VALUES ('New')");
        assertThat(database.rows("SELECT _sync_key FROM \"Lead\" ORDER BY 1")).containsExactly("30001", "30002");
    }

    @Test
    void numbersRowsOnWhenTableTakesTheName() {
        database.switchToReadWrite(TWO_WAY);
        database.execute(
                "BEGIN; CREATE TABLE copy (LIKE \"Lead\" INCLUDING ALL); INSERT INTO copy SELECT * FROM \"Lead\";"
                        + " DROP TABLE \"Lead\" CASCADE; ALTER TABLE copy RENAME TO \"Lead\"; COMMIT");

        database.switchToReadWrite(TWO_WAY);

        database.execute("INSERT INTO \"Lead\" (\"Name\") VALUES ('New')");
        assertThat(database.rows("SELECT max(_sync_key) FROM \"Lead\"")).containsExactly("20001");
    }

    @Test
    void buildsIndexAgainThatWasLeftInvalid() {
        database.execute("CREATE TABLE copies (\"Id\" text)");
        database.execute("UPDATE \"Lead\" SET _sync_version = NULL");
        database.inSchema(TwoWaySchema::install);
        database.execute("ALTER TABLE \"Lead\" ADD COLUMN _sync_pending jsonb, ADD COLUMN _sync_request jsonb");
        database.execute("CREATE INDEX \"Lead_sync_pending\" ON \"Lead\" (\"Id\")");
        database.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '\"Lead_sync_pending\"'::regclass");

        database.switchToReadWrite(TWO_WAY);

        assertThat(database.rows(
                        "SELECT indisvalid, pg_get_indexdef(indexrelid) LIKE '%(_sync_key) WHERE%' FROM pg_index"
                                + " WHERE indexrelid = '\"Lead_sync_pending\"'::regclass"))
                .containsExactly("t|t");
    }

    @Test
    void waitsBrieflyForLocksAndTriesAgain() throws Exception {
        try (Connection reader = DriverManager.getConnection(database.database().url());
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("LOCK TABLE \"Lead\" IN ACCESS SHARE MODE");
            CompletableFuture<Void> switching = CompletableFuture.runAsync(() -> database.switchToReadWrite(TWO_WAY));
            Awaitility.await()
                    .until(() -> !database.rows(
                                    "SELECT pid FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE%' AND wait_event_type = 'Lock'"
                                            + " AND datname = current_database()")
                            .isEmpty());

            database.execute(
                    "SET statement_timeout = '30s'; UPDATE \"Lead\" SET \"Name\" = 'during' WHERE \"Id\" = 'x1'");
            reader.commit();
            switching.get();
        }

        assertThat(database.rows(KEY)).containsExactly("_sync_key");
    }

    @Test
    void namesForeignKeysThatStandInTheWay() {
        database.execute("CREATE TABLE child (lead text CONSTRAINT lead_exists REFERENCES \"Lead\")");

        assertThatThrownBy(() -> database.switchToReadWrite(TWO_WAY))
                .isInstanceOf(SchemaConflictException.class)
                .hasMessageContaining("foreign keys refer to its primary key, child.lead_exists. Drop them");
    }

    @Test
    void takesTableThatNoOneMayEdit() {
        database.switchToReadWrite(with(Map.of("Name", FieldColumn.readOnly())));

        database.execute("DELETE FROM \"Lead\" WHERE \"Id\" = 'x7'");

        assertThat(database.rows("SELECT record_id, field FROM tandem.pending")).containsExactly("x7|*");
    }

    @Test
    void namesMissingColumns() {
        TwoWayTable wrong = new TwoWayTable(
                LEAD,
                "Account",
                "Id",
                Inserts.ACCEPT,
                ReadOnlyWrites.REFUSE,
                WakeUp.WAL,
                Map.of("Phone", FieldColumn.writable()));

        assertThatThrownBy(() -> database.switchToReadWrite(wrong))
                .isInstanceOf(SchemaConflictException.class)
                .hasMessageContaining("has no column Phone");
    }

    @Test
    void extendsSystemTablesOfOneWaySink() {
        database.execute(
                "CREATE SCHEMA tandem; CREATE TABLE tandem.tombstones (table_schema text NOT NULL, table_name text NOT NULL,"
                        + " key text NOT NULL, version bigint NOT NULL, deleted_at timestamptz NOT NULL DEFAULT now(),"
                        + " PRIMARY KEY (table_schema, table_name, key));"
                        + " INSERT INTO tandem.tombstones VALUES ('public', 'Lead', 'gone', 5)");

        database.switchToReadWrite(TWO_WAY);
        database.inSchema(TwoWaySchema::install);

        assertThat(database.rows("SELECT key, version, row_key, _sync_pending FROM tandem.tombstones"))
                .containsExactly("gone|5|null|null");
        assertThat(database.rows("SELECT * FROM tandem.pending")).isEmpty();
    }

    @Test
    void keepsDescribedSettingsWhenConfigurationKnowsLess() {
        database.execute("ALTER TABLE \"Lead\" ADD COLUMN \"Formula__c\" text");
        Map<String, FieldColumn> described =
                Map.of("Name", FieldColumn.writable(), "Formula__c", FieldColumn.readOnly());
        database.inSchema(schema -> schema.describe(new TwoWayTable(
                LEAD, "Account", "Id", Inserts.ACCEPT, ReadOnlyWrites.REFUSE, WakeUp.NOTIFY, described)));
        database.execute("ALTER TABLE \"Lead\" ADD COLUMN \"City\" text");

        Map<String, FieldColumn> configured = Map.of(
                "Name", FieldColumn.writable(), "Formula__c", FieldColumn.writable(), "City", FieldColumn.writable());
        database.switchToReadWrite(
                new TwoWayTable(LEAD, "Account", "Id", Inserts.REFUSE, ReadOnlyWrites.REVERT, WakeUp.WAL, configured));

        database.execute("UPDATE \"Lead\" SET \"City\" = 'Bonn' WHERE \"Id\" = 'x1'");
        assertThat(database.rows("SELECT field FROM tandem.pending")).containsExactly("City");
        assertThatThrownBy(() -> database.execute("UPDATE \"Lead\" SET \"Formula__c\" = 'x'"))
                .rootCause()
                .hasMessageContaining("read-only");
        assertThat(database.rows("SELECT options ->> 'wake_up', options ->> 'inserts' FROM tandem.two_way_tables"))
                .containsExactly("notify|accept");
    }

    @Test
    void keepsOwnersOfFieldsWhenSalesforceIsDescribed() {
        FieldColumn ofSalesforce = FieldColumn.writable().withOwner(FieldOwner.SALESFORCE);
        database.switchToReadWrite(withName(ofSalesforce));

        database.inSchema(schema -> schema.describe(withName(FieldColumn.writable())));
        database.switchToReadWrite(withName(ofSalesforce));

        assertThatThrownBy(() -> database.execute("UPDATE \"Lead\" SET \"Name\" = 'x'"))
                .rootCause()
                .hasMessageContaining("Salesforce owns the field");
        database.switchToReadWrite(withName(FieldColumn.writable()));
        database.execute("UPDATE \"Lead\" SET \"Name\" = 'x'");
    }

    @Test
    void rejectsThatPostgresOwnsWhatSalesforceDoesNotLetItWrite() {
        database.switchToReadWrite(withName(FieldColumn.writable().withOwner(FieldOwner.POSTGRES)));

        assertThatThrownBy(() -> database.inSchema(schema -> schema.describe(withName(FieldColumn.readOnly()))))
                .hasStackTraceContaining("Postgres owns Name, which Salesforce does not let anyone write");
    }

    private static TwoWayTable withName(FieldColumn column) {
        return new TwoWayTable(
                LEAD, "Account", "Id", Inserts.ACCEPT, ReadOnlyWrites.REFUSE, WakeUp.WAL, Map.of("Name", column));
    }
}
