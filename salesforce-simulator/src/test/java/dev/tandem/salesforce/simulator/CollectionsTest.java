/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static dev.tandem.salesforce.simulator.Samples.assertSameShape;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests for several records at once. */
class CollectionsTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    @Test
    void savesGoodRecordsAndReportsOthers() {
        Answer answer = client().post("composite/sobjects", """
                {'records': [{'attributes': {'type': 'Account'}, 'Name': 'good'},
                             {'attributes': {'type': 'Account'}}]}
                """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/0/success").booleanValue()).isTrue();
        assertThat(answer.json().at("/1/errors/0/statusCode").textValue()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(answer.json().at("/1/errors/0/fields/0").textValue()).isEqualTo("Name");
        assertThat(client().records("SELECT Id FROM Account")).hasSize(1);
    }

    @Test
    void savesAllOrNone() {
        Answer answer = client().post("composite/sobjects", """
                {'allOrNone': true, 'records': [{'attributes': {'type': 'Account'}, 'Name': 'good'},
                                                {'attributes': {'type': 'Account'}}]}
                """);

        assertThat(answer.json().at("/0/errors/0/statusCode").textValue())
                .isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK");
        assertThat(client().records("SELECT Id FROM Account")).isEmpty();
    }

    @Test
    void upsertsRetrievesAndDeletesRecords() {
        Answer answer = client().patch("composite/sobjects/Account/External_Account_ID__c", """
                {'records': [{'attributes': {'type': 'Account'}, 'External_Account_ID__c': 'A', 'Name': 'a'},
                             {'attributes': {'type': 'Account'}, 'External_Account_ID__c': 'B', 'Name': 'b'}]}
                """);
        assertSameShape(answer.json(), Samples.read("rest/upsert_collection_response.json"));
        String id = answer.json().at("/0/id").textValue();

        JsonNode found = client().post(
                        "composite/sobjects/Account",
                        "{'ids': ['" + id + "', '001Hs0000000099IAA'], 'fields': ['Name']}")
                .json();
        assertThat(found.at("/0/Name").textValue()).isEqualTo("a");
        assertThat(found.get(1).isNull()).isTrue();

        assertThat(client().delete("composite/sobjects?ids=" + id)
                        .json()
                        .at("/0/success")
                        .booleanValue())
                .isTrue();
        assertThat(client().records("SELECT Name FROM Account").at("/0/Name").textValue())
                .isEqualTo("b");
    }

    @Test
    void takesTwoHundredRecordsAtMost() {
        String record = "{'attributes': {'type': 'Account'}, 'Name': 'a'}";
        String body = "{'records': [" + String.join(",", Collections.nCopies(201, record)) + "]}";

        assertThat(client().post("composite/sobjects", body).status()).isEqualTo(400);
    }
}
