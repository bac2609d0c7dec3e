/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real Postgres of a test's own, for what needs its own settings, disk, neighbours or death. User postgres needs no password. */
public final class Server implements AutoCloseable {
    private final Path binaries;
    private final Path directory;
    private final int port = freePort();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> prefix = new ArrayList<>();
    private Process process;

    private Server(Path binaries, Path directory) {
        this.binaries = binaries;
        this.directory = directory;
        with("listen_addresses", "127.0.0.1");
        with("unix_socket_directories", "");
        with("logging_collector", "off");
        // Postgres does not run as root, and does so in a namespace without other users.
        if (isRoot()) {
            prefix.addAll(List.of("unshare", "-U"));
        }
    }

    /** @param directory for the data, which does not exist yet */
    public static Server create(Path directory) throws IOException, InterruptedException {
        return create(Database.binaries(), directory);
    }

    /**
     * Creates a server of another installation.
     *
     * @param binaries the directory with its programs
     * @param directory for the data, which does not exist yet
     */
    public static Server create(Path binaries, Path directory) throws IOException, InterruptedException {
        Server server = new Server(binaries, directory);
        List<String> command = new ArrayList<>(server.prefix);
        command.addAll(List.of(binaries.resolve("initdb").toString(), "-D", directory.toString(), "-U", "postgres"));
        command.addAll(List.of("-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"));
        Process initdb = run(command, directory.resolveSibling(directory.getFileName() + ".initdb.log"));
        if (initdb.waitFor() != 0) {
            throw new IllegalStateException("initdb failed, see its log next to " + directory);
        }
        return server;
    }

    /** Returns a streaming standby of this server, which must not run at the moment. */
    public Server standby(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        copy.resolve(directory.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.createFile(copy.resolve("standby.signal"));
        Server standby = new Server(binaries, copy);
        settings.forEach(standby.settings::putIfAbsent);
        return standby.with("primary_conninfo", "host=127.0.0.1 port=" + port + " user=postgres sslmode=disable");
    }

    public Server with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /** Lines of pg_hba.conf, after the one that lets postgres in. */
    public Server lettingIn(String... lines) throws IOException {
        List<String> all = new ArrayList<>(
                List.of("host all postgres 127.0.0.1/32 trust", "host replication postgres 127.0.0.1/32 trust"));
        all.addAll(List.of(lines));
        Files.write(directory.resolve("pg_hba.conf"), all);
        return this;
    }

    /** Gives the server a small file system of its own at this directory, as long as the server runs, without any right of root's. */
    public Server withDisk(Path mountPoint, String size) {
        prefix.clear();
        String mount = "mount -t tmpfs -o size=" + size + " tmpfs '" + mountPoint + "' && exec unshare -U \"$@\"";
        prefix.addAll(List.of("unshare", "-Urm", "sh", "-c", mount, "sh"));
        return this;
    }

    /** Returns whether this machine lets its users mount in namespaces of their own. Some distributions do not. */
    public boolean canHaveADisk() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        return run(command, directory.resolveSibling("disk.log")).waitFor() == 0;
    }

    public Server start() throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(binaries.resolve("postgres").toString(), "-D", directory.toString(), "-p", "" + port));
        settings.forEach((setting, value) -> command.addAll(List.of("-c", setting + "=" + value)));
        process = run(command, directory.resolveSibling(directory.getFileName() + ".log"));
        Awaitility.await("Postgres to start; see its log next to " + directory)
                .until(() -> !process.isAlive() || accepts());
        if (!process.isAlive()) {
            throw new IllegalStateException("Postgres did not start: "
                    + Files.readString(directory.resolveSibling(directory.getFileName() + ".log")));
        }
        return this;
    }

    private boolean accepts() throws IOException {
        try (Connection connection = DriverManager.getConnection(url())) {
            return Database.isOf(connection, directory.toRealPath());
        } catch (SQLException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Returns the URL for user postgres. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&sslmode=disable";
    }

    /** Returns the URL without a user. */
    public String bareUrl(String host) {
        return "jdbc:postgresql://" + host + ":" + port + "/postgres";
    }

    public Database database() {
        return Database.at(url());
    }

    /** Stops as an administrator does who does not wait for the clients. */
    public void stop() {
        signal("INT");
    }

    /** Stops it dead, without a last word to clients or disk. */
    public void kill() {
        signal("QUIT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Awaitility.await("Postgres to stop").atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
    }

    public static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Process run(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
