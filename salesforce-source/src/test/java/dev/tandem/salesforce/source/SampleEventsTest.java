/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.changed;
import static dev.tandem.salesforce.source.Envelopes.id;
import static dev.tandem.salesforce.source.Envelopes.op;
import static dev.tandem.salesforce.source.Envelopes.source;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.event.SalesforceChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events in src/test/resources/cdc-cometd, from the wire to the record. */
class SampleEventsTest {
    private static final String EMPLOYEE_FIELDS = """
            {'name':'Name','type':'string','length':80},
            {'name':'First_Name__c','type':'string','length':40},
            {'name':'Last_Name__c','type':'string','length':80},
            {'name':'Tenure__c','type':'double','precision':18,'scale':0}""";

    private final ControlledOrg org = ControlledOrg.start();

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void employeesOf2019AreCreatedDeletedAndUndeleted() {
        org.describe("Employee__c", EMPLOYEE_FIELDS);
        try (SourceTaskHarness task = streaming("Employee__c", "/data/Employee__ChangeEvent")) {
            inject("/data/Employee__ChangeEvent", "employee_c_create_api46_2019.json");
            inject("/data/Employee__ChangeEvent", "employee_c_delete_api46_2019.json");
            inject("/data/Employee__ChangeEvent", "employee_c_undelete_api46_2019.json");

            List<SourceRecord> records = task.pollUntil(3);

            SourceRecord created = records.get(0);
            assertThat(records.stream().map(Envelopes::op)).containsExactly("c", "d", "c");
            assertThat(records).allSatisfy(record -> assertThat(id(record)).isEqualTo("a00B000000AVWaZIAX"));
            assertThat(after(created).getString("First_Name__c")).isEqualTo("Marc");
            assertThat(after(created).getFloat64("Tenure__c")).isEqualTo(20.0);
            assertThat(after(created).get("CreatedDate")).isEqualTo(Date.from(Instant.parse("2019-05-02T11:27:36Z")));
            assertThat(changed(created))
                    .contains("Name", "First_Name__c", "Tenure__c", "OwnerId")
                    .doesNotContain("Id");
            assertThat(source(created).getInt64(SalesforceChange.COMMIT_NUMBER)).isEqualTo(10426208028536L);
            assertThat(source(created).getInt64(SalesforceChange.COMMIT_TS)).isEqualTo(1556796456000000L);
            assertThat(source(created).getString(SalesforceChange.CHANGE_ORIGIN))
                    .isEqualTo("com/salesforce/api/soap/46.0;client=SfdcInternalAPI/");
            assertThat(source(records.get(2)).getString(SalesforceChange.CHANGE_TYPE))
                    .isEqualTo("UNDELETE");
        }
    }

    @Test
    void ignoresEnrichedFieldsOfSamples() {
        org.addField("Account", "{'name':'External_Account_ID__c','type':'string','length':20}");
        try (SourceTaskHarness task = streaming("Account", "/data/AccountChangeEvent")) {
            inject("/data/AccountChangeEvent", "account_update_enriched_api51_2020.json");

            SourceRecord update = task.pollUntil(1).get(0);

            assertThat(op(update)).isEqualTo("u");
            assertThat(changed(update)).containsExactlyInAnyOrder("Fax", "LastModifiedDate");
            assertThat(after(update).getString("Fax")).isEqualTo("4155551212");
            assertThat(after(update).get("Industry")).isNull();
        }
    }

    @Test
    void readsDocumentedCreateOf2017() {
        try (SourceTaskHarness task = streaming("Account", "/data/AccountChangeEvent")) {
            inject("/data/AccountChangeEvent", "account_create_doc_legacy_isTransactionEnd.json");

            SourceRecord created = task.pollUntil(1).get(0);

            assertThat(op(created)).isEqualTo("c");
            assertThat(after(created).getString("Name")).isEqualTo("Acme");
            assertThat(source(created).getInt64(SalesforceChange.COMMIT_TS)).isEqualTo(1501010206653000L);
        }
    }

    @Test
    void deletesRecordOfGapThatIsNotThere() {
        org.describe("Event", "{'name':'Subject','type':'combobox','length':255}");
        try (SourceTaskHarness task = streaming("Event", "/data/EventChangeEvent")) {
            inject("/data/EventChangeEvent", "event_gap_update_v224_PARTIAL.json");

            SourceRecord deleted = task.pollUntil(1).get(0);

            assertThat(op(deleted)).isEqualTo("d");
            assertThat(id(deleted)).isEqualTo("00Uxx000000fvRQEAY");
            assertThat(source(deleted).getString(SalesforceChange.CHANGE_TYPE)).isEqualTo("GAP_UPDATE");
        }
    }

    @Test
    void emitsOneRecordPerIdOfMergedEvent() {
        List<String> ids = List.of("001RM000004UF9sYAG", "001RM000004UF9tYAG", "001RM000004UF9uYAG");
        try (SourceTaskHarness task = streaming("Account", "/data/AccountChangeEvent")) {
            ObjectNode event = SampleEvents.update("Account", ids, List.of("Phone"), "{'Phone':'1'}");
            org.inject("/data/AccountChangeEvent", event);

            List<SourceRecord> records = task.pollUntil(3);

            assertThat(records.stream().map(Envelopes::id)).containsExactlyElementsOf(ids);
            assertThat(records.get(0).sourceOffset()).doesNotContainKey("replay_id");
            assertThat(records.get(1).sourceOffset()).isEqualTo(records.get(0).sourceOffset());
            assertThat(records.get(2).sourceOffset().get("replay_id"))
                    .isEqualTo(source(records.get(2)).getString(SalesforceChange.REPLAY_ID));
        }
    }

    @Test
    void movesOffsetOnlyWithLastOfOneReplayId() {
        try (SourceTaskHarness task = streaming("Account", "/data/AccountChangeEvent")) {
            injectUpdate("001RM000004UF9sYAG", 5_000_000);
            task.pollUntil(1);
            task.stop();
            injectUpdate("001RM000004UF9tYAG", 5_000_001);
            injectUpdate("001RM000004UF9uYAG", 5_000_001);
            task.start();

            List<Object> offsets = new ArrayList<>();
            task.pollUntil(3)
                    .forEach(record -> offsets.add(record.sourceOffset().get("replay_id")));
            assertThat(offsets).containsExactly("5000000", "5000000", "5000001");
        }
    }

    private void injectUpdate(String id, long replayId) {
        ObjectNode event = SampleEvents.update("Account", id, List.of("Phone"), "{'Phone':'1'}");
        event.putObject("event").put("replayId", replayId);
        org.inject("/data/AccountChangeEvent", event);
    }

    private SourceTaskHarness streaming(String object, String channel) {
        var properties = org.properties(object);
        properties.put("historical.snapshot", "false");
        SourceTaskHarness task = SourceTaskHarness.start(properties);
        org.awaitSubscriptions(channel, 1);
        return task;
    }

    private void inject(String channel, String file) {
        ObjectNode data = SampleEvents.captured(file);
        // Ids of other orgs would not rise on this one's bus.
        data.remove("event");
        org.inject(channel, data);
    }
}
