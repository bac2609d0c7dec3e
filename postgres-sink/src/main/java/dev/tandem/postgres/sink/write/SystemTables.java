/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Grants;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.sql.SystemTableStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of schema {@code tandem}, which hold what the sink has to remember besides the rows. It runs {@code
 * create-system-tables.sql}, {@code purge-tombstones.sql} and {@code purge-conflicts.sql} of {@code src/test/resources/statements}.
 */
public final class SystemTables {
    public static final Set<TableId> REQUIRED = Set.of(new TableId("tandem", "tombstones"));
    /** Tables that exist only where conflicts are logged. */
    public static final Set<TableId> OF_CONFLICTS =
            Set.of(new TableId("tandem", "conflicts"), new TableId("tandem", "conflict_positions"));

    /** The table that exists only where versions are offsets. */
    private static final TableId OF_OFFSETS = new TableId("tandem", "topic_positions");

    /** The table that exists unless the user may not create it. */
    private static final TableId OF_POSITIONS = new TableId("tandem", "sink_positions");

    /** The grants that the sink needs. */
    public static final Grants GRANTS = new Grants(
            REQUIRED,
            Stream.concat(OF_CONFLICTS.stream(), Stream.of(OF_OFFSETS, OF_POSITIONS))
                    .collect(Collectors.toUnmodifiableSet()));

    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);
    private static final int PURGED_AT_ONCE = 10_000;
    private final List<SystemTableStatements.Part> parts;
    private final Duration tombstoneRetention;
    private final Optional<Duration> conflictRetention;
    private final Clock clock;
    private Instant nextPurge;

    /** @param conflictRetention how long losing values are kept; empty when they are not */
    public SystemTables(Duration tombstoneRetention, Optional<Duration> conflictRetention, Clock clock) {
        this.tombstoneRetention = tombstoneRetention;
        this.conflictRetention = conflictRetention;
        this.parts = new ArrayList<>(SystemTableStatements.TOMBSTONES);
        conflictRetention.ifPresent(kept -> parts.addAll(SystemTableStatements.CONFLICTS));
        this.clock = clock;
        this.nextPurge = clock.instant();
    }

    /** Creates what is missing, and returns whether anything was. Where nothing is, no right to create anything is needed. */
    public boolean create(Connection connection) throws SQLException {
        return create(connection, parts);
    }

    /** Creates those of the parts that are missing. */
    public static boolean create(Connection connection, List<SystemTableStatements.Part> parts) throws SQLException {
        boolean locked = false;
        for (SystemTableStatements.Part part : parts) {
            if (isMissing(connection, part)) {
                try (Statement statement = connection.createStatement()) {
                    if (!locked) {
                        statement.execute(SystemTableStatements.LOCK);
                        locked = true;
                    }
                    statement.execute(part.ddl());
                }
            }
        }
        return locked;
    }

    private static boolean isMissing(Connection connection, SystemTableStatements.Part part) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet present = statement.executeQuery("SELECT " + part.present())) {
            return !present.next() || !present.getBoolean(1);
        }
    }

    public boolean isPurgeDue() {
        return !clock.instant().isBefore(nextPurge);
    }

    /** Deletes what is old, a bounded number at a time. If there is more, the next purge is due at once. */
    public int purge(Connection connection) throws SQLException {
        create(connection);
        int most = purge(connection, SystemTableStatements.purgeTombstones(PURGED_AT_ONCE), tombstoneRetention);
        if (conflictRetention.isPresent()) {
            most = Math.max(
                    most,
                    purge(connection, SystemTableStatements.purgeConflicts(PURGED_AT_ONCE), conflictRetention.get()));
        }
        if (most < PURGED_AT_ONCE) {
            nextPurge = clock.instant().plus(PURGE_INTERVAL);
        }
        return most;
    }

    private static int purge(Connection connection, String sql, Duration retention) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, retention.toSeconds());
            return statement.executeUpdate();
        }
    }
}
