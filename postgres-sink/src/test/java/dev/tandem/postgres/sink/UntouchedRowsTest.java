/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.write.UntouchedRows;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of a table of Heroku Connect whose records are no longer in the org. */
class UntouchedRowsTest extends SinkTest {
    private static final TableId ACCOUNT = new TableId("salesforce", "account");
    private static final Duration LIMIT = Duration.ofMillis(100);

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    private final List<Long> counts = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private Table account;

    @BeforeEach
    void takeOver() throws SQLException {
        database.execute(
                "CREATE SCHEMA salesforce; CREATE TABLE salesforce.account (id serial PRIMARY KEY,"
                        + " sfid varchar(18) COLLATE \"ucs_basic\" UNIQUE, name text);"
                        + " INSERT INTO salesforce.account (sfid, name) VALUES ('001', 'here'), ('002', 'gone'), (NULL, 'new')");
        sink.with("table.layout", "heroku").with("schema.evolution", "subset");
        sink.put(Changes.read("001", 1, Map.of("Name", "here")));
        try (Session session = new Session(
                new PostgresSinkConfig(Map.of("connection.url", database.url())).connection(), "untouched")) {
            account = session.inTransaction(connection -> Catalog.find(connection, ACCOUNT))
                    .orElseThrow();
        }
    }

    @Test
    void reportsRowsThatAreNoLongerInOrg() throws Exception {
        searchThreeTimes("");

        assertThat(counts).containsExactly(1L, 1L);
        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("no record has touched"))
                .singleElement()
                .asString()
                .contains("salesforce.account has rows", "touched: 1", "SELECT sfid FROM");
        assertThat(
                        database.rows(
                                "SELECT sfid FROM \"salesforce\".\"account\" WHERE sfid IS NOT NULL AND \"_sync_version\" IS NULL"))
                .containsExactly("002");
    }

    @Test
    void stopsOnceNoneIsLeft() throws Exception {
        searchThreeTimes("DELETE FROM salesforce.account WHERE sfid = '002'");

        assertThat(counts).containsExactly(0L);
    }

    @Test
    void goesOnWithoutTableThatIsGone() throws Exception {
        searchThreeTimes("ALTER TABLE salesforce.account RENAME TO former");

        assertThat(counts).isEmpty();
        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("Failed to search table salesforce.account"))
                .hasSize(2);
    }

    @Test
    void givesUpWhileTableIsLocked() throws Exception {
        try (Connection other = DriverManager.getConnection(database.url())) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE salesforce.account");
            searchThreeTimes("");
        }

        assertThat(counts).isEmpty();
        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("Failed to search table salesforce.account"))
                .first()
                .asString()
                .contains("100 ms", "CREATE INDEX");
    }

    /** Searches at once, after two minutes, and after two hours. */
    private void searchThreeTimes(String before) throws SQLException {
        if (!before.isEmpty()) {
            database.execute(before);
        }
        InstantSource source = () -> now;
        Clock clock = source.withZone(ZoneOffset.UTC);
        try (Session session = new Session(
                new PostgresSinkConfig(Map.of("connection.url", database.url())).connection(), "untouched")) {
            UntouchedRows rows = new UntouchedRows(session, clock, (table, count) -> counts.add(count), LIMIT);
            for (Duration step : List.of(Duration.ZERO, Duration.ofMinutes(2), Duration.ofHours(2))) {
                now = now.plus(step);
                rows.search(List.of(account));
            }
        }
    }
}
