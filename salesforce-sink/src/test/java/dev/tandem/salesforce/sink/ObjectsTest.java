/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of any topic, written to an object without any table. */
class ObjectsTest {
    private static final Schema ROW = SchemaBuilder.struct()
            .field("number", Schema.OPTIONAL_STRING_SCHEMA)
            .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("NumberOfEmployees", Schema.OPTIONAL_INT32_SCHEMA)
            .field("AnnualRevenue", Decimal.builder(2).optional().build())
            .field("CreatedDate", Timestamp.builder().optional().build())
            .build();

    private final SalesforceSimulator simulator =
            SalesforceSimulator.start(SimulatorOptions.defaults().withObjects("Account", "Contact"));
    private final Map<String, String> properties = new HashMap<>(Map.of(
            "name",
            "objects",
            "salesforce.instance",
            simulator.baseUrl().toString(),
            "salesforce.consumer.key",
            simulator.clientId(),
            "salesforce.consumer.secret",
            simulator.clientSecret(),
            "salesforce.object",
            "Account",
            "salesforce.field.mapping",
            "number:External_Account_ID__c"));
    private final List<String> rejections = new ArrayList<>();
    private boolean reporting = true;
    private SalesforceSinkTask task;
    private long offset;

    @AfterEach
    void close() {
        if (task != null) {
            task.stop();
        }
        simulator.close();
    }

    private ObjectsTest with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    private ObjectsTest upserting() {
        return with("salesforce.sink.object.operation", "upsert")
                .with("salesforce.use.custom.id.field", "true")
                .with("salesforce.custom.id.field.name", "External_Account_ID__c");
    }

    private void put(SinkRecord... records) {
        put(List.of(records));
    }

    private void put(Collection<SinkRecord> records) {
        if (task == null) {
            task = new SalesforceSinkTask();
            task.initialize(context());
            task.start(properties);
        }
        task.put(records);
    }

    private SinkTaskContext context() {
        ErrantRecordReporter reporter = (record, error) -> {
            rejections.add(error.getMessage());
            return CompletableFuture.completedFuture(null);
        };
        return (SinkTaskContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SinkTaskContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("errantRecordReporter") && reporting ? reporter : null);
    }

    private SinkRecord record(Object key, Schema schema, Object value) {
        return new SinkRecord("crm", 0, key == null ? null : Schema.STRING_SCHEMA, key, schema, value, offset++);
    }

    private SinkRecord account(String number, String name) {
        return record(null, ROW, new Struct(ROW).put("number", number).put("Name", name));
    }

    private Collection<ObjectNode> accounts() {
        return simulator.control().liveRecords("Account").values();
    }

    private List<String> names() {
        return accounts().stream()
                .map(record -> record.path("Name").asText())
                .sorted()
                .toList();
    }

    @Test
    void insertsRecordsWithTheirTypes() {
        Struct row = new Struct(ROW)
                .put("number", "7")
                .put("Name", "Acme")
                .put("NumberOfEmployees", 12)
                .put("AnnualRevenue", new java.math.BigDecimal("1234.00"))
                .put("CreatedDate", new Date(0));

        put(record(null, ROW, row));

        ObjectNode saved = accounts().iterator().next();
        assertThat(saved.path("External_Account_ID__c").asText()).isEqualTo("7");
        assertThat(saved.path("NumberOfEmployees").asInt()).isEqualTo(12);
        assertThat(saved.path("AnnualRevenue").decimalValue()).isEqualByComparingTo("1234");
        assertThat(saved.path("CreatedDate").asText()).doesNotStartWith("1970");
        assertThat(rejections).isEmpty();
    }

    @Test
    void upsertsInOrderAndDeletesByKey() {
        upserting().with("behavior.on.null.values", "delete");

        put(account("1", "Old"), account("2", "Gone"), account("1", "New"), record("2", null, null));

        assertThat(names()).containsExactly("New");
        put(account("1", "Newest"), record("9", null, null));
        assertThat(names()).containsExactly("Newest");
        assertThat(rejections).isEmpty();
    }

    @Test
    void updatesAndDeletesBySalesforceId() {
        List<String> ids = simulator.control().addRecords("Account", 2);
        with("salesforce.sink.object.operation", "update");

        put(
                record(null, null, Map.of("Id", ids.get(0), "Name", "Updated")),
                record(null, null, Map.of("Id", ids.get(1), "_EventType", "deleted")));

        assertThat(names()).containsExactly("Updated");
    }

    @Test
    void refersToParentByExternalId() {
        upserting();
        put(account("1", "Parent"));
        task.stop();
        task = null;
        properties.remove("salesforce.use.custom.id.field");
        with("salesforce.object", "Contact")
                .with("salesforce.sink.object.operation", "insert")
                .with("salesforce.field.mapping", "parent:Account.External_Account_ID__c");

        put(record(null, null, Map.of("LastName", "Child", "parent", "1")));

        String parent =
                simulator.control().liveRecords("Account").keySet().iterator().next();
        assertThat(simulator.control().liveRecords("Contact").values())
                .extracting(contact -> contact.path("AccountId").asText())
                .containsExactly(parent);
    }

    @Test
    void reportsBadRecordsAndWritesTheRest() {
        put(
                account("1", "Good"),
                account("2", null),
                record(null, null, Map.of("Name", "Odd", "Colour", "secret")),
                record(null, null, Map.of("Name", List.of("secret"))),
                record(null, null, "secret"));

        assertThat(names()).containsExactly("Good");
        assertThat(rejections)
                .containsExactly(
                        "Failed to write a record: field Colour is not a field of Account."
                                + " Map it in salesforce.field.mapping, or list it in salesforce.ignore.fields.",
                        "Failed to write a record: field Name: it is a list, a map or a struct, which Salesforce does not have."
                                + " Flatten or convert it first.",
                        "Failed to write a record: it is not a struct or a map. Use a converter with fields.",
                        "Failed to insert a record of Account: Salesforce answered REQUIRED_FIELD_MISSING for Name."
                                + " Correct the record, and send it again.");
    }

    /** Salesforce parses a collection as a whole, and rejects all of it for one value that it cannot read. */
    @Test
    void writesTheRestBesideValueThatSalesforceCannotRead() {
        upserting();

        put(
                account("1", "One"),
                record(null, null, Map.of("number", "2", "Name", "Odd", "SLA_Expiration_Date__c", "2026-02-30")),
                account("3", "Three"),
                account("1", "One again"));

        assertThat(names()).containsExactly("One again", "Three");
        assertThat(rejections).singleElement().asString().contains("JSON_PARSER_ERROR");
    }

    @Test
    void convertsValuesThatSpellThoseOfTheField() {
        put(record(
                null,
                null,
                Map.of("Name", 12, "NumberOfEmployees", "42", "AnnualRevenue", "1e3", "Phone", true, "number", 7L)));

        ObjectNode saved = accounts().iterator().next();
        assertThat(saved.path("Name").asText()).isEqualTo("12");
        assertThat(saved.path("NumberOfEmployees").decimalValue()).isEqualByComparingTo("42");
        assertThat(saved.path("AnnualRevenue").decimalValue()).isEqualByComparingTo("1000");
        assertThat(saved.path("Phone").asText()).isEqualTo("true");
        assertThat(saved.path("External_Account_ID__c").asText()).isEqualTo("7");
        assertThat(rejections).isEmpty();
    }

    @Test
    void namesFieldOfImpossibleValue() {
        put(
                record(null, null, Map.of("Name", "a", "NumberOfEmployees", "many")),
                record(null, null, Map.of("Name", "b", "NumberOfEmployees", Double.NaN)),
                record(null, null, Map.of("Name", "c", "NumberOfEmployees", true)),
                record(null, null, Map.of("Name", "e", "NumberOfEmployees", "1.5")),
                record(null, null, Map.of("Name", "f", "NumberOfEmployees", "1e2147483640")),
                record(null, null, Map.of("Name", "d", "SLA_Expiration_Date__c", 20_500)),
                record(null, null, Map.of("Name", "broken \ud800")));

        assertThat(names()).isEmpty();
        assertThat(rejections)
                .hasSize(7)
                .startsWith(
                        "Failed to write a record: field NumberOfEmployees: the value is not possible in a field of type int."
                                + " Correct it.")
                .element(5)
                .asString()
                .contains("field SLA_Expiration_Date__c: the value is not possible in a field of type date");
    }

    /** Salesforce puts off the first write of a record that is locked, and must not get the second one before it. */
    @Test
    void keepsTheOrderOfRecordThatIsLocked() {
        upserting();
        put(account("1", "Oldest"));
        String id =
                simulator.control().liveRecords("Account").keySet().iterator().next();
        simulator.control().startFault("short-lock-wait", Map.of("millis", 50));
        simulator.control().send("PUT", "locks/other", Map.of("ids", List.of(id)));
        List<SinkRecord> batch = List.of(account("1", "Old"), account("2", "Other"), account("1", "New"));

        assertThatThrownBy(() -> put(batch)).isInstanceOf(RetriableException.class);
        simulator.control().send("DELETE", "locks/other", Map.of());
        put(batch);

        assertThat(names()).containsExactly("New", "Other");
        assertThat(rejections).isEmpty();
    }

    @Test
    void insertsRecordOnceItsDeleteIsDone() {
        upserting();
        put(account("1", "Old"));
        task.stop();
        task = null;
        with("salesforce.sink.object.operation", "insert");
        String id =
                simulator.control().liveRecords("Account").keySet().iterator().next();
        simulator.control().startFault("short-lock-wait", Map.of("millis", 50));
        simulator.control().send("PUT", "locks/other", Map.of("ids", List.of(id)));
        List<SinkRecord> batch =
                List.of(record(null, null, Map.of("number", "1", "_EventType", "deleted")), account("1", "New"));

        assertThatThrownBy(() -> put(batch)).isInstanceOf(RetriableException.class);
        simulator.control().send("DELETE", "locks/other", Map.of());
        put(batch);

        assertThat(names()).containsExactly("New");
        assertThat(rejections).isEmpty();
    }

    @Test
    void writesParentsBeforeChildrenOfOneBatch() {
        upserting()
                .with("salesforce.field.mapping", "number:External_Account_ID__c,parent:Parent.External_Account_ID__c");

        put(
                record(null, null, Map.of("number", "Mother", "Name", "Mother")),
                record(null, null, Map.of("number", "Child", "Name", "Child", "parent", "mother")));

        assertThat(rejections).isEmpty();
        assertThat(accounts().stream()
                        .filter(account -> account.path("ParentId").isTextual()))
                .extracting(account -> account.path("Name").asText())
                .containsExactly("Child");
    }

    @Test
    void findsRecordsWhateverTheCaseOfTheirKeysIs() {
        upserting().put(account("key", "Old"));
        task.stop();
        task = null;
        with("salesforce.sink.object.operation", "update");

        put(account("KEY", "New"));

        assertThat(names()).containsExactly("New");
        assertThat(rejections).isEmpty();
    }

    @Test
    void stopsAtBadRecordWithoutReporter() {
        reporting = false;

        assertThatThrownBy(() -> put(account("2", null)))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageContaining("REQUIRED_FIELD_MISSING");
    }

    @Test
    void writesEachRecordOnceWhileSalesforceIsBusy() {
        put(account("0", "First"));
        simulator.control().startFault("request-limit-exceeded", Map.of("requests", "composite"));
        List<SinkRecord> batch = List.of(account("1", "One"), account("2", "Two"));

        assertThatThrownBy(() -> put(batch)).isInstanceOf(RetriableException.class);
        simulator.control().stopFaults();
        put(batch);
        put(account("3", "Three"));

        assertThat(names()).containsExactly("First", "One", "Three", "Two");
    }

    @Test
    void repeatsUpsertButNotInsertWhoseAnswerIsLost() {
        put(account("0", "First"));
        simulator.control().startFault("lost-answer", Map.of("requests", "composite", "count", 1));

        put(account("1", "Unsure"));

        assertThat(rejections).singleElement().asString().contains("the answer was lost");
        assertThat(names()).containsExactly("First", "Unsure");
        task.stop();
        task = null;
        upserting();
        put(account("2", "Before"));
        simulator.control().startFault("lost-answer", Map.of("requests", "composite", "count", 1));
        List<SinkRecord> batch = List.of(account("3", "Repeated"));

        assertThatThrownBy(() -> put(batch)).isInstanceOf(RetriableException.class);
        put(batch);

        assertThat(names()).containsExactly("Before", "First", "Repeated", "Unsure");
    }

    @Test
    void rejectsDeleteByKeyOfRecordThatMayBeHidden() {
        simulator
                .control()
                .addRecords(
                        "Account",
                        List.of(Map.of(
                                "Name", "Hidden", "External_Account_ID__c", "1", "OwnerId", "005000000000001AAA")));
        simulator.control().startFault("no-view-all", Map.of());
        upserting().with("behavior.on.null.values", "delete");

        put(record("1", null, null));

        assertThat(names()).containsExactly("Hidden");
        assertThat(rejections)
                .singleElement()
                .asString()
                .startsWith("Failed to delete a record of Account: it may be deleted, or the user of the app may not")
                .contains("View All on Account");
    }

    @Test
    void rejectsDeleteByIdOfRecordThatMayBeHidden() {
        simulator.control().startFault("no-view-all", Map.of());
        with("salesforce.sink.object.operation", "delete");

        put(record(null, null, Map.of("Id", "001000000000001AAA")));

        assertThat(rejections).singleElement().asString().contains("View All on Account");
        simulator.control().stopFault("no-view-all");

        put(record(null, null, Map.of("Id", "001000000000001AAA")));

        assertThat(rejections).hasSize(1);
    }

    @Test
    void validatesConfiguration() {
        properties.put("connector.class", SalesforceSinkConnector.class.getName());
        properties.put("topics", "crm");
        with("salesforce.sink.object.operation", "upsert").with("tables", "public.Account:Account");

        Map<String, List<String>> errors = new HashMap<>();
        new SalesforceSinkConnector()
                .validate(properties)
                .configValues()
                .forEach(value -> errors.put(value.name(), value.errorMessages()));
        errors.values().removeIf(List::isEmpty);

        assertThat(errors).containsOnlyKeys("tables", "salesforce.custom.id.field.name");
    }
}
