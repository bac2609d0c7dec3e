/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.standalone.ConnectApi;
import dev.tandem.standalone.Distribution;
import dev.tandem.standalone.Part;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo as users run it: a process of its own. */
class DemoIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);

    private Path workdir;
    private Path output;
    private Process demo;

    @BeforeEach
    void makeWorkdir() throws IOException {
        workdir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "demo-")
                .toAbsolutePath();
        output = workdir.resolve("output.txt");
    }

    @AfterEach
    void endTheDemo() throws InterruptedException {
        demo.destroyForcibly().waitFor();
    }

    @Test
    void comparesEveryRowAndValueWithOnce() throws Exception {
        start("--once");
        List<ProcessHandle> parts = awaitParts();

        assertThat(demo.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(this::output).isZero();
        assertThat(output())
                .contains("Every row and value in Postgres equals the org.")
                .containsPattern("Lag from commit to row, [1-9][0-9,]* changes");
        awaitAllEnded(parts);
    }

    @Test
    void restartsAPartThatDiesAndStopsWithCtrlC() throws Exception {
        start("--quiet", "--objects", "Account", "--restart");
        JsonNode endpoints = awaitEndpoints();
        assertAnswers(endpoints);
        long killed = endpoints.at("/processIds/registry").asLong();

        ProcessHandle.of(killed).orElseThrow().destroyForcibly();

        await().atMost(LIMIT)
                .until(() -> awaitEndpoints().at("/processIds/registry").asLong() != killed);
        JsonNode published = awaitEndpoints();
        assertThat(ProcessHandle.of(published.at("/processIds/registry").asLong()))
                .isPresent();
        assertThat(reachable(published.path("schemaRegistry").asText() + "/subjects"))
                .isTrue();

        List<ProcessHandle> parts = awaitParts();
        signal("INT");
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        awaitAllEnded(parts);
        assertThat(workdir.resolve("endpoints.json")).doesNotExist();
    }

    @Test
    void endsWhenAPartDiesIfItMayNotRestartIt() throws Exception {
        start("--quiet", "--objects", "Account", "--no-restart");
        JsonNode endpoints = awaitEndpoints();

        ProcessHandle.of(endpoints.at("/processIds/registry").asLong())
                .orElseThrow()
                .destroyForcibly();

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isNotZero();
        assertThat(output()).contains("registry has ended");
    }

    @Test
    void leavesNothingRunningWhenTheLauncherIsKilled() throws Exception {
        start("--quiet", "--objects", "Account");
        await("the worker").atMost(LIMIT).until(() -> output().contains("connect ready") || !demo.isAlive());
        List<ProcessHandle> parts = awaitParts();

        signal("KILL");

        awaitAllEnded(parts);
    }

    private void start(String... arguments) throws IOException {
        Distribution distribution = Distribution.locate();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Dtandem.dist=" + distribution.root(),
                "-cp",
                distribution.root().resolve("lib") + "/*",
                "dev.tandem.standalone.demo.TandemCommand",
                "demo",
                "--workdir",
                workdir.toString()));
        command.addAll(List.of(arguments));
        demo = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private JsonNode awaitEndpoints() throws IOException {
        Path file = workdir.resolve("endpoints.json");
        await("endpoints.json").atMost(LIMIT).until(() -> Files.exists(file) || !demo.isAlive());
        assertThat(demo.isAlive()).as(this::output).isTrue();
        return new ObjectMapper().readTree(file.toFile());
    }

    /** All connectors run, and Postgres, registry and org answer. */
    private static void assertAnswers(JsonNode endpoints) throws IOException, SQLException {
        var connect = new ConnectApi(endpoints.path("connect").asText());
        assertThat(connect.connectors())
                .hasSize(4)
                .allSatisfy(connector ->
                        assertThat(connect.status(connector).isRunning()).isTrue());
        assertPostgresAnswers(endpoints);
        assertThat(reachable(endpoints.path("schemaRegistry").asText() + "/subjects"))
                .isTrue();
        assertThat(reachable(endpoints.path("salesforce").asText() + "/services/data"))
                .isTrue();
    }

    private static void assertPostgresAnswers(JsonNode endpoints) throws SQLException {
        try (var connection =
                DriverManager.getConnection(endpoints.path("postgres").asText())) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    private static boolean reachable(String url) throws IOException {
        try (var stream = URI.create(url).toURL().openStream()) {
            return stream.read() >= 0;
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + demo.pid())
                .start()
                .waitFor();
    }

    /** The parts of the platform, once they are there. */
    private List<ProcessHandle> awaitParts() {
        await("the parts").atMost(LIMIT).until(() -> parts().size() == Part.values().length || !demo.isAlive());
        List<ProcessHandle> parts = parts();
        assertThat(parts).as(this::output).hasSameSizeAs(Part.values());
        return parts;
    }

    /** Children of the launcher, but for the watchdog, which is to outlive it for a moment. */
    private List<ProcessHandle> parts() {
        return demo.children()
                .filter(child -> !child.info().command().orElse("").matches(".*/(sh|dash|bash|busybox)"))
                .toList();
    }

    private static void awaitAllEnded(List<ProcessHandle> parts) {
        await("everything to be stopped")
                .atMost(Duration.ofSeconds(30))
                .until(() -> parts.stream().noneMatch(ProcessHandle::isAlive));
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            return failure.toString();
        }
    }
}
