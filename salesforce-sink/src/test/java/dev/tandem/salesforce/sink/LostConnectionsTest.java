/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Failures of Postgres between the note of a request and its call. A request that was noted and never sent would wait for its deadline of
 * ten minutes, because it looks like one whose answer was lost.
 */
class LostConnectionsTest {
    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() throws Exception {
        sides.close();
    }

    @Test
    void sendsRequestsThatWereNotedBeforeTheFailure() {
        List<String> ids = List.of(sides.addAccount("One"), sides.addAccount("Two"));
        sides.start();
        failThreeWritesOfRequests();

        sides.edit("BEGIN; DELETE FROM \"Account\" WHERE \"Id\" = '" + ids.get(0) + "';"
                + " INSERT INTO \"Account\" (\"Name\", \"Phone\") VALUES ('New', '2'); COMMIT");

        await("both edits to be in Salesforce")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(names()).containsExactlyInAnyOrder("Two", "New"));
        assertThat(sides.database().rows("SELECT last_value >= 3 FROM failures"))
                .containsExactly("t");
    }

    @Test
    void sendsRequestWhoseRowWasHeldWhenItsCommitWasLost() throws Exception {
        String id = sides.addAccount("Acme");
        sides.with("echo.timeout.ms", "600000").with("request.deadline.ms", "600000");
        try (Connection holder = DriverManager.getConnection(sides.database().url());
                CommitLoss loss = new CommitLoss(sides.database().url(), "Unmistakable", () -> hold(holder))) {
            sides.with("connection.url", loss.url()).start();

            sides.edit("UPDATE \"Account\" SET \"Name\" = 'Unmistakable'");

            await("the sink to have met the held row").until(() -> sides.metric("rows-locked") > 0);
            holder.commit();
            await().until(() -> sides.record(id).path("Name").asText().equals("Unmistakable"));
        }
    }

    private static void hold(Connection holder) {
        try (Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM \"Account\" FOR UPDATE");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Lets Postgres shut the connection down when the request on a deleted row is written again, after the look. */
    private void failThreeWritesOfRequests() {
        sides.database()
                .execute("CREATE SEQUENCE failures;"
                        + " CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF nextval('failures') <= 3 THEN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(10); END IF;"
                        + " RETURN NEW; END $$;"
                        + " CREATE TRIGGER fail BEFORE UPDATE ON tandem.tombstones FOR EACH ROW"
                        + " WHEN (OLD._sync_request IS NOT NULL) EXECUTE FUNCTION fail()");
    }

    private List<String> names() {
        return sides.org().liveRecords("Account").values().stream()
                .map(record -> record.path("Name").asText())
                .toList();
    }
}
