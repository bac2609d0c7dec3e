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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queries, whose results come in pages. */
class QueryRestTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    @Test
    void returnsPagesByLocators() {
        client().control("POST", "objects/Contact/records", "{'count': 450, 'events': false}");

        JsonNode page = client().get(
                        "query?q=" + OrgClient.encoded("SELECT Id, Name FROM Contact"),
                        "Sforce-Query-Options",
                        "batchSize=200")
                .json();

        assertSameShape(page, Samples.read("rest/query_page_not_done.json"));
        List<String> ids = new ArrayList<>();
        while (true) {
            page.get("records").forEach(record -> ids.add(record.get("Id").textValue()));
            if (page.get("done").booleanValue()) {
                break;
            }
            page = client().get(page.get("nextRecordsUrl").textValue()).json();
        }
        assertThat(ids).hasSize(450).doesNotHaveDuplicates();
    }

    @Test
    void findsDeletedRecordsOnlyWhenAskedTo() {
        String id = client().create("Account", "{'Name': 'Acme'}");
        client().delete("sobjects/Account/" + id);
        String soql = OrgClient.encoded("SELECT Id, IsDeleted FROM Account");

        assertThat(client().get("query?q=" + soql).json().get("totalSize").intValue())
                .isZero();
        assertThat(client().get("queryAll?q=" + soql)
                        .json()
                        .at("/records/0/IsDeleted")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void pointsAtMistakeWithCaret() {
        Answer answer = client().query("SELECT Id, Foo FROM Account");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/0/errorCode").textValue()).isEqualTo("INVALID_FIELD");
        assertThat(answer.json().at("/0/message").textValue())
                .startsWith(
                        "\nSELECT Id, Foo FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo'");
    }

    @Test
    void rejectsUnknownLocator() {
        assertThat(client().get("query/0r8Hs0000000009IAA-200")
                        .json()
                        .at("/0/errorCode")
                        .textValue())
                .isEqualTo("INVALID_QUERY_LOCATOR");
    }
}
