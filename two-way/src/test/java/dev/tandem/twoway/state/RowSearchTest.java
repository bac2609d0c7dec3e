/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.rule.SettleRule;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.RowStore.Search;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The searches for rows to take and to settle. */
class RowSearchTest extends AccountRowsTest {
    @Test
    void findsRowsToTakeAndToSettle() throws SQLException {
        database.execute("INSERT INTO account (name) VALUES ('two'), ('three')");
        database.execute("DELETE FROM account WHERE sfid = '001A'");
        StoredRow sent = lock("2");
        Request request = new Request(99, RequestKind.CREATE, Map.of(), 0, 100, false, Settling.NONE);
        write(sent, sent.row().draft().setRequest(request).toRow(), Wake.NOW);

        assertThat(keysToTake(Search.PENDING, 10)).containsExactly("3", "1");
        assertThat(keysToSettle(100)).isEmpty();
        assertThat(keysToSettle(101)).containsExactly("2");
        assertThat(keysToSettle(100, 99)).isEmpty();
        assertThat(keysToSettle(100, 100)).containsExactly("2");

        sent = lock("2");
        write(sent, sent.row().draft().setRequest(request.answered(90)).toRow(), Wake.NOW);
        assertThat(keysToSettle(140, 100)).isEmpty();
        assertThat(keysToSettle(140)).isEmpty();
        assertThat(keysToSettle(141)).containsExactly("2");

        sent = lock("2");
        Request asking = request.answered(90).withSettling(Settling.READ_ASKED);
        write(
                sent,
                sent.row().draft().setSalesforceId("001B").setRequest(asking).toRow(),
                Wake.NOW);
        assertThat(keysToSettle(1140)).isEmpty();
        assertThat(keysToSettle(1141)).containsExactly("2");
    }

    @Test
    void readsSeenRowsAgainIfTheyWereWritten() throws SQLException {
        database.execute("INSERT INTO account (name) VALUES ('Two'), ('Three'); UPDATE account SET name = 'Edited'");
        RowStore.begin(connection, 1000);
        Map<String, SeenRow> seen = new HashMap<>();
        store.findPending(connection, List.of("1", "2", "3", "999")).forEach(row -> seen.put(row.key(), row));
        seen.remove("3");
        connection.commit();
        database.execute("UPDATE account SET name = 'Edited again' WHERE id = 2");

        RowStore.begin(connection, 1000);
        Map<String, StoredRow> locked = new HashMap<>();
        store.lockPending(connection, List.of("1", "2", "3", "999"), seen).forEach(row -> locked.put(row.key(), row));

        assertThat(locked.get("1")).isSameAs(seen.get("1").row());
        assertThat(locked.get("2").row().value("name")).isEqualTo(text("Edited again"));
        assertThat(locked.get("3").row().value("name")).isEqualTo(text("Edited"));
        assertThat(locked).hasSize(3);
        assertThat(database.rows("SELECT id FROM account ORDER BY id FOR UPDATE SKIP LOCKED"))
                .isEmpty();
    }

    @Test
    void takesNoSeenRowThatHasARequestMeanwhile() throws SQLException {
        database.execute("UPDATE account SET name = 'Edited'");
        RowStore.begin(connection, 1000);
        SeenRow seen = store.findPending(connection, List.of("1")).get(0);
        Request request = new Request(9, RequestKind.UPDATE, Map.of(), Request.UNANSWERED, 9, false, Settling.NONE);
        write(lock("1"), seen.row().row().draft().setRequest(request).toRow(), Wake.NOW);

        RowStore.begin(connection, 1000);

        assertThat(store.lockPending(connection, List.of("1"), Map.of("1", seen)))
                .isEmpty();
    }

    @Test
    void takesEditsWhileEventOfSettledWriteIsAwaited() throws SQLException {
        StoredRow row = lock("1");
        write(row, row.row().draft().awaitEvent(99, List.of("name")).toRow(), Wake.NOW);
        assertThat(database.rows("SELECT _sync_request, _sync_state FROM account WHERE id = 1"))
                .containsExactly("{\"awaited\": {\"id\": 99, \"fields\": [\"name\"]}}|null");
        assertThat(keysToTake(Search.PENDING_OR_WAITING, 10)).isEmpty();
        assertThat(database.rows("SELECT * FROM tandem.pending")).isEmpty();

        database.execute("UPDATE account SET name = 'edited' WHERE id = 1");

        assertThat(keysToTake(Search.PENDING, 10)).containsExactly("1");
        assertThat(lock("1").row().request()).isNull();
        assertThat(lock("1").row().awaited().fields()).containsExactly("name");
        assertThat(database.rows("SELECT field, state FROM tandem.pending")).containsExactly("name|pending");
        assertThat(keysToSettle(100)).isEmpty();
    }

    @Test
    void findsRowsWhoseAwaitedEventCannotComeAnyMore() throws SQLException {
        StoredRow row = lock("1");
        write(row, row.row().draft().awaitEvent(99, List.of("name")).toRow(), Wake.NOW);

        assertThat(keysToSettle(99 + SettleRule.EVENT_RETENTION_MICROS)).isEmpty();
        assertThat(keysToSettle(100 + SettleRule.EVENT_RETENTION_MICROS)).containsExactly("1");
    }

    private List<String> keysToSettle(long now) throws SQLException {
        return keysToSettle(now, 0);
    }

    private List<String> keysToSettle(long now, long abandonedBefore) throws SQLException {
        return store.keysToSettle(connection, now, 50, 1000, abandonedBefore, 10);
    }

    private List<String> keysToTake(Search search, int pageSize) throws SQLException {
        List<String> keys = new ArrayList<>();
        Page page = Page.START;
        while (!page.isLast()) {
            page = store.keysToTake(connection, search, page, pageSize);
            assertThat(page.keys()).hasSizeLessThanOrEqualTo(pageSize);
            keys.addAll(page.keys());
        }
        return keys;
    }

    @Test
    void findsEveryPendingRowPageByPage() throws SQLException {
        database.execute("BEGIN; SELECT set_config('tandem.applying', 'on', true);"
                + " INSERT INTO account (sfid) SELECT 'x' || n FROM generate_series(2, 9) n; COMMIT");
        database.execute("UPDATE account SET name = 'edited' WHERE id < 7; DELETE FROM account WHERE id > 6");
        database.execute("BEGIN; SELECT set_config('tandem.applying', 'on', true);"
                + " UPDATE account SET _sync_state = 'waiting' WHERE id = 3; COMMIT");

        for (int pageSize = 1; pageSize < 11; pageSize++) {
            assertThat(keysToTake(Search.PENDING, pageSize)).containsExactly("1", "2", "4", "5", "6", "7", "8", "9");
            assertThat(keysToTake(Search.PENDING_OR_WAITING, pageSize))
                    .hasSize(9)
                    .contains("3");
        }
    }

    @Test
    void notifiesListenersOfRowsToTake() throws SQLException {
        database.execute("UPDATE tandem.two_way_tables SET options = options || '{\"wake_up\": \"notify\"}'");
        database.execute("UPDATE account SET name = 'New'");
        try (Connection listener = DriverManager.getConnection(database.url());
                var statement = listener.createStatement()) {
            statement.execute("LISTEN tandem_wake_up");
            StoredRow row = lock("1");
            write(row, row.row(), Wake.AFTER_NEXT_CHANGE);
            row = lock("1");

            write(row, row.row(), Wake.NOW);

            var notifications = listener.unwrap(PGConnection.class).getNotifications(30_000);
            assertThat(notifications).hasSize(1);
            assertThat(notifications[0].getParameter()).isEqualTo("public.account");
        }
    }
}
