/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.time.SteadyClock;
import dev.tandem.postgres.session.ConnectionSettings;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.RowExpectation;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.twoway.OriginUse;
import dev.tandem.postgres.sink.twoway.ReplicationOrigin;
import dev.tandem.postgres.testing.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The sink's pauses on a machine whose clock is set back meanwhile. */
class PausesTest {
    private static final TableId THINGS = new TableId("public", "things");

    @AutoClose
    private final Database database = Database.create();

    @AutoClose
    private final Session session = session(database.url());

    private Instant machine = Instant.parse("2026-11-23T10:00:00Z");
    private long nanos;
    private final Clock clock =
            SteadyClock.start(((InstantSource) () -> machine).withZone(ZoneOffset.UTC), () -> nanos);

    @Test
    void purgesAgainAfterTenMinutes() throws SQLException {
        SystemTables tables = new SystemTables(Duration.ofDays(1), Optional.empty(), clock);
        assertThat(tables.isPurgeDue()).isTrue();
        session.inTransaction(tables::purge);

        setMachineBack();
        pass(Duration.ofMinutes(10).minusNanos(1));
        assertThat(tables.isPurgeDue()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(tables.isPurgeDue()).isTrue();
    }

    @Test
    void looksAtChangedTableOnceASecond() throws SQLException {
        database.execute("CREATE TABLE things (id int PRIMARY KEY)");
        TableCache tables = new TableCache(session, clock);
        tables.put(new CachedTable(table(), Set.of(), new RowExpectation(), null));
        assertThat(tables.forgetIfChanged(THINGS)).isFalse();
        database.execute("ALTER TABLE things ADD COLUMN v int");

        setMachineBack();
        pass(Duration.ofSeconds(1).minusNanos(1));
        assertThat(tables.forgetIfChanged(THINGS)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(tables.forgetIfChanged(THINGS)).isTrue();
    }

    @Test
    void triesReplicationOriginAgainAfterTenMinutes() throws SQLException {
        List<Boolean> attempts = new ArrayList<>();
        ReplicationOrigin origin = new ReplicationOrigin(session, OriginUse.AUTO, "sink_0", clock, attempts::add);
        origin.prepare();
        assertThat(attempts).as("wal_level is not logical").containsExactly(false);

        setMachineBack();
        pass(Duration.ofMinutes(10).minusNanos(1));
        origin.prepare();
        assertThat(attempts).hasSize(1);
        pass(Duration.ofNanos(1));
        origin.prepare();
        assertThat(attempts).hasSize(2);
    }

    private Table table() throws SQLException {
        return session.inTransaction(connection -> Catalog.find(connection, THINGS))
                .orElseThrow();
    }

    private void setMachineBack() {
        machine = machine.minus(Duration.ofHours(1));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        machine = machine.plus(time);
    }

    private static Session session(String url) {
        ConfigDef definition = new ConfigDef();
        ConnectionSettings.define(definition);
        return new Session(
                ConnectionSettings.from(new AbstractConfig(definition, Map.of(ConnectionSettings.URL, url))), "pauses");
    }
}
