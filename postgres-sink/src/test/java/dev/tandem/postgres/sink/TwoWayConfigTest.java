/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.postgres.sink.PostgresSinkValidationTest.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for configurations with two-way tables. */
class TwoWayConfigTest {
    private static final String URL = "jdbc:postgresql://127.0.0.1:1/db";

    @ParameterizedTest
    @CsvSource({
        "Account.Rating:wins(postgres), read_write, ",
        "Account.*:read-only(postgres), read_write, ",
        "Account.Rating:wins(postgres), read_only, Set access=read_write",
        "Rating:wins(postgres), read_write, is not of the form Object.Field:policy",
        "Account.Rating, read_write, is not of the form Object.Field:policy",
        "Account.Rating:wins, read_write, 'Use latest, wins(postgres) or read-only(postgres)'",
        "Account.Rating:wins(salesforce), read_write, Use read-only(postgres) if Salesforce owns the field",
        "Account.Rating:max, read_write, Use latest",
        "'Account.Rating:latest,Account.Rating:wins(postgres)', read_write, lists Account.Rating twice",
        "Account.SystemModstamp:wins(postgres), read_write, which is in fields.read_only",
        "Account.Key__c:wins(postgres), read_write, an external id that Tandem fills"
    })
    void checksOwnersOfFields(String policies, String access, String error) {
        Map<String, String> errors = errors(Map.of(
                "connection.url", URL,
                "access", access,
                "topics.to.external.id.mapping", "salesforce.Account:Key__c",
                "field.policies", policies));

        if (error == null) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors).containsOnlyKeys("field.policies");
            assertThat(errors.get("field.policies")).contains(error);
        }
    }

    @ParameterizedTest
    @CsvSource({"read_write, a:read_only", "read_only, a:read_write"})
    void rejectsVersionFieldWithTwoWayTables(String access, String accessOfTopics) {
        Map<String, String> properties = new HashMap<>(
                Map.of("connection.url", URL, "access", access, "topics.to.access.mapping", accessOfTopics));
        assertThat(errors(properties)).isEmpty();

        properties.put("version.field", "v");

        assertThat(errors(properties)).containsOnlyKeys("version.field");
        assertThat(errors(properties).get("version.field")).contains("must be empty with two-way tables");
        assertThatThrownBy(() -> new PostgresSinkConfig(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("version.field", "LastWriterWins");
    }

    @Test
    void reportsMistakesOfTwoWayTablesNextToOthers() {
        assertThat(errors(Map.of(
                        "connection.url",
                        URL,
                        "access",
                        "read_write",
                        "version.field",
                        "v",
                        "conflict.log",
                        "on",
                        "insert.mode",
                        "merge")))
                .containsOnlyKeys("version.field", "conflict.log", "insert.mode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a:", ":b", "a:b,a:c"})
    void reportsMistakesInMappingsOfTwoWayTables(String mapping) {
        assertThat(errors(Map.of(
                        "connection.url",
                        URL,
                        "topics.to.access.mapping",
                        mapping,
                        "topics.to.external.id.mapping",
                        mapping,
                        "insert.mode",
                        "merge")))
                .containsOnlyKeys("topics.to.access.mapping", "topics.to.external.id.mapping", "insert.mode");
    }

    @ParameterizedTest
    @CsvSource({
        "insert.mode, update",
        "insert.mode, insert",
        "delete.enabled, false",
        "pk.mode, record_value",
        "version.field, v",
        "conflict.log, on"
    })
    void rejectsSettingsThatTwoWayTablesCannotHave(String key, String value) {
        Map<String, String> properties =
                new HashMap<>(Map.of("connection.url", "jdbc:mysql://x", "access", "read_write", "pk.fields", "Id"));
        properties.put(key, value);
        assertThat(errors(properties)).containsOnlyKeys("connection.url", key);
        assertThat(errors(properties).get(key)).contains("with two-way tables");

        properties.put("connection.url", URL);
        assertThatThrownBy(() -> new PostgresSinkConfig(properties)).hasMessageContaining(key);
    }

    @Test
    void rejectsSharedTwoWayTable() {
        assertThat(errors(Map.of(
                        "connection.url", URL, "topics", "a,b", "table.name.format", "x.y", "access", "read_write")))
                .containsOnlyKeys("conflict.log");
    }
}
