/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.schema.LockPatience;
import dev.tandem.twoway.schema.TwoWaySchema;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.StoredRow.Place;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of reading rows, and of writing to them. */
class RowStoreTest extends AccountRowsTest {
    @Test
    void readsTextOfEveryScript() throws SQLException {
        String name = "K\u00f6ln \u6771\u4eac \ud83c\udf88";
        database.execute("UPDATE account SET name = '" + name + "'");

        assertThat(lock("1").row().value("name").original()).isEqualTo(name);
    }

    @Test
    void readsEditedRow() throws SQLException {
        database.execute("UPDATE account SET name = 'New', closed = NULL");

        StoredRow stored = lock("1");

        TwoWayRow row = stored.row();
        assertThat(stored.place()).isEqualTo(Place.TABLE);
        assertThat(row.salesforceId()).isEqualTo("001A");
        assertThat(row.version()).isEqualTo(7);
        assertThat(row.exists()).isTrue();
        assertThat(row.values()).containsEntry("name", text("New")).containsEntry("closed", CanonicalValue.NULL);
        assertThat(row.base("name")).isEqualTo(text("Acme"));
        assertThat(row.base("closed")).isEqualTo(CanonicalValue.of(FieldKind.DATE_TIME, "2026-01-01T00:00:00Z"));
        assertThat(row.wishes()).containsOnlyKeys("name", "closed");
        assertThat(row.hasFailed()).isFalse();
    }

    /** The sinks prepare the table again after this SQLSTATE, which logs the edits. */
    @Test
    void readsNoRowWithEditsOfDroppedColumn() throws SQLException {
        database.execute("UPDATE account SET name = 'New', closed = NULL; ALTER TABLE account DROP COLUMN name");

        assertThatThrownBy(() -> lock("1"))
                .hasMessageContaining("Column name of table public.account was dropped or renamed")
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).isEqualTo("42703"));
    }

    @Test
    void takesSpellingOfSalesforce() throws SQLException {
        database.execute("UPDATE account SET name = 'New  '");
        StoredRow before = lock("1");

        write(
                before,
                before.row()
                        .draft()
                        .setValue("name", text("New"))
                        .dropWish("name")
                        .toRow(),
                Wake.NOW);

        assertThat(database.rows("SELECT '[' || name || ']', _sync_pending FROM account"))
                .containsExactly("[New]|null");
    }

    @Test
    void takesTimeWithoutMicroseconds() throws SQLException {
        database.execute("UPDATE account SET closed = '2026-05-05 12:00:00.000456'");
        StoredRow before = lock("1");

        CanonicalValue stored = CanonicalValue.of(FieldKind.DATE_TIME, "2026-05-05T12:00:00.000Z");
        write(
                before,
                before.row()
                        .draft()
                        .setValue("closed", stored)
                        .dropWish("closed")
                        .toRow(),
                Wake.NOW);

        assertThat(database.rows("SELECT closed, _sync_pending FROM account"))
                .containsExactly("2026-05-05 12:00:00|null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE", "DELETE"})
    void rejectsWriteThatTriggerSkips(String operation) throws SQLException {
        database.execute("CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
                + " CREATE TRIGGER a_skip BEFORE " + operation + " ON account FOR EACH ROW EXECUTE FUNCTION skip()");
        StoredRow before = lock("1");
        CanonicalValue existence = operation.equals("DELETE") ? CanonicalValue.FALSE : CanonicalValue.TRUE;
        TwoWayRow after = before.row()
                .draft()
                .setValue("name", text("New"))
                .setValue(TwoWayRow.EXISTENCE, existence)
                .toRow();

        assertThatThrownBy(() -> write(before, after, Wake.NOW))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        skipped -> assertThat(FailureKind.of(skipped)).isEqualTo(FailureKind.REJECTED_RECORD))
                .hasMessageContaining("skips the " + operation.toLowerCase(Locale.ROOT) + " of the row");
    }

    @Test
    void writesValuesAndStateWithoutMakingThemEdits() throws SQLException {
        database.execute("UPDATE account SET name = 'New'");
        StoredRow before = lock("1");
        Request request = new Request(99, RequestKind.UPDATE, Map.of("name", text("New")), 0, 100, true, Settling.NONE);

        write(
                before,
                before.row()
                        .draft()
                        .setRequest(request)
                        .setValue("revenue", CanonicalValue.of(FieldKind.NUMBER, 2.5))
                        .toRow(),
                Wake.NOW);

        StoredRow after = lock("1");
        assertThat(after.row().request()).isEqualTo(request);
        assertThat(after.row().wishes()).containsOnlyKeys("name");
        assertThat(after.state()).isEqualTo("sent");
        assertThat(database.rows("SELECT revenue, note FROM account")).containsExactly("2.5|mine");
    }

    @ParameterizedTest
    @CsvSource({
        "character varying(5), 10101, 101010",
        "character(5), 10101, 101010",
        "bit(5), 10101, 101010",
        "bit varying(5), 10101, 101010",
        "code, 10101, 101010",
        "character varying(5)[], {10101}, {101010}",
        "character(5)[], {10101}, {101010}",
        "code[], {10101}, {101010}",
        "codes, {10101}, {101010}"
    })
    void rejectsValueThatColumnWouldCut(String type, String fits, String isCut) throws SQLException {
        createDomains();
        connection.createStatement().execute("ALTER TABLE account ADD COLUMN code " + type);
        TableShape.Field code = new TableShape.Field(FieldKind.TEXT, typeOf(ACCOUNT, "code"));
        RowStore limited = new RowStore(new TableShape(ACCOUNT, Map.of("id", "bigint"), "sfid", Map.of("code", code)));
        connection.commit();
        RowStore.begin(connection, 1000);
        StoredRow before = limited.lock(connection, List.of("1")).get(0);
        TwoWayRow fitting = before.row().draft().setValue("code", text(fits)).toRow();
        TwoWayRow tooLong = before.row().draft().setValue("code", text(isCut)).toRow();

        limited.write(connection, List.of(new RowChange(before, fitting, Wake.NOW, null)));

        connection.commit();
        assertThat(database.rows("SELECT code FROM account")).containsExactly(fits);
        RowStore.begin(connection, 1000);
        assertThatThrownBy(() -> limited.write(connection, List.of(new RowChange(before, tooLong, Wake.NOW, null))))
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("(?s).*(too long|does not match type).*");
    }

    private void createDomains() {
        database.execute("CREATE DOMAIN short AS varchar(5); CREATE DOMAIN code AS short CHECK (VALUE <> '');"
                + " CREATE DOMAIN codes AS varchar(5)[]");
    }

    private String typeOf(TableId table, String column) throws SQLException {
        return new TwoWaySchema(connection, LockPatience.DEFAULT).columns(table).get(column);
    }

    @ParameterizedTest
    @ValueSource(strings = {"character varying(5)", "character(5)", "code"})
    void findsNoRowByKeyThatColumnWouldCut(String type) throws SQLException {
        createDomains();
        database.execute("CREATE TABLE coded (key " + type + " PRIMARY KEY); INSERT INTO coded VALUES ('abcde')");
        TableId coded = new TableId("public", "coded");
        String key = typeOf(coded, "key");
        RowStore store = new RowStore(new TableShape(coded, Map.of("key", key), "sfid", Map.of()));

        try (PreparedStatement find =
                connection.prepareStatement("SELECT FROM coded AS t WHERE " + store.keyIsIn("t"))) {
            RowStore.setTexts(find, 1, List.of("abcde"));
            assertThat(find.executeQuery().next()).isTrue();
            RowStore.setTexts(find, 1, List.of("abcdefgh"));
            assertThat(find.executeQuery().next()).isFalse();
        }
    }

    @Test
    void dividesManyReadsAmongSignalsThatKafkaTakes() throws SQLException {
        List<String> ids = IntStream.range(0, 50_000)
                .mapToObj(number -> String.format(Locale.ROOT, "001%012dAAA", number))
                .toList();

        Signals.ask(connection, ACCOUNT, "Account", ids);
        connection.commit();

        assertThat(database.rows("SELECT sum(length(data) - length(replace(data, 'AAA', 'AA'))),"
                        + " max(length(data)) < 100000 FROM tandem.signals"))
                .containsExactly("50000|t");
    }

    @Test
    void showsWhetherRowWaitsOrRests() throws SQLException {
        database.execute("UPDATE account SET name = 'New'");
        StoredRow before = lock("1");
        write(before, before.row(), Wake.AFTER_NEXT_CHANGE);
        assertThat(database.rows("SELECT _sync_state FROM account")).containsExactly("waiting");

        before = lock("1");
        write(before, before.row().draft().failAt(Long.MAX_VALUE).toRow(), Wake.NOW);
        assertThat(database.rows("SELECT _sync_state FROM account")).containsExactly("failed");
        assertThat(lock("1").row().hasFailed()).isTrue();
        connection.commit();

        database.execute("UPDATE account SET revenue = 5");
        assertThat(lock("1").row().hasFailed()).isFalse();
        assertThat(lock("1").row().wishes()).containsOnlyKeys("name", "revenue");
    }

    @Test
    void movesRowToTombstonesAndBack() throws SQLException {
        StoredRow before = lock("1");
        write(
                before,
                before.row()
                        .draft()
                        .setValue("*", CanonicalValue.FALSE)
                        .setVersion(9)
                        .toRow(),
                Wake.NOW);
        assertThat(database.rows("SELECT id FROM account")).isEmpty();

        StoredRow tombstone = lock("1");
        assertThat(tombstone.place()).isEqualTo(Place.TOMBSTONES);
        assertThat(tombstone.row().version()).isEqualTo(9);
        assertThat(tombstone.row().value("name")).isEqualTo(text("Acme"));
        write(
                tombstone,
                tombstone
                        .row()
                        .draft()
                        .setValue("*", CanonicalValue.TRUE)
                        .setValue("name", text("Back"))
                        .toRow(),
                Wake.NOW);

        assertThat(database.rows("SELECT id, sfid, name, revenue, note, _sync_version, _sync_pending FROM account"))
                .containsExactly("1|001A|Back|0.1|mine|9|null");
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
    }

    @Test
    void bringsRowBackWhoseKeyWasInsertedAgain() throws SQLException {
        database.execute("DELETE FROM account WHERE id = 1");
        StoredRow tombstone = lock("1");
        database.execute("INSERT INTO account (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'New')");

        write(
                tombstone,
                tombstone
                        .row()
                        .draft()
                        .setValue("*", CanonicalValue.TRUE)
                        .dropWishes()
                        .toRow(),
                Wake.NOW);

        assertThat(database.rows("SELECT id, sfid, name, note, _sync_pending IS NULL FROM account ORDER BY id"))
                .containsExactly("1|null|New|null|f", "2|001A|Acme|mine|t");
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
    }

    @Test
    void givesTombstoneTheIdOfItsRecord() throws SQLException {
        database.execute("INSERT INTO account (name) VALUES ('New')");
        StoredRow created = lock("2");
        Request request = new Request(99, RequestKind.CREATE, Map.of(), 0, 100, false, Settling.NONE);
        write(created, created.row().draft().setRequest(request).toRow(), Wake.NOW);
        database.execute("DELETE FROM account WHERE id = 2");

        StoredRow tombstone = lock("2");
        assertThat(tombstone.row().salesforceId()).isNull();
        write(
                tombstone,
                tombstone.row().draft().setSalesforceId("001N").closeRequest().toRow(),
                Wake.NOW);

        assertThat(database.rows("SELECT key, row_key, _sync_state FROM tandem.tombstones"))
                .containsExactly("001N|2|pending");
        assertThat(store.lockByRecordId(connection, List.of("001N", "001A")))
                .extracting(row -> row.row().key())
                .containsExactly("1", "2");
    }

    @Test
    void removesRows() throws SQLException {
        StoredRow row = lock("1");
        store.write(connection, List.of(RowChange.remove(row)));
        connection.commit();

        assertThat(database.rows("SELECT id FROM account")).isEmpty();
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
    }
}
