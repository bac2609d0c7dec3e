/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mistakes that validation finds, each at its option. */
class PostgresSinkValidationTest {
    private static final String URL = "jdbc:postgresql://127.0.0.1:1/db";

    @Test
    void reportsAllMistakesAtOnce() {
        Map<String, String> errors = errors(Map.of(
                "connection.url", "jdbc:mysql://x",
                "connection.user", "a",
                "connection.username", "b",
                "table.name.format", "x.",
                "pk.mode", "record_value",
                "delete.enabled", "true",
                "batch.size", "0",
                "insert.mode", "merge"));
        assertThat(errors)
                .containsOnlyKeys(
                        "connection.url",
                        "connection.username",
                        "table.name.format",
                        "pk.fields",
                        "delete.enabled",
                        "batch.size",
                        "insert.mode");
        assertThat(errors.get("connection.url")).contains("jdbc:postgresql://host:port/database");
    }

    @Test
    void rejectsModeInWhichRowsCannotBeSent() {
        String url = "jdbc:postgresql://db/app?ssl=true&preferQueryMode=simple";
        assertThat(errors(Map.of("connection.url", url)).get("connection.url")).contains("preferQueryMode=simple");
        assertThatThrownBy(() -> new PostgresSinkConfig(Map.of("connection.url", url)))
                .hasMessageContaining("preferQueryMode=simple");
    }

    @Test
    void namesEachMistakeInMappingOfTopicsToTables() {
        Map<String, String> errors = errors(Map.of(
                "connection.url",
                URL,
                "table.name.format",
                "mine.${topicc}",
                "topics.to.tables.mapping",
                "no-colon, a:b.c, a:d.e, f:mine., g:, :h"));
        assertThat(errors).containsOnlyKeys("table.name.format", "topics.to.tables.mapping");
        assertThat(errors.get("table.name.format")).contains("${topic}");
        assertThat(errors.get("topics.to.tables.mapping"))
                .contains(
                        "which no-colon is not",
                        "topic a twice",
                        "which f:mine. is not",
                        "which g: is not",
                        "which :h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?user=me&PASSWORD=S3cret", ";password=S3cret", "?sslPassword=S3cret"})
    void rejectsPasswordInAnySpelling(String options) {
        assertThat(errors(Map.of("connection.url", URL + options)).get("connection.url"))
                .contains("holds a secret")
                .doesNotContain("S3cret");
    }

    @Test
    void checksConnectionOnRequest() {
        assertThat(errors(Map.of("connection.url", URL, "validate.connection", "true"))
                        .get("connection.url"))
                .contains("Connection to")
                .contains("See that the server runs");
        assertThat(errors(Map.of("connection.url", URL))).isEmpty();
    }

    @Test
    void checksHowTlsOptionsGoTogether() {
        assertThat(errors(Map.of("connection.url", URL, "connection.sslmode", "verify-all")))
                .containsOnlyKeys("connection.sslmode");
        assertThat(errors(Map.of("connection.url", URL, "connection.sslcert", "c", "connection.sslpassword", "p")))
                .containsOnlyKeys("connection.sslkey", "connection.sslcert");
        assertThat(errors(Map.of("connection.url", URL, "connection.sslrootcert", "pom.xml", "connection.sslmode", "")))
                .isEmpty();
        assertThat(errors(Map.of("connection.url", URL, "connection.sslrootcert", "/nowhere/ca.crt"))
                        .get("connection.sslrootcert"))
                .contains("that the worker cannot read");
        assertThat(errors(Map.of("connection.url", URL + "?sslmode=require", "connection.sslmode", "verify-full")))
                .containsOnlyKeys("connection.sslmode");
        assertThat(errors(Map.of("connection.url", URL + "?sslmode=require", "connection.sslmode", "require")))
                .isEmpty();
    }

    @Test
    void namesOptionsThatNoOneReads() {
        Map<String, String> properties = Map.of(
                "connection.url", URL,
                "name", "x",
                "topics.regex", "a.*",
                "consumer.override.max.poll.records", "5",
                "schema.evolutoin", "none",
                "delete.enable", "false",
                "batchsize", "5");

        Map<String, List<String>> errors = new HashMap<>();
        new PostgresSinkConnector()
                .validate(properties).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .forEach(value -> errors.put(value.name(), value.errorMessages()));

        assertThat(errors).containsOnlyKeys("schema.evolutoin", "delete.enable", "batchsize");
        assertThat(errors.get("schema.evolutoin").get(0)).contains("Did you mean schema.evolution?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://me:S3cret@host/db", "jdbc:postgresql://me:S3cret@host:5432/db?ssl=true"})
    void rejectsPasswordBeforeHostWithoutShowingIt(String url) {
        ConfigValue value = new PostgresSinkConnector()
                .validate(Map.of("connection.url", url, "validate.connection", "true")).configValues().stream()
                        .filter(one -> one.name().equals("connection.url"))
                        .findFirst()
                        .orElseThrow();

        assertThat(value.errorMessages())
                .singleElement()
                .asString()
                .contains("connection.password")
                .doesNotContain("S3cret");
        assertThatThrownBy(() -> new PostgresSinkConfig(Map.of("connection.url", url)))
                .hasMessageContaining("connection.password")
                .hasMessageNotContaining("S3cret");
    }

    @Test
    void reportsValueThatConsumerWouldReject() {
        assertThat(errors(Map.of("connection.url", URL, "consumer.override.max.poll.interval.ms", "soon")))
                .containsOnlyKeys("consumer.override.max.poll.interval.ms");
    }

    @Test
    void reportsReferenceThatWorkerDidNotResolve() {
        assertThat(errors(Map.of("connection.url", URL, "connection.password", "${vault:db:password}"))
                        .get("connection.password"))
                .contains("config.providers");
    }

    @Test
    void readsValuesWithSpacesAroundThem() {
        assertThat(errors(Map.of("connection.url", " " + URL + " ", "pk.mode", " record_value ")))
                .containsOnlyKeys("pk.fields");
        assertThat(errors(Map.of("connection.url", URL, "conflict.log", " on ", "insert.mode", " update ")))
                .containsOnlyKeys("conflict.log");
        assertThat(errors(Map.of("connection.url", URL, "table.name.format", " .x")))
                .containsOnlyKeys("table.name.format");
    }

    @Test
    void takesEmptyUserForNone() {
        Map<String, String> properties =
                Map.of("connection.url", URL, "connection.user", "", "connection.username", "me");

        assertThat(errors(properties)).isEmpty();
        assertThat(new PostgresSinkConfig(properties).connection().user()).contains("me");
    }

    @ParameterizedTest
    @CsvSource({"'a,b,a', lists a twice", "'a,', has an empty entry"})
    void rejectsKeysThatCannotBe(String fields, String error) {
        assertThat(errors(Map.of("connection.url", URL, "pk.fields", fields)).get("pk.fields"))
                .contains(error);
    }

    /** Entries about two-way tables may be left from a configuration that was copied, so they are only warned of. */
    @ParameterizedTest
    @ValueSource(strings = {"topics.to.access.mapping", "topics.to.external.id.mapping"})
    void warnsOfTwoWayTopicsThatAreNeverRead(String mapping) {
        String value = mapping.contains("access") ? "read_only" : "x.y";
        Map<String, String> properties =
                Map.of("connection.url", URL, "topics", "sales.Account", mapping, "sales.Acount:" + value);
        assertThat(errors(properties)).isEmpty();
        LoggedWarnings warnings = LoggedWarnings.open();
        try {
            new PostgresSinkConnector().start(properties);
            assertThat(warnings.texts()).singleElement().asString().contains(mapping, "[sales.Acount]");
        } finally {
            warnings.close();
        }
    }

    @Test
    void namesTopicsOfMappingThatAreNeverRead() {
        String mapping = "topics.to.tables.mapping";
        Map<String, String> properties =
                new HashMap<>(Map.of("connection.url", URL, "topics", "sales.Account", mapping, "sales.Acount:x.y"));
        assertThat(errors(properties).get(mapping)).contains("sales.Acount, which the connector does not read");

        properties.remove("topics");
        properties.put("topics.regex", "sales\\..*");
        assertThat(errors(properties)).isEmpty();
    }

    @Test
    void rejectsTwoOptionsForOneThing() {
        assertThat(errors(Map.of("connection.url", URL, "schema.evolution", "none", "auto.create", "true")))
                .containsOnlyKeys("auto.create");
        assertThat(errors(Map.of("connection.url", URL, "schema.evolution", "evolve", "auto.evolve", "true")))
                .containsOnlyKeys("auto.evolve");
        assertThat(errors(Map.of("connection.url", URL, "schema.evolution", "basic", "auto.create", "true")))
                .isEmpty();
        assertThat(errors(Map.of("connection.url", URL, "schema.evolution", "none", "auto.evolve", "false")))
                .isEmpty();
        assertThat(errors(Map.of("connection.url", URL + "?sslMode=verify-full"))
                        .get("connection.url"))
                .contains("Write it as sslmode.");
    }

    /** Returns the messages of each option that validation rejects. */
    static Map<String, String> errors(Map<String, String> properties) {
        Map<String, String> complete = new HashMap<>(properties);
        complete.put("name", "sink");
        return new PostgresSinkConnector()
                .validate(complete).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .collect(
                                Collectors.toMap(ConfigValue::name, value -> String.join("; ", value.errorMessages())));
    }
}
