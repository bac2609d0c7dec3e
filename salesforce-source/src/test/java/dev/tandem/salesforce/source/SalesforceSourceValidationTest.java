/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalesforceSourceValidationTest {
    private final Map<String, String> valid = new HashMap<>(Map.of(
            "name", "salesforce",
            "connector.class", SalesforceSourceConnector.class.getName(),
            "salesforce.instance", "https://example.my.salesforce.com",
            "salesforce.consumer.key", "key",
            "salesforce.consumer.secret", "secret",
            "sobject.names", "Account,Invoice__c"));

    @Test
    void acceptsRightConfiguration() {
        assertThat(mistakes(valid)).isEmpty();
    }

    @Test
    void reportsAllMistakesAtOnceEachOnItsKey() {
        valid.put("salesforce.instance", "example.com");
        valid.put("salesforce.version", "newest");
        valid.put("salesforce.grant.type", "JWT_BEARER");
        valid.put("salesforce.jwt.keystore.path", "/nowhere/keystore.p12");
        valid.put("salesforce.user.name", "typo@example.com");
        valid.put("sobject.names", "Account,account,no name");
        valid.put("field.exclude.list", "PhotoUrl");
        valid.put("decimal.handling.mode", "exact");
        valid.put("connection.timeout", "1");
        valid.put("http.proxy", "proxy");

        Map<String, List<String>> mistakes = mistakes(valid);

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
        valid.put("row.filter.Contact", "Name = 'x'");
        valid.put("row.filter.Account", "Industry = 'Energy') OR (Name = 'x'");
        valid.put("row.filter.Invoice__c", "WHERE Name = 'x'");
        valid.put("historical.snapshot", "false");
        valid.put("snapshot.mode", "initial");

        assertThat(mistakes(valid))
                .containsOnlyKeys(
                        "row.filter.Contact", "row.filter.Account", "row.filter.Invoice__c", "historical.snapshot");
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
        valid.remove("salesforce.instance");

        assertThat(mistakes(valid)).containsOnlyKeys("salesforce.instance");
    }

    @Test
    void rejectsFileThatIsNotKeystoreWithoutQuotingPassword(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keystore.p12"), "not a keystore");
        valid.put("salesforce.grant.type", "JWT_BEARER");
        valid.put("salesforce.username", "me@example.com");
        valid.put("salesforce.jwt.keystore.path", file.toString());
        valid.put("salesforce.jwt.keystore.password", "hush");

        Map<String, List<String>> mistakes = mistakes(valid);

        assertThat(mistakes).containsOnlyKeys("salesforce.jwt.keystore.path");
        assertThat(mistakes.toString()).doesNotContain("hush");
    }

    @Test
    void acceptsEitherNameOfObjectsOptionButNotBoth() {
        valid.remove("sobject.names");
        assertThat(mistakes(valid)).containsOnlyKeys("sobject.names");

        valid.put("salesforce.object", "Account");
        assertThat(mistakes(valid)).isEmpty();
        assertThat(new SalesforceSourceConfig(valid).objects().names()).containsExactly("Account");

        valid.put("sobject.names", "Contact");
        assertThat(mistakes(valid)).containsOnlyKeys("salesforce.object");
    }

    @Test
    void rejectsChangeEventAsObject() {
        valid.put("sobject.names", "AccountChangeEvent");

        assertThat(mistakes(valid)).containsOnlyKeys("sobject.names");
    }

    @Test
    void acceptsChannelsInsteadOfObjects() {
        valid.remove("sobject.names");
        valid.put("platform.event.names", "Low_Ink__e,/event/BatchApexErrorEvent");
        valid.put("salesforce.push.topic.name", "InvoiceUpdates");
        valid.put("generic.channel.names", "/u/notices/Alerts,Other");

        assertThat(mistakes(valid)).isEmpty();
        assertThat(new SalesforceSourceConfig(valid).sources())
                .containsExactly(
                        "/event/Low_Ink__e",
                        "/event/BatchApexErrorEvent",
                        "/topic/InvoiceUpdates",
                        "/u/notices/Alerts",
                        "/u/Other");
    }

    @Test
    void rejectsChannelsThatCannotExist() {
        valid.put("sobject.names", "Account,Low_Ink__e");
        valid.put("platform.event.names", "AccountChangeEvent,All__chn,Low_Ink__e,/event/low_ink__e,no name");
        valid.put("push.topic.names", "Big?Name='x'");
        valid.put("salesforce.push.topic.name", "Big");
        valid.put("generic.channel.names", "/u/");

        Map<String, List<String>> mistakes = mistakes(valid);

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
        valid.put("cdc.channel.Account", "Sales__chn");
        assertThat(mistakes(valid)).isEmpty();

        valid.put("cdc.channel.Contact", "Contacts__chn");
        valid.put("cdc.channel.Invoice__c", "/data/Sales__chn");
        assertThat(mistakes(valid)).containsOnlyKeys("cdc.channel.Contact", "cdc.channel.Invoice__c");

        valid.put("cdc.channel.Invoice__c", "/data/ChangeEvents");
        assertThat(mistakes(valid)).containsOnlyKeys("cdc.channel.Contact", "cdc.channel.Invoice__c");
    }

    private List<String> neededBy(String grantType) {
        Map<String, String> bare = new HashMap<>(valid);
        bare.keySet().removeIf(key -> key.startsWith("salesforce.consumer"));
        bare.put("salesforce.grant.type", grantType);
        return List.copyOf(mistakes(bare).keySet());
    }

    private static Map<String, List<String>> mistakes(Map<String, String> properties) {
        return new SalesforceSourceConnector()
                .validate(properties).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    }
}
