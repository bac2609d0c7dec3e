/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static dev.tandem.salesforce.simulator.Samples.assertSameShape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.simulator.OrgClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers to requests that are wrong. */
class RestErrorsTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    @Test
    void answersWithErrorsInShapeOfRealOnes() {
        assertError(
                client().post("sobjects/Account", "{'Name': 'a', 'foo': 1}"),
                400,
                "errors/400_invalid_field_write.json");
        assertError(client().post("sobjects/Account", "{}"), 400, "errors/400_required_field_missing.json");
        assertError(client().get("sobjects/Account/003Hs0000000001IAA"), 400, "errors/400_malformed_id.json");
        assertError(
                client().get("sobjects/Account/001Hs00000000zzIAA".replace("IAA", "")),
                404,
                "errors/404_not_found.json");
        assertError(client().get("sobjects/Account/Namez/x"), 404, "errors/404_external_id_field.json");
    }

    private void assertError(Answer answer, int status, String sample) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertSameShape(answer.json(), Samples.read(sample));
        assertThat(answer.json().at("/0/errorCode"))
                .isEqualTo(Samples.read(sample).at("/0/errorCode"));
    }

    @Test
    void namesMissingFields() {
        assertThat(client().post("sobjects/Account", "{}").json())
                .isEqualTo(Samples.read("errors/400_required_field_missing.json"));
    }

    @Test
    void namesBadValues() {
        assertCode("Account", "{'Name': 'a', 'ParentId': 'nonsense'}", "MALFORMED_ID");
        assertCode("Account", "{'Name': 'a', 'ParentId': '001Hs0000000009IAA'}", "INVALID_CROSS_REFERENCE_KEY");
        assertCode("Account", "{'Name': 'a', 'AccountNumber': '" + "x".repeat(41) + "'}", "STRING_TOO_LONG");
        assertCode(
                "Account", "{'Name': 'a', 'CreatedDate': '2020-01-01T00:00:00Z'}", "INVALID_FIELD_FOR_INSERT_UPDATE");
        assertCode("Invoice__c", "{'Status__c': 'Nope'}", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
        assertCode("Invoice__c", "{'Issued__c': 'tomorrow'}", "JSON_PARSER_ERROR");
        client().create("Invoice__c", "{'Invoice_Number__c': '7'}");
        assertCode("Invoice__c", "{'Invoice_Number__c': '7'}", "DUPLICATE_VALUE");
    }

    private void assertCode(String object, String values, String code) {
        Answer answer = client().post("sobjects/" + object, values);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/0/errorCode").textValue())
                .as(answer.body())
                .isEqualTo(code);
    }
}
