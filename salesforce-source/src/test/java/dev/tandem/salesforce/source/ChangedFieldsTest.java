/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.changes;
import static dev.tandem.salesforce.source.Envelopes.is;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of fields that are added and removed while their object is copied. */
class ChangedFieldsTest {
    private static final String MOTTO = "{'name':'Motto__c','type':'string','length':20}";
    private static final String CHANNEL = "/data/AccountChangeEvent";

    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties("Account");

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void keepsValueOfNewFieldThatCannotBeDescribedAtOnce() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("request.max.retries.time.ms", "0");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            org.fault("unavailable", "{'requests':'describe','count':2}");
            org.addField("Account", MOTTO);
            org.update("Account", "{'Id':'" + account + "','Motto__c':'Onwards'}");

            SourceRecord update = task.pollUntilEmitted(is("u", account));

            assertThat(after(update).schema().field("Motto__c")).isNotNull();
            assertThat(after(update).getString("Motto__c")).isEqualTo("Onwards");
        }
    }

    @Test
    void readsMissedRecordWithoutFieldThatWasRemoved() {
        org.addField("Account", MOTTO);
        String account =
                org.create("Account", "{'Name':'Acme','Motto__c':'Onwards'}").get(0);
        properties.put("sweep.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            String other = org.create("Account", "{'Name':'Its event shows the schema'}")
                    .get(0);
            task.pollUntilEmitted(is("c", other));
            task.pollUntil(() -> (Long) AccountMetrics.value("SweepCalls") > 0);
            org.removeField("Account", "Motto__c");
            org.updateUnseen("Account", "{'Id':'" + account + "','Name':'Newer'}");

            SourceRecord read = task.pollUntilEmitted(
                    is("r", account).and(record -> "Newer".equals(after(record).getString("Name"))));

            assertThat(after(read).schema().field("Motto__c")).isNull();
        }
    }

    @Test
    void goesOnWhenAnEventNamesFieldThatWasRemoved() {
        org.addField("Account", MOTTO);
        String account =
                org.create("Account", "{'Name':'Acme','Motto__c':'Onwards'}").get(0);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            org.inject(CHANNEL, SampleEvents.update("Account", account, List.of("Name"), "{'Name':'One'}"));
            task.pollUntilEmitted(changes(account, "Name"));

            org.removeField("Account", "Motto__c");
            org.inject(CHANNEL, SampleEvents.update("Account", account, List.of("Motto__c"), "{}"));
            org.inject(CHANNEL, SampleEvents.update("Account", account, List.of("Name"), "{'Name':'Two'}"));

            task.pollUntilEmitted(changes(account, "Name")
                    .and(record -> "Two".equals(after(record).getString("Name"))));
        }
    }
}
