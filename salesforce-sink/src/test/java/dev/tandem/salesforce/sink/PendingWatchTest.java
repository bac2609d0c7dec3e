/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.sink.metrics.TableMetric;
import dev.tandem.salesforce.sink.pending.PendingWatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
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

    @Test
    void showsAgeOfEditsThoughTheirTableWasRenamed() {
        String waiting = sides.addAccount("Acme");
        sides.start();
        sides.org().send("PUT", "faults/unavailable", Map.of("count", 1_000_000));
        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");
        makeEditsOlder(waiting);
        sides.edit("ALTER TABLE \"Account\" RENAME TO \"Renamed\"");
        sides.edit("INSERT INTO \"Renamed\" (\"Name\") VALUES ('Later')");
        sides.applying("UPDATE \"Renamed\" SET _sync_state = 'failed' WHERE \"Name\" = 'Later'");

        await().until(() -> sides.tableMetric(TABLE, "rows-failed") == 1);
        assertThat(sides.tableMetric(TABLE, "oldest-pending-ms")).isBetween(HOUR, 2 * HOUR);
    }

    @Test
    void looksAtNoTableOfOtherConnectors() {
        String waiting = sides.addAccount("Acme");
        sides.start();
        sides.org().send("PUT", "faults/unavailable", Map.of("count", 1_000_000));
        sides.edit(
                "CREATE VIEW \"Other\" AS SELECT a.*, 1 / 0 AS unreadable FROM \"Account\" a WHERE 1 / (length(\"Id\") - 18) = 1");
        sides.edit(
                "INSERT INTO tandem.two_way_tables SELECT table_schema, 'Other', options, sql_version FROM tandem.two_way_tables");

        sides.edit("UPDATE \"Account\" SET \"Name\" = 'New'");
        makeEditsOlder(waiting);

        await().untilAsserted(() ->
                assertThat(sides.tableMetric(TABLE, "oldest-pending-ms")).isBetween(HOUR, 2 * HOUR));
    }

    @Test
    void showsNoAgeBeforeItCouldMeasureOne() throws InterruptedException {
        SalesforceSinkConfig config =
                new SalesforceSinkConfig(Map.of("connection.url", "jdbc:postgresql://localhost:1/none"));
        MetricGroup<TableMetric> group = new MetricGroup<>(TableMetric.class, EnumSet.allOf(TableMetric.class), "test");
        Map<TableId, MetricGroup<TableMetric>> metrics = Map.of(new TableId("public", "Account"), group);

        try (PendingWatch watch = PendingWatch.start(
                new Session(config.postgres(), "test"), metrics, Duration.ofHours(1), failure -> {})) {
            assertThat(watch).isNotNull();
            assertThat(group.get(TableMetric.OLDEST_PENDING_MS)).isEqualTo(-1);
        }
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
