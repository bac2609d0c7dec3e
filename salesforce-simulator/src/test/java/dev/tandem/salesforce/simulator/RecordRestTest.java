/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static dev.tandem.salesforce.simulator.Samples.assertSameShape;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests for one record. */
class RecordRestTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    @Test
    void createsReadsUpdatesAndDeletesRecord() {
        Answer created =
                client().post("sobjects/Account", "{'Name': 'Acme', 'AnnualRevenue': 23, 'BillingCity': 'Oslo'}");
        assertThat(created.status()).isEqualTo(201);
        assertSameShape(created.json(), Samples.read("rest/restforce_create_success_response.json"));
        String id = created.json().get("id").textValue();

        assertThat(client().patch("sobjects/Account/" + id, "{'Industry': 'Energy'}")
                        .status())
                .isEqualTo(204);
        JsonNode read = client().get("sobjects/Account/" + id).json();
        assertThat(read.get("Industry").textValue()).isEqualTo("Energy");
        assertThat(read.get("AnnualRevenue").toString()).isEqualTo("23.0");
        assertThat(read.get("CreatedDate").textValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000\\+0000");
        assertSameShape(
                OrgClient.JSON.createObjectNode().set("BillingAddress", withoutValues(read.get("BillingAddress"))),
                OrgClient.JSON
                        .createObjectNode()
                        .set(
                                "BillingAddress",
                                withoutValues(Samples.read("rest/compound_address_rest_v62.json")
                                        .get("BillingAddress"))));

        assertThat(client().delete("sobjects/Account/" + id).status()).isEqualTo(204);
        Answer gone = client().get("sobjects/Account/" + id);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.json().at("/0/errorCode").textValue()).isEqualTo("ENTITY_IS_DELETED");
    }

    private JsonNode withoutValues(JsonNode address) {
        ObjectNode names = OrgClient.JSON.createObjectNode();
        address.fieldNames().forEachRemaining(name -> names.put(name, true));
        return names;
    }

    @Test
    void findsRecordByFifteenCharactersOfItsId() {
        String id = client().create("Account", "{'Name': 'Acme'}");

        assertThat(client().get("sobjects/Account/" + id.substring(0, 15) + "?fields=Name")
                        .json()
                        .get("Name")
                        .textValue())
                .isEqualTo("Acme");
    }

    @Test
    void upsertsByExternalId() {
        Answer created = client().patch("sobjects/Account/External_Account_ID__c/X1", "{'Name': 'Acme'}");
        Answer updated = client().patch("sobjects/Account/External_Account_ID__c/X1", "{'Name': 'Acme 2'}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("created").booleanValue()).isTrue();
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json().get("id")).isEqualTo(created.json().get("id"));
        assertThat(client().get("sobjects/Account/External_Account_ID__c/X1")
                        .json()
                        .get("Name")
                        .textValue())
                .isEqualTo("Acme 2");
    }

    @Test
    void reportsSeveralRecordsWithOneExternalId() {
        client().control("POST", "objects/Account/fields", "{'name': 'Code__c', 'type': 'string', 'externalId': true}");
        client().create("Account", "{'Name': 'a', 'Code__c': 'same'}");
        client().create("Account", "{'Name': 'b', 'Code__c': 'same'}");

        Answer answer = client().patch("sobjects/Account/Code__c/same", "{'Name': 'c'}");

        assertThat(answer.status()).isEqualTo(300);
        assertSameShape(answer.json(), Samples.read("errors/300_upsert_multiple_matches.json"));
    }

    @Test
    void worksOutFormulas() {
        String id = client().create("Invoice__c", "{'Amount__c': 100, 'Tax_Rate__c': 19}");

        JsonNode read = client().get("sobjects/Invoice__c/" + id).json();
        assertThat(read.get("Total__c").toString()).isEqualTo("119.0");
        assertThat(read.get("Name").textValue()).matches("INV-\\d{5}");
    }

    @Test
    void leavesAloneRecordThatHasChangedSince() {
        String id = client().create("Account", "{'Name': 'Acme'}");

        Answer answer = client().patch(
                        "sobjects/Account/" + id,
                        "{'Name': 'b'}",
                        "If-Unmodified-Since",
                        "Wed, 01 Jan 2020 00:00:00 GMT");

        assertThat(answer.status()).isEqualTo(412);
    }
}
