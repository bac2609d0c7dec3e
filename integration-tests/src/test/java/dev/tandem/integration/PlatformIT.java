/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import dev.tandem.standalone.PlatformException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformIT {
    @Test
    void keepsCommittedRowsWhenPostgresIsKilled(@TempDir Path workdir) throws SQLException {
        try (Platform platform = Platform.builder(workdir).parts(Part.POSTGRES).start()) {
            String url = platform.endpoints().postgres();
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
            }

            platform.restart(Part.POSTGRES);

            try (Connection connection = DriverManager.getConnection(url);
                    ResultSet rows = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(42);
            }
        }
    }

    /** The backends of a killed postmaster outlive it for a moment, and a new one does not start until they are gone. */
    @Test
    void restartsPostgresAtOnceWhileItHasClients(@TempDir Path workdir) throws SQLException {
        try (Platform platform = Platform.builder(workdir).parts(Part.POSTGRES).start()) {
            for (int kill = 1; kill <= 5; kill++) {
                for (int client = 0; client < 20; client++) {
                    var unused =
                            DriverManager.getConnection(platform.endpoints().postgres());
                }
                platform.restart(Part.POSTGRES);
            }

            assertThat(platform.isRunning(Part.POSTGRES)).isTrue();
        }
    }

    @Test
    void startsPostgresDurableAndReadyForLogicalDecoding(@TempDir Path workdir) throws SQLException {
        try (Platform platform = Platform.builder(workdir).parts(Part.POSTGRES).start();
                Connection connection =
                        DriverManager.getConnection(platform.endpoints().postgres())) {
            assertThat(setting(connection, "fsync")).isEqualTo("on");
            assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(connection, "wal_level")).isEqualTo("logical");
        }
    }

    @Test
    void rejectsAPortInUseBeforeAnythingStarts(@TempDir Path workdir) throws IOException {
        try (var inUse = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var builder = Platform.builder(workdir).parts(Part.POSTGRES).port(Part.POSTGRES, inUse.getLocalPort());

            assertThatThrownBy(builder::start)
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("is in use");
        }
        assertThat(workdir.resolve("postgres")).doesNotExist();
    }

    @Test
    void reportsAPartThatCannotStartAndLeavesNothingRunning(@TempDir Path workdir) {
        var builder =
                Platform.builder(workdir).parts(Part.KAFKA, Part.CONNECT).worker("plugin.discovery", "no such way");

        assertThatThrownBy(builder::start)
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("connect ended with exit code")
                .hasMessageContaining("plugin.discovery");
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(child -> child.info().commandLine().orElse("").contains(workdir.toString())))
                .isEmpty();
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery("SHOW " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
