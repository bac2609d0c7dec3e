/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Descriptions of objects. */
class DescribeRestTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    @Test
    void describesFieldsWithKeysOfRealOnes() {
        JsonNode described = client().get("sobjects/Account/describe").json();
        List<String> keys = new ArrayList<>();
        described.at("/fields/0").fieldNames().forEachRemaining(keys::add);
        Samples.read("rest/describe_fields_modern_shape_camel_excerpt.json")
                .get(0)
                .fieldNames()
                .forEachRemaining(key -> assertThat(keys).contains(key));
    }

    @Test
    void answersNotModifiedWhileObjectIsUnchanged() {
        String known = client().get("sobjects/Account/describe").header("Last-Modified");

        Answer unchanged = client().get("sobjects/Account/describe", "If-Modified-Since", known);
        client().control("POST", "objects/Account/fields", "{'name': 'New__c', 'type': 'string', 'length': 7}");
        Answer changed = client().get("sobjects/Account/describe", "If-Modified-Since", known);

        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body()).contains("New__c");
    }

    @Test
    void listsObjectsOfOrg() {
        JsonNode global = client().get("sobjects").json();

        assertThat(global.get("sobjects"))
                .extracting(object -> object.get("name").textValue())
                .contains("Account", "Contact", "Opportunity", "Invoice__c");
    }
}
