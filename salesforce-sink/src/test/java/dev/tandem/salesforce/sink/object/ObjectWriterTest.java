/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteOptions;
import dev.tandem.salesforce.sink.CallRecorder;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.object.ObjectRules.NullValues;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The calls that write the records of topics, as files that a reader can open. */
class ObjectWriterTest {
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static final String DESCRIBE = """
            {"name": "Account", "fields": [
                {"name": "Name", "type": "string", "createable": true, "updateable": true},
                {"name": "Customer_Number__c", "type": "string", "createable": true, "updateable": true, "externalId": true}]}""";
    private static final String FOUND = """
            {"done": true, "totalSize": 1, "records": [
                {"Id": "001RM000004UF9sYAG", "Customer_Number__c": "17", "IsDeleted": false}]}""";

    @ParameterizedTest
    @EnumSource
    void rendersCalls(ObjectOperation operation) throws IOException {
        try (CallRecorder salesforce = new CallRecorder()
                .answering("sobjects/Account/describe", DESCRIBE)
                .answering("queryAll", FOUND)
                .answering("composite", "{\"compositeResponse\": []}")) {
            ObjectWriter writer = writer(salesforce.api(), operation);

            writer.add(List.of(new SinkRecord(
                    "customers", 0, null, null, null, new TreeMap<>(Map.of("number", "17", "Name", "Acme")), 0)));
            writer.write();

            salesforce.assertFileHolds("object-" + operation.name().toLowerCase(Locale.ROOT) + ".http");
        }
    }

    private static ObjectWriter writer(SalesforceApi api, ObjectOperation operation) {
        ObjectRules rules = new ObjectRules(
                Map.of(),
                Optional.of(ACCOUNT),
                operation,
                false,
                "Id",
                Optional.of("Customer_Number__c"),
                Map.of("number", "Customer_Number__c"),
                Set.of(),
                false,
                NullValues.DELETE);
        return new ObjectWriter(
                rules,
                api,
                new WriteApi(api, WriteOptions.defaults()),
                (record, reason) -> {},
                new MetricGroup<>(WriteMetric.class, EnumSet.allOf(WriteMetric.class), "test"));
    }
}
