/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.option.StrangeValues;
import dev.tandem.salesforce.login.LoginSettings;
import dev.tandem.salesforce.sink.settings.ObjectSettings;
import dev.tandem.salesforce.sink.settings.TableSettings;
import dev.tandem.salesforce.sink.settings.WriteOptionsGroup;
import dev.tandem.salesforce.sink.signal.SignalSettings;
import java.util.ArrayList;
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
    void reportsMistakesOfTablesThatObjectsExclude() {
        properties.put("salesforce.object", "Lead");
        properties.put("tables", "Account");
        properties.put("external.id.fields", "Acount:Key__c");

        Map<String, List<String>> errors = errors();

        assertThat(errors.get("tables"))
                .satisfiesExactly(
                        both -> assertThat(both).startsWith("A connector writes either tables or objects."),
                        form -> assertThat(form).startsWith("'Account' is not of the form schema.table:Object"));
        assertThat(errors.get("external.id.fields"))
                .containsExactly("Object Acount has no table in tables. Add it, or remove the entry.");
    }

    @Test
    void startsWithWhateverItAccepts() {
        List<String> keys = new ArrayList<>(SalesforceSinkConfig.DEFINITION.names());
        keys.remove("validate.connection");
        keys.addAll(List.of("topics", "consumer.override.max.poll.records", "signal.producer.acks"));

        StrangeValues.tryAll(properties, keys, new SalesforceSinkConnector()::validate, ValidationTest::start);

        properties.remove("tables");
        properties.put("salesforce.object", "Lead");
        properties.put("signal.kafka.topic", "signals");
        properties.put("signal.kafka.bootstrap.servers", "kafka:9092");
        StrangeValues.tryAll(properties, keys, new SalesforceSinkConnector()::validate, ValidationTest::start);
    }

    /** Reads everything that a task reads when it starts. */
    private static void start(Map<String, String> properties) {
        SalesforceSinkConnector connector = new SalesforceSinkConnector();
        connector.start(properties);
        SalesforceSinkConfig config =
                new SalesforceSinkConfig(connector.taskConfigs(1).get(0));
        LoginSettings.from(config).credentials();
        config.salesforce();
        WriteOptionsGroup.from(config);
        SignalSettings.from(config);
        if (config.writesRecords()) {
            ObjectSettings.rules(config);
        } else {
            config.postgres();
            TableSettings.mappings(config);
            TableSettings.edits(config);
        }
    }

    @Test
    void checksDatabaseAsThePostgresSinkDoes() {
        properties.put("connection.url", "jdbc:postgresql://h/db?password=S3cret");
        properties.put("connection.user", "a");
        properties.put("connection.username", "b");
        properties.put("connection.sslrootcert", "/nowhere/ca.crt");

        assertThat(errors()).containsOnlyKeys("connection.url", "connection.username", "connection.sslrootcert");
        assertThat(errors().get("connection.url").toString()).doesNotContain("S3cret");
    }

    @Test
    void reportsEachMistakeInObjectsOfTopics() {
        properties.remove("tables");
        properties.put("topics", "crm.leads,crm.cases,crm.notes");
        properties.put("topics.to.objects.mapping", "crm.leads:Lead,crm.leads:Case,crm.cases:Case");
        properties.put("salesforce.field.mapping", "a:B c");
        assertThat(errors()).containsOnlyKeys("topics.to.objects.mapping", "salesforce.field.mapping");

        properties.remove("salesforce.field.mapping");
        properties.put("topics.to.objects.mapping", "crm.leads:Lead,crm.case:Case");
        assertThat(errors().get("topics.to.objects.mapping"))
                .containsExactlyInAnyOrder(
                        "The connector does not read topic crm.case. Correct it, or remove the entry.",
                        "Topic crm.cases has no object. Add it here, or set salesforce.object.",
                        "Topic crm.notes has no object. Add it here, or set salesforce.object.");

        properties.put("topics.to.objects.mapping", "");
        properties.put("salesforce.object", "My Lead");
        assertThat(errors()).containsOnlyKeys("salesforce.object");
    }

    @Test
    void rejectsTablesThatCannotBe() {
        properties.put("tables", "public.:Account,.Contact:Contact,db.public.Lead:Lead");

        assertThat(errors().get("tables")).hasSize(3);
    }

    @Test
    void rejectsMissingTables() {
        properties.put("tables", "");

        assertThat(errors().get("tables"))
                .containsExactly(
                        "Name at least one table, such as public.Account:Account, or an object in salesforce.object.");
    }
}
