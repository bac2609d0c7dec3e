/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ValidationTest {
    private final Map<String, String> properties = new HashMap<>(Map.of(
            "connector.class", SalesforceSinkConnector.class.getName(),
            "topics", "postgres.public.Account",
            "salesforce.instance", "https://example.my.salesforce.com",
            "salesforce.consumer.key", "key",
            "salesforce.consumer.secret", "secret",
            "connection.url", "jdbc:postgresql://localhost/app",
            "tables", "public.Account:Account"));

    private Map<String, List<String>> errors() {
        Map<String, List<String>> errors = new TreeMap<>();
        new SalesforceSinkConnector().validate(properties).configValues().forEach(value -> {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        });
        return errors;
    }

    @Test
    void acceptsMinimalConfiguration() {
        assertThat(errors()).isEmpty();
    }

    @Test
    void reportsAllMistakesAtOnce() {
        properties.put("tables", "Account, public.Contact:Contact, public.Contact:Lead");
        properties.put("external.id.fields", "Account:Key__c, Contact");
        properties.put("write.guard", "sometimes");
        properties.put("lock.timeout.ms", "5000");
        properties.put("on.read.only.writes", "revert");
        properties.remove("salesforce.consumer.secret");

        Map<String, List<String>> errors = errors();

        assertThat(errors)
                .containsOnlyKeys(
                        "tables",
                        "external.id.fields",
                        "write.guard",
                        "lock.timeout.ms",
                        "on.read.only.writes",
                        "salesforce.consumer.secret");
        assertThat(errors.get("tables"))
                .containsExactly(
                        "'Account' is not of the form schema.table:Object, such as public.Account:Account.",
                        "Table public.Contact is listed twice.");
        assertThat(errors.get("external.id.fields"))
                .containsExactly(
                        "Object Account has no table in tables. Add it, or remove the entry.",
                        "'Contact' is not of the form Object:Field, such as Account:Tandem_Key__c.");
    }

    @Test
    void rejectsMissingTables() {
        properties.put("tables", "");

        assertThat(errors().get("tables"))
                .containsExactly(
                        "Name at least one table, such as public.Account:Account, or an object in salesforce.object.");
    }
}
