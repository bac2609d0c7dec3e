/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.option.StrangeValues;
import dev.tandem.salesforce.client.rest.SObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SalesforceSourceValidationTest {
    private final Map<String, String> configuration = new HashMap<>(Map.of(
            "name", "salesforce",
            "connector.class", SalesforceSourceConnector.class.getName(),
            "salesforce.instance", "https://example.my.salesforce.com",
            "salesforce.consumer.key", "key",
            "salesforce.consumer.secret", "secret",
            "sobject.names", "Account,Invoice__c"));

    @Test
    void acceptsRightConfiguration() {
        assertThat(mistakes()).isEmpty();
    }

    @Test
    void reportsAllMistakesAtOnceEachOnItsKey() {
        set(
                "salesforce.instance", "example.com",
                "salesforce.version", "newest",
                "salesforce.grant.type", "JWT_BEARER",
                "salesforce.jwt.keystore.path", "/nowhere/keystore.p12",
                "salesforce.user.name", "typo@example.com",
                "sobject.names", "Account,account,no name",
                "field.exclude.list", "PhotoUrl",
                "decimal.handling.mode", "exact",
                "connection.timeout", "1",
                "http.proxy", "proxy");

        Map<String, List<String>> mistakes = mistakes();

        assertThat(mistakes)
                .containsOnlyKeys(
                        "salesforce.instance",
                        "salesforce.version",
                        "salesforce.username",
                        "salesforce.jwt.keystore.path",
                        "salesforce.jwt.keystore.password",
                        "salesforce.user.name",
                        "sobject.names",
                        "field.exclude.list",
                        "decimal.handling.mode",
                        "connection.timeout",
                        "http.proxy");
        assertThat(mistakes.get("sobject.names")).hasSize(2);
    }

    @Test
    void rejectsConditionsThatAreNotOne() {
        set(
                "row.filter.Contact", "Name = 'x'",
                "row.filter.Account", "Industry = 'Energy') OR (Name = 'x'",
                "row.filter.Invoice__c", "WHERE Name = 'x'",
                "historical.snapshot", "false",
                "snapshot.mode", "initial");

        assertThat(mistakes())
                .containsOnlyKeys(
                        "row.filter.Contact", "row.filter.Account", "row.filter.Invoice__c", "historical.snapshot");
    }

    @Test
    void rejectsConditionThatDoesNotFitIntoAUrl() {
        set("row.filter.Account", "Name IN ('" + "Acme', '".repeat(1_000) + "')");

        assertThat(mistakes().get("row.filter.Account"))
                .singleElement()
                .asString()
                .contains("too long for the URL");
    }

    @Test
    void namesOptionsThatGrantTypeNeeds() {
        assertThat(neededBy("CLIENT_CREDENTIALS"))
                .containsExactlyInAnyOrder("salesforce.consumer.key", "salesforce.consumer.secret");
        assertThat(neededBy("jwt_bearer"))
                .containsExactlyInAnyOrder(
                        "salesforce.consumer.key",
                        "salesforce.username",
                        "salesforce.jwt.keystore.path",
                        "salesforce.jwt.keystore.password");
        assertThat(neededBy("REFRESH_TOKEN"))
                .containsExactlyInAnyOrder("salesforce.consumer.key", "salesforce.refresh.token");
        assertThat(neededBy("PASSWORD"))
                .containsExactlyInAnyOrder(
                        "salesforce.consumer.key",
                        "salesforce.consumer.secret",
                        "salesforce.username",
                        "salesforce.password");
    }

    @Test
    void rejectsClientCredentialsAtCommonLoginHost() {
        configuration.remove("salesforce.instance");

        assertThat(mistakes()).containsOnlyKeys("salesforce.instance");
    }

    @Test
    void rejectsFileThatIsNotKeystoreWithoutQuotingPassword(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keystore.p12"), "not a keystore");
        set(
                "salesforce.grant.type", "JWT_BEARER",
                "salesforce.username", "me@example.com",
                "salesforce.jwt.keystore.path", file.toString(),
                "salesforce.jwt.keystore.password", "hush");

        Map<String, List<String>> mistakes = mistakes();

        assertThat(mistakes).containsOnlyKeys("salesforce.jwt.keystore.path");
        assertThat(mistakes.toString()).doesNotContain("hush");
    }

    @Test
    void acceptsEitherNameOfObjectsOptionButNotBoth() {
        configuration.remove("sobject.names");
        assertThat(mistakes()).containsOnlyKeys("sobject.names");

        set("salesforce.object", "Account");
        assertThat(mistakes()).isEmpty();
        assertThat(new SalesforceSourceConfig(configuration).objects().names()).containsExactly("Account");

        set("sobject.names", "Contact");
        assertThat(mistakes()).containsOnlyKeys("salesforce.object");
    }

    @Test
    void rejectsChangeEventAsObject() {
        set("sobject.names", "AccountChangeEvent");

        assertThat(mistakes()).containsOnlyKeys("sobject.names");
    }

    @Test
    void acceptsChannelsInsteadOfObjects() {
        configuration.remove("sobject.names");
        set(
                "platform.event.names", "Low_Ink__e,/event/BatchApexErrorEvent",
                "salesforce.push.topic.name", "InvoiceUpdates",
                "generic.channel.names", "/u/notices/Alerts,Other");

        assertThat(mistakes()).isEmpty();
        assertThat(new SalesforceSourceConfig(configuration).sources())
                .containsExactly(
                        "/event/Low_Ink__e",
                        "/event/BatchApexErrorEvent",
                        "/topic/InvoiceUpdates",
                        "/u/notices/Alerts",
                        "/u/Other");
    }

    @Test
    void rejectsChannelsThatCannotExist() {
        set(
                "sobject.names", "Account,Low_Ink__e",
                "platform.event.names", "AccountChangeEvent,All__chn,Low_Ink__e,/event/low_ink__e,no name",
                "push.topic.names", "Big?Name='x'",
                "salesforce.push.topic.name", "Big",
                "generic.channel.names", "/u/");

        Map<String, List<String>> mistakes = mistakes();

        assertThat(mistakes)
                .containsOnlyKeys(
                        "sobject.names",
                        "platform.event.names",
                        "push.topic.names",
                        "salesforce.push.topic.name",
                        "generic.channel.names");
        assertThat(mistakes.get("platform.event.names")).hasSize(4);
    }

    @Test
    void rejectsCustomChannelsThatServeNoObjectOrSeveral() {
        set("cdc.channel.Account", "Sales__chn");
        assertThat(mistakes()).isEmpty();

        set(
                "cdc.channel.Contact", "Contacts__chn",
                "cdc.channel.Invoice__c", "/data/Sales__chn");
        assertThat(mistakes()).containsOnlyKeys("cdc.channel.Contact", "cdc.channel.Invoice__c");

        set("cdc.channel.Invoice__c", "/data/ChangeEvents");
        assertThat(mistakes()).containsOnlyKeys("cdc.channel.Contact", "cdc.channel.Invoice__c");
    }

    @Test
    void startsWithWhateverItAccepts() {
        List<String> keys = new ArrayList<>(SalesforceSourceConfig.DEFINITION.names());
        keys.remove("validate.connection");
        keys.addAll(List.of(
                "producer.override.acks",
                "signal.consumer.fetch.max.bytes",
                "row.filter.Account",
                "row.filter.",
                "cdc.channel.Account",
                "cdc.channel."));
        set(
                "platform.event.names", "Low_Ink__e",
                "signal.kafka.topic", "signals",
                "signal.kafka.bootstrap.servers", "kafka:9092");

        StrangeValues.tryAll(configuration, keys, new SalesforceSourceConnector()::validate, properties -> {
            SalesforceSourceConnector connector = new SalesforceSourceConnector();
            connector.start(properties);
            for (Map<String, String> task : connector.taskConfigs(1)) {
                SalesforceSourceConfig config = new SalesforceSourceConfig(task);
                config.login().credentials();
                config.connection().org(Duration.ZERO);
                config.objects().names().forEach(SObjectName::new);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTPS://Example.my.salesforce.com",
                "https://example.my.salesforce.com:443",
                "http://127.0.0.1:80"
            })
    void acceptsInstanceInAnyCase(String instance) {
        set("salesforce.instance", instance, "salesforce.version", "Latest", "http.proxy", "");

        assertThat(mistakes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "salesforce.instance, https://example.my.salesforce.com:99999, ",
        "salesforce.instance, https://LOGIN.salesforce.com, ",
        "salesforce.instance, https://x.Lightning.force.com, ",
        "http.proxy, proxy:99999, ",
        "http.proxy, proxy:0, ",
        "http.proxy, proxy:3128/path, ",
        "clock.margin.ms, 9223372036854775807, ",
        "signal.kafka.bootstrap.servers, kafka:9092, signal.kafka.topic",
        "producer.override.acks, 7, ",
        "cdc.channel.Account, ${vault:x:y}, "
    })
    void rejectsValueThatCannotWork(String key, String value, String wrong) {
        set(key, value);

        assertThat(mistakes()).containsOnlyKeys(wrong == null ? key : wrong);
    }

    private List<String> neededBy(String grantType) {
        configuration.keySet().removeIf(key -> key.startsWith("salesforce.consumer"));
        set("salesforce.grant.type", grantType);
        return List.copyOf(mistakes().keySet());
    }

    /** Sets options, each by its key and value. */
    private void set(String... options) {
        for (int i = 0; i < options.length; i += 2) {
            configuration.put(options[i], options[i + 1]);
        }
    }

    private Map<String, List<String>> mistakes() {
        return new SalesforceSourceConnector()
                .validate(configuration).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    }
}
