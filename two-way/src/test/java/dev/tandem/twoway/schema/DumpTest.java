/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tandem.postgres.testing.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dumps a two-way table with pg_dump and restores it with pg_restore. The embedded Postgres has neither, so this needs an installation with
 * both, as packages of Linux distributions have it, and is skipped where there is none.
 */
class DumpTest {
    private static final Path INSTALLATIONS = Path.of("/usr/lib/postgresql");
    private static final String STATE =
            "SELECT sfid, \"Name\", \"City\", _sync_version, _sync_pending, _sync_state FROM \"Account\" ORDER BY id";

    @TempDir
    private Path directory;

    @Test
    void restoresWishesTombstonesAndTriggers() throws Exception {
        Optional<Path> programs = programs();
        assumeThat(programs).as("an installation with pg_dump").isPresent();
        try (Server server =
                        Server.create(programs.get(), directory.resolve("data")).start();
                TwoWayDatabase original = TwoWayDatabase.at(server.url())) {
            original.createAccounts();
            original.switchToReadWrite(TwoWayDatabase.account());
            original.withRow("001A", "Acme").withRow("001B", "Beta").withRow("001C", "Gone");
            original.execute("UPDATE \"Account\" SET \"City\" = 'Bonn' WHERE sfid = '001A'");
            original.execute("DELETE FROM \"Account\" WHERE sfid = '001C'");
            original.execute("INSERT INTO \"Account\" (\"Name\") VALUES ('New')");
            original.execute("CREATE DATABASE restored");
            String restoredUrl = server.url().replace("/postgres?", "/restored?");

            run(programs.get().resolve("pg_dump"), server, "postgres", "-Fc", "-f", file());
            run(programs.get().resolve("pg_restore"), server, "restored", "--exit-on-error", file());

            try (TwoWayDatabase restored = TwoWayDatabase.at(restoredUrl)) {
                assertThat(restored.rows(STATE)).hasSize(3).isEqualTo(original.rows(STATE));
                assertThat(restored.pending()).isNotEmpty().isEqualTo(original.pending());
                restored.execute("UPDATE \"Account\" SET \"Name\" = 'mine' WHERE sfid = '001B'");
                assertThat(restored.bases("001B")).containsExactly("Name|\"Beta\"");
                assertThat(restored.rows(
                                "SELECT count(*) FROM pg_trigger WHERE tgname LIKE '~tandem%' AND tgenabled = 'A'"))
                        .isEqualTo(original.rows("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '~tandem%'"));
                assertThatThrownBy(() -> restored.execute("UPDATE \"Account\" SET \"Formula__c\" = 'x'"))
                        .rootCause()
                        .hasMessageContaining("read-only");
            }
        }
    }

    private String file() {
        return directory.resolve("dump").toString();
    }

    /** Returns the directory of an installation that has a server as well as pg_dump, which only dumps servers that are not newer. */
    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(INSTALLATIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLATIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Stream.of("postgres", "initdb", "pg_dump", "pg_restore")
                            .allMatch(program -> Files.isExecutable(bin.resolve(program))))
                    .max(Path::compareTo);
        }
    }

    private void run(Path program, Server server, String database, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program.toString(), "-h", "127.0.0.1", "-p", "" + server.port(), "-U", "postgres", "-d", database));
        command.addAll(List.of(arguments));
        Path log = directory.resolve(program.getFileName() + ".log");
        int end = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(end).as(Files.readString(log)).isZero();
    }
}
