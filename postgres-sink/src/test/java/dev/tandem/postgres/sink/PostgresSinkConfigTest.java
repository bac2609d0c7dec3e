/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(SinkConnector.class))
                .hasOnlyElementsOfType(PostgresSinkConnector.class)
                .isNotEmpty();
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
