/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers whose exact text captures or Salesforce's documents give, and that foreign clients rely on. */
class KnownAnswersTest {
    private static SalesforceSimulator org;
    private static OrgClient client;

    @BeforeAll
    static void start() {
        org = SalesforceSimulator.start(SimulatorOptions.defaults());
        client = new OrgClient(org).login();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | sobjects/Account/nonsense | | 404 | NOT_FOUND | Provided external ID field does not exist or is not accessible: nonsense",
                "GET | sobjects/Account/001000000000001AAA | | 404 | NOT_FOUND | The requested resource does not exist",
                "POST | jobs/query | {'operation': 'query', 'query': 'SELECT BillingAddress FROM Account'} | 400 | FUNCTIONALITY_NOT_ENABLED | Selecting compound data not supported in Bulk Query",
                "POST | jobs/query | {'operation': 'query', 'query': 'SELECT Id, (SELECT Id FROM Contacts) FROM Account'} | 400 | FUNCTIONALITY_NOT_ENABLED | Aggregate Relationships not supported in Bulk V2 Query",
                "PUT | query?q=SELECT+Id+FROM+Account | {} | 405 | METHOD_NOT_ALLOWED | HTTP Method 'PUT' not allowed. Allowed are HEAD,GET",
                "POST | sobjects/Opportunity | {'Name': 'o', 'StageName': 'Closed', 'CloseDate': 'soon'} | 400 | JSON_PARSER_ERROR | Cannot deserialize instance of date from VALUE_STRING value soon or request may be missing a required field at [line:1, column:2]",
                "POST | sobjects/Account | {'Name': 'o', 'AnnualRevenue': 'much'} | 400 | JSON_PARSER_ERROR | Cannot deserialize instance of currency from VALUE_STRING value much or request may be missing a required field at [line:1, column:2]",
                "GET | query?q=SELECT+Id+FROM+Account+WHERE+Id+LIKE+'001%25' | | 400 | INVALID_QUERY_FILTER_OPERATOR | ~invalid operator on id field",
                "GET | query?q=SELECT+Id+FROM+Account+WHERE+Id='abc' | | 400 | INVALID_QUERY_FILTER_OPERATOR | ~invalid ID field: abc",
                "GET | query?q=SELECT+Id+FROM+Account+WHERE+CreatedDate='2024-01-01' | | 400 | INVALID_FIELD | ~value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
                "GET | query?q=SELECT+Id+FROM+Account+WHERE+Id+IN+(SELECT+OwnerId+FROM+Contact) | | 400 | MALFORMED_QUERY | ~The selected field 'OwnerId' in the subquery and the left operand field in the where expression in the outer query 'Id' should point to the same object type",
                "POST | composite/sobjects | {'records': [1]} | 400 | JSON_PARSER_ERROR | Each of the records must be an object",
            })
    void saysWhatSalesforceSays(String method, String path, String body, int status, String code, String message) {
        Answer answer = client.rest(method, path, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().at("/0/errorCode").textValue()).isEqualTo(code);
        // A tilde stands for the place in a query.
        String said = answer.json().at("/0/message").textValue();
        assertThat(message.startsWith("~") ? said.replaceFirst("(?s).*\\n", "~") : said)
                .isEqualTo(message);
    }

    @Test
    void namesReferencesThatATreeRepeats() {
        Answer answer = client.post(
                "composite/tree/Account",
                "{'records': [{'attributes': {'type': 'Account', 'referenceId': 'a'}, 'Name': '1'},"
                        + " {'attributes': {'type': 'Account', 'referenceId': 'a'}, 'Name': '2'}]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"hasErrors\":true,\"results\":[{\"referenceId\":\"a\",\"errors\":[{\"statusCode\":"
                                + "\"INVALID_INPUT\",\"message\":\"Duplicate ReferenceId provided in the request.\",\"fields\":[]}]}]}");
    }

    @Test
    void namesThePlaceOfAJsonError() {
        assertThat(client.post("sobjects/Account", "{'Name':")
                        .json()
                        .at("/0/message")
                        .textValue())
                .matches("(?s).*at \\[line:\\d+, column:\\d+]");
    }

    @Test
    void listsNoFieldsOfADeletedRecord() {
        String id = client.create("Account", "{'Name': 'a'}");
        client.delete("sobjects/Account/" + id);

        assertThat(client.patch("sobjects/Account/" + id, "{'Name': 'b'}").body())
                .isEqualTo("[{\"message\":\"entity is deleted\",\"errorCode\":\"ENTITY_IS_DELETED\",\"fields\":[]}]");
    }

    @Test
    void servesPathsWithEmptySegments() {
        Answer answer = client.get(org.baseUrl() + "//services/data/v62.0/limits");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void namesTheIdentityAmongTheResources() {
        assertThat(client.get(org.baseUrl() + "/services/data/v62.0")
                        .json()
                        .get("identity")
                        .textValue())
                .matches("http://.+/id/00D\\w+/005\\w+");
    }

    @Test
    void describesTheColumnsOfAQuery() {
        JsonNode answer = client.get(
                        "query?q=SELECT+Id,Parent.Owner.Name,(SELECT+Id+FROM+Contacts)+FROM+Account&columns=true")
                .json();

        assertThat(answer.at("/columnMetadata/0/columnName").textValue()).isEqualTo("Id");
        JsonNode parent = answer.at("/columnMetadata/1");
        assertThat(parent.at("/columnName").textValue()).isEqualTo("Parent");
        assertThat(parent.at("/joinColumns/0/columnName").textValue()).isEqualTo("Owner");
        assertThat(parent.at("/joinColumns/0/joinColumns/0/columnName").textValue())
                .isEqualTo("Name");
        assertThat(parent.at("/joinColumns/0/joinColumns/0/joinColumns")).isEmpty();
        JsonNode contacts = answer.at("/columnMetadata/2");
        assertThat(contacts.at("/aggregate").booleanValue()).isTrue();
        assertThat(contacts.at("/joinColumns/0/columnName").textValue()).isEqualTo("Id");
        assertThat(answer.get("entityName").textValue()).isEqualTo("Account");
    }

    @Test
    void quotesAFragmentOfALongQuery() {
        String soql = "SELECT " + "Name, ".repeat(50) + "Nothing FROM Account";

        String message = client.query(soql).json().at("/0/message").textValue();

        assertThat(message).contains("Nothing FROM Account").hasSizeLessThan(soql.length() + 100);
        assertThat(message).contains("ERROR at Row:1:Column:308");
    }
}
