/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.twoway.row.AwaitedEvent;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.SettleRule;
import dev.tandem.twoway.rule.SettleRule.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The search for requests to settle, which finds exactly those for which {@link SettleRule} has a step. */
class DueRequestsTest extends AccountRowsTest {
    private static final long SENT = 100;
    private static final long DEADLINE = 200;
    private static final long ANSWERED = 300;
    private static final long ECHO = 50;
    private static final long READ = 1000;

    /** The times at which a step may become due. */
    private static final List<Long> TIMES = List.of(
            SENT,
            DEADLINE,
            ANSWERED + ECHO,
            SENT + READ,
            DEADLINE + READ,
            ANSWERED + ECHO + READ,
            SENT + SettleRule.EVENT_RETENTION_MICROS);

    private int inserted;

    @Test
    void findsEveryRequestThatIsDue() throws SQLException {
        for (TwoWayRow state : states()) {
            String request = new StateCodec(store.table()).requestJson(state);
            insert("'001%1$s'", "'001%1$s'", request);
            insert("NULL", "'row:%1$s'", request);
        }
        List<String> keys =
                database.rows("SELECT id::text FROM account UNION ALL SELECT row_key FROM tandem.tombstones");
        RowStore.begin(connection, 1000);
        List<StoredRow> rows = store.lock(connection, keys);
        assertThat(rows).hasSize(1 + inserted);
        Set<Step> steps = EnumSet.noneOf(Step.class);

        for (long abandonedBefore : List.of(0L, SENT, SENT + 1)) {
            SettleRule rule =
                    new SettleRule(Map.of(), micros(ECHO), micros(READ), Duration.ofSeconds(1), abandonedBefore);
            for (long time : TIMES) {
                for (long now : List.of(time, time + 1)) {
                    List<String> due = new ArrayList<>();
                    for (StoredRow stored : rows) {
                        Step step = rule.next(stored.row(), now);
                        steps.add(step);
                        if (step != Step.WAIT) {
                            due.add(stored.row().key());
                        }
                    }

                    assertThat(store.keysToSettle(connection, now, ECHO, READ, abandonedBefore, inserted))
                            .as("at %s, abandoned before %s", now, abandonedBefore)
                            .containsExactlyInAnyOrderElementsOf(due);
                }
            }
        }
        assertThat(steps).containsExactlyInAnyOrder(Step.values());
    }

    /** Inserts a row and a tombstone with this request. */
    private void insert(String recordId, String tombstone, String request) {
        int row = 1000 + inserted++;
        int gone = 1000 + inserted++;
        database.execute("BEGIN; SELECT set_config('tandem.applying', 'on', true);"
                + " INSERT INTO account (id, sfid, _sync_request) OVERRIDING SYSTEM VALUE VALUES ("
                + row + ", " + recordId.formatted(row) + ", '" + request + "');"
                + " INSERT INTO tandem.tombstones (table_schema, table_name, key, row_key, version, _sync_request) VALUES"
                + " ('public', 'account', " + tombstone.formatted(gone) + ", '" + gone + "', 1, '" + request
                + "'); COMMIT");
    }

    private static List<TwoWayRow> states() {
        List<TwoWayRow> states = new ArrayList<>();
        states.add(state(null, new AwaitedEvent(SENT, Set.of("name"))));
        for (RequestKind kind : RequestKind.values()) {
            for (Settling settling : Settling.values()) {
                for (boolean guarded : new boolean[] {false, true}) {
                    for (long answered : new long[] {Request.UNANSWERED, ANSWERED}) {
                        states.add(state(
                                new Request(SENT, kind, Map.of(), answered, DEADLINE, guarded, settling),
                                AwaitedEvent.NONE));
                    }
                }
            }
        }
        return states;
    }

    private static TwoWayRow state(Request request, AwaitedEvent awaited) {
        return new TwoWayRow(
                "any", null, Map.of(), TwoWayRow.NO_VERSION, Map.of(), request, TwoWayRow.NOT_FAILED, awaited);
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1000);
    }
}
