/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Postgres cluster in the work directory, durable as by default, ready for logical decoding. */
final class PostgresServer implements Server {
    private static final String USER = "tandem";
    private static final String PASSWORD = "tandem";
    private static final String DATABASE = "tandem";

    private final Site site;
    private Path binaries;

    PostgresServer(Site site) {
        this.site = site;
    }

    @Override
    public Part part() {
        return Part.POSTGRES;
    }

    /** The JDBC URL of the superuser. */
    static String jdbcUrl(Site site) {
        return jdbcUrl(site, DATABASE);
    }

    private static String jdbcUrl(Site site, String database) {
        return "jdbc:postgresql://" + site.address(Part.POSTGRES) + "/" + database + "?user=" + USER + "&password="
                + PASSWORD;
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        binaries = PostgresBinaries.unpacked(site.distribution().postgres(), site.workdir());
        if (Files.exists(cluster().resolve("PG_VERSION"))) {
            return;
        }
        Path password = Files.writeString(site.data(Part.POSTGRES).resolve("password"), PASSWORD);
        List<String> initdb = asServer(
                "initdb",
                "--pgdata=" + cluster(),
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync");
        Process process = new ProcessBuilder(initdb)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(site.log(Part.POSTGRES).toFile()))
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new PlatformException("initdb failed. See " + site.log(Part.POSTGRES) + rootAdvice());
        }
    }

    private Path cluster() throws IOException {
        return site.data(Part.POSTGRES).resolve("data");
    }

    /** Postgres does not run as root, so root runs it in a user namespace in which it is an ordinary user. */
    private List<String> asServer(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(site.data(Part.POSTGRES), "unix:uid"));
    }

    private String rootAdvice() throws IOException {
        return isRoot()
                ? ". Postgres does not run as root; as root this needs user namespaces (unshare --user). Where they are"
                        + " not allowed, run as an ordinary user"
                : "";
    }

    @Override
    public List<String> command() {
        try {
            return asServer(
                    "postgres",
                    "-D" + cluster(),
                    "-clisten_addresses=127.0.0.1",
                    "-cport=" + site.port(Part.POSTGRES),
                    "-cunix_socket_directories=",
                    "-cwal_level=logical",
                    "-cmax_replication_slots=20",
                    "-cmax_wal_senders=20",
                    // The demo reads from it when a row became visible.
                    "-ctrack_commit_timestamp=on",
                    "-cjit=off",
                    "-cmax_connections=200");
        } catch (IOException failure) {
            throw new PlatformException("Cannot use " + site.workdir(), failure);
        }
    }

    @Override
    public boolean isReady() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(site, "postgres"))) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** After a SIGKILL, the backends of the former postmaster take a moment to notice. */
    @Override
    public boolean isWorthAnotherStart(String log) {
        return log.contains("pre-existing shared memory block");
    }

    @Override
    public void afterStart() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(site, "postgres"));
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException failure) {
            throw new PlatformException("Cannot create the database " + DATABASE, failure);
        }
    }

    /** A fast shutdown: it does not wait for clients to leave. */
    @Override
    public String stopSignal() {
        return "INT";
    }

    @Override
    public Duration stopGrace() {
        return Duration.ofSeconds(15);
    }
}
