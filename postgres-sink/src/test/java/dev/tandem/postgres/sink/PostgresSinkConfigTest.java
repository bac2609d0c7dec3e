/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.option.StrangeValues;
import dev.tandem.plugin.option.Words;
import dev.tandem.postgres.session.ConnectionSettings;
import dev.tandem.postgres.session.TlsSettings;
import dev.tandem.postgres.sink.plan.InsertMode;
import dev.tandem.postgres.sink.plan.VersionGuard;
import dev.tandem.postgres.sink.schema.EvolutionMode;
import dev.tandem.postgres.sink.schema.TableRewrite;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.type.NulRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options that are read from a valid configuration. */
class PostgresSinkConfigTest {
    private static final String URL = "jdbc:postgresql://127.0.0.1:1/db";

    @Test
    void hasDefaultsForAllButTheUrl() {
        PostgresSinkConfig config = new PostgresSinkConfig(Map.of("connection.url", URL));
        assertThat(config.connection().user()).isEmpty();
        assertThat(config.routing().format()).isEqualTo("${topic}");
        assertThat(config.records().deletes()).isTrue();
        assertThat(config.records().truncates()).isFalse();
        assertThat(config.writing().batchSize()).isEqualTo(10_000);
        assertThat(config.writing().insertMode()).isEqualTo(InsertMode.UPSERT);
        assertThat(config.writing().guard()).isEqualTo(VersionGuard.NEWER);
        assertThat(config.writing().tombstoneRetention()).isEqualTo(Duration.ofDays(30));
        assertThat(config.evolution().mode()).isEqualTo(EvolutionMode.EVOLVE);
        assertThat(config.evolution().rewrite()).isEqualTo(TableRewrite.NEVER);
        assertThat(config.retries().maxRetries()).isEqualTo(10);
    }

    @Test
    void recommendsEachWordThatItTakes() {
        Map<String, List<Object>> recommended = new HashMap<>();
        new PostgresSinkConnector()
                .validate(Map.of("connection.url", URL))
                .configValues()
                .forEach(value -> recommended.put(value.name(), value.recommendedValues()));

        assertThat(recommended.get("table.layout")).containsExactly("native", "heroku");
        assertThat(recommended.get("access")).containsExactly("read_only", "read_write");
        assertThat(PostgresSinkConfig.DEFINITION.configKeys().values())
                .filteredOn(key -> key.validator instanceof Words)
                .hasSize(13)
                .allSatisfy(key -> assertThat(recommended.get(key.name)).contains(key.defaultValue));
    }

    private static Map<String, String> twoWayKeys() {
        return Map.of(
                "access", "read_only",
                "topics.to.access.mapping", "a:read_only",
                "topics.to.external.id.mapping", "a:Key__c",
                "fields.read_only", "x",
                "field.policies", "a.b:latest",
                "on.read.only.write", "revert",
                "wake.up", "notify",
                "replication.origin", "off",
                "conflict.tie.breaker", "postgres");
    }

    @Test
    void readsEveryKey() {
        Map<String, String> properties = new HashMap<>(twoWayKeys());
        properties.putAll(Map.ofEntries(
                Map.entry("connection.url", URL),
                Map.entry("connection.username", "me"),
                Map.entry("connection.password", "secret"),
                Map.entry("connection.sslmode", "verify-full"),
                Map.entry("connection.sslrootcert", "ca.crt"),
                Map.entry("connection.sslcert", "me.crt"),
                Map.entry("connection.sslkey", "me.pk8"),
                Map.entry("connection.sslpassword", "secret"),
                Map.entry("validate.connection", "true"),
                Map.entry("table.name.format", "x.${topic}"),
                Map.entry("topics.to.tables.mapping", "a:b.c"),
                Map.entry("connection.socket.timeout.ms", "3000"),
                Map.entry("table.layout", "heroku"),
                Map.entry("identifier.case", "lower"),
                Map.entry("pk.mode", "record_value"),
                Map.entry("pk.fields", "a,b"),
                Map.entry("version.field", "v"),
                Map.entry("delete.enabled", "false"),
                Map.entry("truncate.enabled", "true"),
                Map.entry("batch.size", "7"),
                Map.entry("write.behind", "false"),
                Map.entry("insert.mode", "update"),
                Map.entry("text.nul.characters", "fail"),
                Map.entry("tombstone.retention.ms", "1000"),
                Map.entry("conflict.log", "on"),
                Map.entry("conflict.retention.ms", "2000"),
                Map.entry("schema.evolution", "basic"),
                Map.entry("schema.rewrite", "allowed"),
                Map.entry("schema.lock.timeout.ms", "5"),
                Map.entry("max.retries", "-1"),
                Map.entry("retry.backoff.ms", "9")));
        assertThat(PostgresSinkConfig.DEFINITION.names())
                .as("keys without a value in this test")
                .isSubsetOf(with(properties, "auto.create", "auto.evolve", "connection.user"));
        PostgresSinkConfig config = new PostgresSinkConfig(properties);
        isOurs(config.connection());
        assertThat(config.routing().mapping()).containsEntry("a", "b.c");
        assertThat(config.records().naming().layout()).isEqualTo(TableLayout.HEROKU);
        assertThat(config.records().naming().lowerCase()).isTrue();
        assertThat(config.records().key().names()).containsExactly("a", "b");
        assertThat(config.records().versionField()).contains("v");
        assertThat(config.records().deletes()).isFalse();
        assertThat(config.records().truncates()).isTrue();
        assertThat(config.writing().batchSize()).isEqualTo(7);
        assertThat(config.writing().insertMode()).isEqualTo(InsertMode.UPDATE);
        assertThat(config.writing().nulRule()).isEqualTo(NulRule.FAIL);
        assertThat(config.writing().guard()).isEqualTo(VersionGuard.NOT_OLDER);
        assertThat(config.writing().tombstoneRetention()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.writing().conflicts().kept()).contains(Duration.ofSeconds(2));
        assertThat(config.evolution().mode()).isEqualTo(EvolutionMode.ADD);
        assertThat(config.evolution().rewrite()).isEqualTo(TableRewrite.ALLOWED);
        assertThat(config.evolution().lockTimeoutMillis()).isEqualTo(5);
        assertThat(config.retries().allows(1_000_000)).isTrue();
        assertThat(config.retries().waitMillis(1, 1)).isEqualTo(9);
    }

    private static void isOurs(ConnectionSettings connection) {
        assertThat(connection.user()).contains("me");
        assertThat(connection.password().orElseThrow().value()).isEqualTo("secret");
        assertThat(connection.tls()).isEqualTo(tls("verify-full", "ca.crt", "me.crt", "me.pk8", "secret"));
        assertThat(connection.validated()).isTrue();
        assertThat(connection.socketTimeoutMillis()).isEqualTo(3000);
    }

    private static TlsSettings tls(String mode, String authority, String certificate, String key, String password) {
        return new TlsSettings(
                Optional.of(mode),
                Optional.of(authority),
                Optional.of(certificate),
                Optional.of(key),
                Optional.of(new Password(password)));
    }

    private static List<String> with(Map<String, String> properties, String... more) {
        List<String> keys = new java.util.ArrayList<>(properties.keySet());
        keys.addAll(List.of(more));
        return keys;
    }

    @ParameterizedTest
    @CsvSource({
        "'a,b', '${topic}', '', false",
        "'a,b', 'public.b', '', true",
        "'a', 'public.b', '', false",
        "'a,b,c', '${topic}', 'a:x.y,b:x.z', false",
        "'a,b,c', '${topic}', 'a:x.y,b:x.y', true",
        "'a,x.y', '${topic}', 'a:x.y', true",
        "'one.x.y,two.x.y', '${topic}', '', true",
        ", '${topic}', 'a:x.y,b:x.y', true",
        ", '${topic}', '', false",
        ", 'public.b', '', true"
    })
    void logsConflictsByDefaultWhereTopicsShareTable(String topics, String format, String mapping, boolean shared) {
        Map<String, String> properties = new HashMap<>(
                Map.of("connection.url", URL, "table.name.format", format, "topics.to.tables.mapping", mapping));
        if (topics != null) {
            properties.put("topics", topics);
        }
        assertThat(new PostgresSinkConfig(properties).writing().conflicts().logged())
                .isEqualTo(shared);
    }

    @Test
    void startsWithWhateverItAccepts() {
        List<String> keys = new ArrayList<>(PostgresSinkConfig.DEFINITION.names());
        keys.remove("validate.connection");
        keys.addAll(List.of("transforms", "topics", "consumer.override.max.poll.interval.ms"));

        StrangeValues.tryAll(
                Map.of("name", "sink", "connection.url", URL, "topics", "a"),
                keys,
                new PostgresSinkConnector()::validate,
                properties -> {
                    PostgresSinkConnector connector = new PostgresSinkConnector();
                    connector.start(properties);
                    connector.taskConfigs(1).forEach(PostgresSinkConfig::new);
                });
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(SinkConnector.class))
                .hasOnlyElementsOfType(PostgresSinkConnector.class)
                .isNotEmpty();
    }
}
