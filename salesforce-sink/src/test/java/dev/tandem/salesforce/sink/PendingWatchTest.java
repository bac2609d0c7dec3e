/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The metrics that say how long edits have been pending, and how many rows have failed. */
class PendingWatchTest {
    private static final String TABLE = "public.Account";
    private static final long HOUR = 3_600_000;

    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() throws SQLException {
        sides.close();
    }

    @Test
    void showsAgeOfOldestEdit() {
        String waiting = sides.addAccount("Acme");
        sides.addAccount("Other");
        sides.start();
        sides.org().send("PUT", "faults/unavailable", Map.of("count", 1_000_000));

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");
        makeEditsOlder(waiting);

        await().untilAsserted(() ->
                assertThat(sides.tableMetric(TABLE, "oldest-pending-ms")).isBetween(HOUR, 2 * HOUR));
        sides.org().send("DELETE", "faults", null);
        sides.awaitRest();
        await().until(() -> sides.tableMetric(TABLE, "oldest-pending-ms") == 0);
    }

    private void makeEditsOlder(String id) {
        sides.applying("UPDATE \"Account\" SET _sync_pending = jsonb_set(_sync_pending, '{Name,t}',"
                + " to_jsonb((_sync_pending #>> '{Name,t}')::bigint - " + 1_000 * HOUR + ")) WHERE \"Id\" = '" + id
                + "'");
    }

    @Test
    void countsFailedRowsApart() {
        sides.addAccount("Acme");
        sides.start();

        sides.edit("UPDATE \"Account\" SET \"Name\" = NULL, \"Phone\" = '9'");

        await().until(() -> sides.tableMetric(TABLE, "rows-failed") == 1);
        assertThat(sides.tableMetric(TABLE, "oldest-pending-ms")).isZero();
        sides.edit("UPDATE \"Account\" SET \"Name\" = 'Better'");
        await().until(() -> sides.tableMetric(TABLE, "rows-failed") == 0);
    }
}
