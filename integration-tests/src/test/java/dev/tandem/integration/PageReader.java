/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A reader of the pages, who copies their blocks and puts his own hosts, files and secrets for those that they name. His database is {@code
 * app}, as in the pages. Only the role {@code tandem} has another name, because that is the platform's superuser.
 */
final class PageReader {
    /** The owner of the tables. */
    static final String OWNER = "tandem_owner";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String PASSWORD = "change-me";

    private final Platform platform;
    private final Path home;
    private final Map<String, String> replacements = new LinkedHashMap<>();

    /** @param home where commands run, and where files of secrets and Kafka's {@code bin} are created */
    PageReader(Platform platform, SalesforceSimulator org, Path home) throws IOException {
        this.platform = platform;
        this.home = home;
        URI connect = URI.create(platform.endpoints().connect());
        URI postgres = URI.create(platform.endpoints().postgres().substring("jdbc:".length()));
        replacements.put("localhost:8083", connect.getAuthority());
        replacements.put(
                "(localhost|kafka\\.example\\.com):9092", platform.endpoints().kafka());
        replacements.put(
                "https://MyDomainName\\.my\\.salesforce\\.com", org.baseUrl().toString());
        replacements.put(
                "\"salesforce\\.consumer\\.key\": \"\\.\\.\\.\"",
                "\"salesforce.consumer.key\": \"" + org.clientId() + '"');
        replacements.put("db\\.example\\.com/app\\?sslmode=[a-z-]+", postgres.getAuthority() + "/app");
        replacements.put(
                "\"db\\.example\\.com\"",
                "\"%s\", \"database.port\": \"%d\"".formatted(postgres.getHost(), postgres.getPort()));
        replacements.put("/etc/kafka/", home + "/");
        replacements.put("replication\\.factor\": \"3\"", "replication.factor\": \"1\"");
        replacements.put("(?<=(ROLE|TO) |user\": \")tandem(?=[ ;\"])", OWNER);
        Files.writeString(home.resolve("salesforce.properties"), "secret=" + org.clientSecret());
        Files.writeString(home.resolve("postgres.properties"), "password=" + PASSWORD + "\nreplication=" + PASSWORD);
        // Kafka's own scripts start these classes in the same way. Only the consumer ends by itself here, once it has
        // read everything.
        writeTool("kafka-topics.sh", "kafka.admin.TopicCommand \"$@\"");
        writeTool("kafka-console-producer.sh", "kafka.tools.ConsoleProducer \"$@\"");
        writeTool("kafka-console-consumer.sh", "kafka.tools.ConsoleConsumer --timeout-ms 3000 \"$@\"");
    }

    private void writeTool(String name, String command) throws IOException {
        Path tool = Files.createDirectories(home.resolve("bin")).resolve(name);
        Path libraries = Path.of("target/kafka-3.5").toAbsolutePath();
        String java = "exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '" + libraries + "/*' ";
        Files.writeString(tool, "#!/bin/sh\n" + java + command + "\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String here(String text) {
        String here = text;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            here = here.replaceAll(replacement.getKey(), replacement.getValue());
        }
        return here;
    }

    /** Runs a block in a shell, and returns what it prints. */
    String shell(String block) throws IOException, InterruptedException {
        Path output = Files.createTempFile(home, "output", null);
        Process shell = new ProcessBuilder("bash", "-eu", "-o", "pipefail", "-c", here(block))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(shell.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(block).isTrue();
        String printed = Files.readString(output);
        assertThat(shell.exitValue()).as(block + printed).isZero();
        assertThat(printed).as(block).doesNotContain("error_code");
        return printed;
    }

    /** Reads a configuration, whole or some lines of one. */
    Map<String, String> configuration(String block) throws IOException {
        String text = here(block).strip();
        return JSON.readValue(
                text.startsWith("{") ? text : "{" + text + "}", new TypeReference<TreeMap<String, String>>() {});
    }

    /** Reads a configuration, and others that are added to it. */
    Map<String, String> configuration(String first, String... more) throws IOException {
        Map<String, String> configuration = configuration(first);
        for (String block : more) {
            configuration.putAll(configuration(block));
        }
        return configuration;
    }

    void install(String name, Map<String, String> configuration) {
        platform.connect().install(name, configuration, LIMIT);
    }

    /** Asserts that the worker finds no mistake in a configuration. */
    void validate(Map<String, String> configuration) {
        Map<String, String> named = new TreeMap<>(configuration);
        named.putIfAbsent("name", "validated");
        String type = configuration.get("connector.class").replaceAll(".*\\.", "");

        JsonNode answer = platform.connect().validate(type, named);

        assertThat(answer.path("error_count").asInt(-1)).as(answer.toString()).isZero();
    }

    /** Runs statements as the superuser. */
    void administer(String sql) throws SQLException {
        run(platform.endpoints().postgres().replaceAll("/tandem\\?", "/app?"), sql);
    }

    /** Runs statements as the owner of the tables. */
    List<List<String>> query(String sql) throws SQLException {
        String url = platform.endpoints().postgres().replaceAll("/tandem\\?.*", "/app");
        return run(url + "?user=" + OWNER + "&password=" + PASSWORD, sql);
    }

    /** Runs statements, and returns the rows of the first one that has any. */
    private List<List<String>> run(String url, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            if (statement.execute(here(sql))) {
                ResultSet result = statement.getResultSet();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                        row.add(result.getString(column));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
