/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.option.CheckedConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginCheckTest {
    private static final ConfigDef DEFINITION = new ConfigDef();

    static {
        OrgConnectionSettings.define(DEFINITION);
        LoginSettings.define(DEFINITION);
    }

    private final Map<String, String> properties = new HashMap<>(Map.of(
            "salesforce.instance", "https://example.my.salesforce.com",
            "salesforce.consumer.key", "key",
            "salesforce.consumer.secret", "secret"));

    @Test
    void acceptsClientCredentialsAtMyDomain() {
        assertThat(errors()).isEmpty();
    }

    @Test
    void asksForMyDomainWhenNoInstanceIsGiven() {
        properties.remove("salesforce.instance");

        assertThat(errors()).containsOnlyKeys("salesforce.instance");
    }

    @Test
    void defaultsToTheCommonInstanceForOtherGrantTypes() {
        properties.remove("salesforce.instance");
        properties.put("salesforce.grant.type", "refresh-token");
        properties.put("salesforce.refresh.token", "token");

        assertThat(errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "salesforce.version, 30.0",
        "salesforce.version, newest",
        "salesforce.version, 66",
        "http.proxy, proxy",
        "http.proxy, me:hush@proxy:1",
        "connection.timeout, 1e4",
        "connection.timeout, 1",
        "salesforce.grant.type, device"
    })
    void reportsOneErrorForAnInvalidValue(String key, String value) {
        properties.put(key, value);

        assertThat(errors()).containsOnlyKeys(key);
        assertThat(errors().get(key)).hasSize(1).first().asString().doesNotContain("hush");
    }

    private Map<String, List<String>> errors() {
        CheckedConfig config = new CheckedConfig(new Config(DEFINITION.validate(properties)), properties);
        LoginCheck.run(config);
        return config.result().configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    }
}
