/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Switches of two-way tables to read_only, and back to read_write. */
class SwitchBackTest {
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

    SwitchBackTest() {
        database.execute("CREATE TABLE \"Lead\" (\"Id\" text PRIMARY KEY, \"Name\" text, _sync_version bigint);"
                + " INSERT INTO \"Lead\" SELECT 'x' || i, 'name ' || i, i FROM generate_series(1, 100) i");
        database.switchToReadWrite(TWO_WAY);
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    private void switchToReadOnly() {
        database.inSchema(schema -> schema.switchToReadOnly(LEAD, "Id"));
    }

    @Test
    void restoresTableWhenItBecomesReadOnlyAgain() {
        switchToReadOnly();

        assertThat(database.rows(KEY)).containsExactly("Id");
        assertThat(database.rows(
                        "SELECT attname, attnotnull FROM pg_attribute WHERE attrelid = '\"Lead\"'::regclass AND attnum > 0"
                                + " AND NOT attisdropped ORDER BY attnum"))
                .containsExactly("Id|t", "Name|f", "_sync_version|f");
        assertThat(database.rows("SELECT tgname FROM pg_trigger WHERE tgrelid = '\"Lead\"'::regclass"))
                .isEmpty();
        assertThat(database.rows("SELECT proname FROM pg_proc WHERE proname LIKE '%Lead%'"))
                .isEmpty();
        assertThat(database.rows("SELECT table_name FROM tandem.two_way_tables"))
                .isEmpty();
        database.switchToReadWrite(TWO_WAY);
        assertThat(database.rows(KEY)).containsExactly("_sync_key");
    }

    @Test
    void asksForAllRecordsAfterTimeAsReadOnly() {
        String signals = "SELECT data::jsonb FROM tandem.signals";
        assertThat(database.rows(signals)).isEmpty();
        switchToReadOnly();

        database.switchToReadWrite(TWO_WAY);
        database.inSchema(schema -> schema.describe(TWO_WAY));

        assertThat(database.rows(signals))
                .containsExactly(
                        "{\"type\": \"incremental\", \"table\": \"public.Lead\", \"data-collections\": [\"Account\"]}");
    }

    @Test
    void staysReadWriteWhileEditsArePending() {
        database.execute("DELETE FROM \"Lead\" WHERE \"Id\" = 'x1'");

        assertThatThrownBy(this::switchToReadOnly)
                .rootCause()
                .hasMessageContaining("cannot become read_only: 1 of its rows have edits")
                .hasMessageContaining("tandem.revert");
        assertThat(database.rows("SELECT table_name FROM tandem.two_way_tables"))
                .containsExactly("Lead");
    }

    @Test
    void leavesReadOnlyTableAloneUntilItIsConfigured() {
        switchToReadOnly();

        assertThatThrownBy(() -> database.inSchema(schema -> schema.describe(TWO_WAY)))
                .isInstanceOf(SchemaConflictException.class)
                .hasMessageContaining("was switched to read_only");
        database.switchToReadWrite(TWO_WAY);
        database.inSchema(schema -> schema.describe(TWO_WAY));
        assertThat(database.rows("SELECT table_name FROM tandem.two_way_tables"))
                .containsExactly("Lead");
    }

    /** A restore of the table alone brings its columns back, and not its triggers. */
    @Test
    void keepsEditsThatRestoreHasBroughtBack() {
        switchToReadOnly();
        database.execute(
                "ALTER TABLE \"Lead\" ADD _sync_pending jsonb;"
                        + " UPDATE \"Lead\" SET _sync_pending = '{\"Name\": {\"t\": 1, \"base\": \"old\"}}' WHERE \"Id\" = 'x1'");

        assertThatThrownBy(this::switchToReadOnly)
                .rootCause()
                .hasMessageContaining("cannot become read_only: 1 of its rows were restored with edits")
                .hasMessageContaining("SET _sync_pending = NULL");

        database.execute("UPDATE \"Lead\" SET _sync_pending = NULL");
        switchToReadOnly();
        assertThat(database.rows("SELECT * FROM \"Lead\" WHERE \"Id\" = 'x1'")).containsExactly("x1|name 1|1");
    }
}
