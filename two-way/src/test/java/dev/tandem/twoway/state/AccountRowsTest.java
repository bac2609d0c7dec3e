/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.testing.Database;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.schema.FieldColumn;
import dev.tandem.twoway.schema.LockPatience;
import dev.tandem.twoway.schema.TwoWaySchema;
import dev.tandem.twoway.schema.TwoWayTable;
import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of the rows of a two-way table {@code account}, which has one row at first. */
abstract class AccountRowsTest {
    static final TableId ACCOUNT = new TableId("public", "account");

    final Database database = Database.create();
    final RowStore store = new RowStore(new TableShape(
            ACCOUNT,
            Map.of("id", "bigint"),
            "sfid",
            Map.of(
                    "name", new TableShape.Field(FieldKind.TEXT, "text"),
                    "revenue", new TableShape.Field(FieldKind.NUMBER, "double precision"),
                    "closed", new TableShape.Field(FieldKind.DATE_TIME, "timestamp without time zone"))));
    Connection connection;

    @BeforeEach
    final void createTable() throws SQLException {
        connection = DriverManager.getConnection(database.url());
        database.execute(
                "CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sfid text UNIQUE, name text,"
                        + " revenue double precision, closed timestamp, note text)");
        new TwoWaySchema(connection, LockPatience.DEFAULT)
                .switchToReadWrite(new TwoWayTable(
                        ACCOUNT,
                        "Account",
                        "sfid",
                        Inserts.ACCEPT,
                        ReadOnlyWrites.REFUSE,
                        WakeUp.WAL,
                        Map.of(
                                "name",
                                FieldColumn.writable(),
                                "revenue",
                                FieldColumn.writable(),
                                "closed",
                                FieldColumn.writable())));
        connection.setAutoCommit(false);
        RowStore.begin(connection, 1000);
        connection
                .createStatement()
                .execute("INSERT INTO account (sfid, name, revenue, closed, note, _sync_version)"
                        + " VALUES ('001A', 'Acme', 0.1, '2026-01-01', 'mine', 7)");
        connection.commit();
    }

    @AfterEach
    final void close() throws SQLException {
        connection.close();
        database.close();
    }

    final StoredRow lock(String key) throws SQLException {
        RowStore.begin(connection, 1000);
        List<StoredRow> rows = store.lock(connection, List.of(key, "999"));
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    final void write(StoredRow before, TwoWayRow after, Wake wake) throws SQLException {
        store.write(connection, List.of(new RowChange(before, after, wake, null)));
        connection.commit();
    }

    static CanonicalValue text(String value) {
        return CanonicalValue.of(FieldKind.TEXT, value);
    }
}
