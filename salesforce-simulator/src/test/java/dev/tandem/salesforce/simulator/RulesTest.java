/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The settings of an administrator: rules, limits and the clock. */
class RulesTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    private void rules(String object, String rules) {
        client().control("PUT", "objects/" + object + "/rules", rules);
    }

    @Test
    void rejectsWhatBreaksAValidationRule() {
        rules("Account", """
                {'validation': [{'when': 'AnnualRevenue > 100', 'message': 'Too rich', 'field': 'AnnualRevenue'}]}
                """.replace('\n', ' '));

        Answer rejected = client().post("sobjects/Account", "{'Name': 'a', 'AnnualRevenue': 101}");
        Answer saved = client().post("sobjects/Account", "{'Name': 'a', 'AnnualRevenue': 100}");

        assertThat(rejected.status()).isEqualTo(400);
        assertThat(rejected.json().toString())
                .isEqualTo("[{\"message\":\"Too rich\",\"errorCode\":\"FIELD_CUSTOM_VALIDATION_EXCEPTION\","
                        + "\"fields\":[\"AnnualRevenue\"]}]");
        assertThat(saved.status()).isEqualTo(201);
    }

    @Test
    void savesDuplicatesOnlyWhereTheRuleAndTheCallerAllowIt() {
        rules("Contact", "{'duplicates': [{'name': 'Same_Name', 'fields': ['LastName', 'FirstName'], 'alert': true}]}");
        String contact = "{'LastName': 'Doe', 'FirstName': 'Jo'}";
        String first = client().create("Contact", contact);

        Answer rejected = client().post("sobjects/Contact", contact);
        Answer allowed = client().post(
                        "sobjects/Contact",
                        contact,
                        "Sforce-Duplicate-Rule-Header",
                        "allowSave=true; runAsCurrentUser=true");
        Answer other = client().post("sobjects/Contact", "{'LastName': 'Doe', 'FirstName': 'Al'}");
        rules("Contact", "{'duplicates': [{'fields': ['LastName', 'FirstName']}]}");
        Answer blocked = client().post("sobjects/Contact", contact, "Sforce-Duplicate-Rule-Header", "allowSave=true");

        assertThat(rejected.json().at("/0/errorCode").textValue()).isEqualTo("DUPLICATES_DETECTED");
        assertThat(rejected.json().at("/0/message").textValue()).isEqualTo("Use one of these records?");
        assertThat(rejected.json()
                        .at("/0/duplicateResult/matchResults/0/matchRecords/0/record/Id")
                        .textValue())
                .isEqualTo(first);
        assertThat(allowed.status()).isEqualTo(201);
        assertThat(other.status()).isEqualTo(201);
        assertThat(blocked.status()).isEqualTo(400);
    }

    @Test
    void deletesDetailsWithTheirMaster() {
        client().control(
                        "POST",
                        "objects/Contact/fields",
                        "{'name': 'Master__c', 'type': 'reference', 'referenceTo': ['Account'], 'cascadeDelete': true}");
        String master = client().create("Account", "{'Name': 'a'}");
        String detail = client().create("Contact", "{'LastName': 'd', 'Master__c': '" + master + "'}");
        String other = client().create("Contact", "{'LastName': 'o', 'AccountId': '" + master + "'}");

        client().delete("sobjects/Account/" + master);

        assertThat(client().get("sobjects/Contact/" + detail).status()).isEqualTo(404);
        assertThat(client().get("sobjects/Contact/" + other).status()).isEqualTo(200);
    }

    @Test
    void rejectsUndeleteOfUniqueValueThatAnotherRecordHas() {
        String old = client().create("Account", "{'Name': 'old', 'External_Account_ID__c': '1'}");
        client().delete("sobjects/Account/" + old);
        String present = client().create("Account", "{'Name': 'new', 'External_Account_ID__c': '1'}");
        String undelete = "objects/Account/records/undelete";
        String ids = "{'ids': ['" + old + "']}";

        assertThatThrownBy(() -> client().control("POST", undelete, ids))
                .hasMessageContainingAll("400", "DUPLICATE_VALUE", present.substring(0, 15));
        assertThat(client().get("sobjects/Account/" + old).status()).isEqualTo(404);
        client().control("PUT", "faults/duplicate-undeletes", "{}");
        client().control("POST", undelete, ids);
        assertThat(client().get("sobjects/Account/" + old).status()).isEqualTo(200);
    }

    @Test
    void rejectsChangesOfConvertedLeads() {
        client().control(
                        "PUT",
                        "objects/Lead",
                        "{'fields': [{'name': 'LastName', 'type': 'string', 'length': 80}, {'name': 'IsConverted', 'type': 'boolean'}]}");
        String lead = client().create("Lead", "{'LastName': 'l'}");
        client().patch("sobjects/Lead/" + lead, "{'IsConverted': true}");

        Answer rejected = client().patch("sobjects/Lead/" + lead, "{'LastName': 'm'}");

        assertThat(rejected.status()).isEqualTo(400);
        assertThat(rejected.json().at("/0/errorCode").textValue()).isEqualTo("CANNOT_UPDATE_CONVERTED_LEAD");
    }

    @Test
    void rejectsValuesOutsideARestrictedPicklist() {
        client().control(
                        "POST",
                        "objects/Account/fields",
                        "{'name': 'Tier__c', 'type': 'picklist', 'restrictedPicklist': true, 'picklistValues': ['Gold']}");

        Answer rejected = client().post("sobjects/Account", "{'Name': 'a', 'Tier__c': 'Lead'}");

        assertThat(rejected.json().at("/0/errorCode").textValue()).isEqualTo("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
        assertThat(client().post("sobjects/Account", "{'Name': 'a', 'Tier__c': 'Gold'}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void keepsRecordsWhoseChildrenRestrictTheDelete() {
        client().control("PUT", "objects/Case__c", """
                {'labelPlural': 'Cases', 'fields': [{'name': 'Parent__c', 'type': 'reference', 'referenceTo': ['Account'],
                 'relationshipName': 'Parent__r', 'restrictedDelete': true}]}
                """.replace('\n', ' '));
        String account = client().create("Account", "{'Name': 'Acme'}");
        String child = client().create("Case__c", "{'Name': '00001005', 'Parent__c': '" + account + "'}");

        Answer rejected = client().delete("sobjects/Account/" + account);
        Answer inCollection = client().delete("composite/sobjects?ids=" + account);
        Answer deletedChild = client().delete("sobjects/Case__c/" + child);
        Answer deleted = client().delete("sobjects/Account/" + account);

        String message =
                "Your attempt to delete Acme could not be completed because it is associated with the following"
                        + " cases.: 00001005\\n";
        assertThat(rejected.status()).isEqualTo(400);
        assertThat(rejected.json().toString())
                .isEqualTo("[{\"message\":\"" + message + "\",\"errorCode\":\"DELETE_FAILED\",\"fields\":[]}]");
        assertThat(inCollection.json().at("/0/errors").toString())
                .isEqualTo("[{\"statusCode\":\"DELETE_FAILED\",\"message\":\"" + message + "\",\"fields\":[]}]");
        assertThat(deletedChild.status()).isEqualTo(204);
        assertThat(deleted.status()).isEqualTo(204);
    }

    @Test
    void reportsFieldsThatAutomationChangesInSameEvent() throws Exception {
        String id = client().create("Account", "{'Name': 'a'}");
        rules("Account", """
                {'automation': [{'on': ['update'], 'when': 'Industry != null', 'set': {'Rating': 'Hot'},
                                 'copy': {'Site': 'Name'}, 'append': {'Name': ' Inc.'}}]}
                """.replace('\n', ' '));
        try (Subscriber subscriber = new Subscriber(org.simulator(), client().token()).connect()) {
            subscriber.subscribe("/data/AccountChangeEvent", -1);

            client().patch("sobjects/Account/" + id, "{'Industry': 'Energy', 'Name': 'b'}");

            await().until(() -> subscriber.events.size() == 1);
            JsonNode payload = subscriber.events.get(0).get("payload");
            assertThat(payload.get("Industry").textValue()).isEqualTo("Energy");
            assertThat(payload.get("Rating").textValue()).isEqualTo("Hot");
            assertThat(payload.get("Site").textValue()).isEqualTo("b");
            assertThat(payload.get("Name").textValue()).isEqualTo("b Inc.");
        }
    }

    @Test
    void metersDeliveredEventsAndStopsAtTheLimit() throws Exception {
        client().control("PUT", "limits", "{'DailyDeliveredPlatformEvents': {'Max': 2, 'Used': 0}}");
        try (Subscriber subscriber = new Subscriber(org.simulator(), client().token()).connect()) {
            subscriber.subscribe("/data/AccountChangeEvent", -1);
            client().create("Account", "{'Name': 'a'}");
            client().create("Account", "{'Name': 'b'}");

            await().untilAsserted(() -> assertThat(subscriber.connectFailures)
                    .anySatisfy(failure -> assertThat(failure)
                            .containsEntry("error", "403::Organization total events daily limit exceeded")));

            assertThat(client().get("limits")
                            .json()
                            .get("DailyDeliveredPlatformEvents")
                            .toString())
                    .isEqualTo("{\"Max\":2,\"Remaining\":0}");
        }
    }

    @Test
    void setsTheClockOfRecordsAndAnswers() {
        client().control("PUT", "clock", "{'aheadMillis': 3600000}");

        String id = client().create("Account", "{'Name': 'a'}");

        Answer read = client().get("sobjects/Account/" + id);
        Instant date = ZonedDateTime.parse(read.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
        Instant modified = ZonedDateTime.parse(read.header("Last-Modified"), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
        assertThat(modified).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
        assertThat(date).isAfterOrEqualTo(modified);
    }
}
