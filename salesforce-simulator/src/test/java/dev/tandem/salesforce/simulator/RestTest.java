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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RestTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    @Nested
    class OneRecord {
        @Test
        void isCreatedReadUpdatedAndDeleted() {
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
        void isFoundByFifteenCharactersOfItsId() {
            String id = client().create("Account", "{'Name': 'Acme'}");

            assertThat(client().get("sobjects/Account/" + id.substring(0, 15) + "?fields=Name")
                            .json()
                            .get("Name")
                            .textValue())
                    .isEqualTo("Acme");
        }

        @Test
        void isUpsertedByExternalId() {
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
        void isAmbiguousWhenSeveralHaveTheExternalId() {
            client().control(
                            "POST",
                            "objects/Account/fields",
                            "{'name': 'Code__c', 'type': 'string', 'externalId': true}");
            client().create("Account", "{'Name': 'a', 'Code__c': 'same'}");
            client().create("Account", "{'Name': 'b', 'Code__c': 'same'}");

            Answer answer = client().patch("sobjects/Account/Code__c/same", "{'Name': 'c'}");

            assertThat(answer.status()).isEqualTo(300);
            assertSameShape(answer.json(), Samples.read("errors/300_upsert_multiple_matches.json"));
        }

        @Test
        void worksOutItsFormulas() {
            String id = client().create("Invoice__c", "{'Amount__c': 100, 'Tax_Rate__c': 19}");

            JsonNode read = client().get("sobjects/Invoice__c/" + id).json();
            assertThat(read.get("Total__c").toString()).isEqualTo("119.0");
            assertThat(read.get("Name").textValue()).matches("INV-\\d{5}");
        }

        @Test
        void isLeftAloneWhenItChangedSince() {
            String id = client().create("Account", "{'Name': 'Acme'}");

            Answer answer = client().patch(
                            "sobjects/Account/" + id,
                            "{'Name': 'b'}",
                            "If-Unmodified-Since",
                            "Wed, 01 Jan 2020 00:00:00 GMT");

            assertThat(answer.status()).isEqualTo(412);
        }
    }

    @Nested
    class Errors {
        @Test
        void haveTheShapeOfRealOnes() {
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
        void nameTheMissingFields() {
            assertThat(client().post("sobjects/Account", "{}").json())
                    .isEqualTo(Samples.read("errors/400_required_field_missing.json"));
        }

        @Test
        void nameBadValues() {
            assertCode("Account", "{'Name': 'a', 'ParentId': 'nonsense'}", "MALFORMED_ID");
            assertCode("Account", "{'Name': 'a', 'ParentId': '001Hs0000000009IAA'}", "INVALID_CROSS_REFERENCE_KEY");
            assertCode("Account", "{'Name': 'a', 'AccountNumber': '" + "x".repeat(41) + "'}", "STRING_TOO_LONG");
            assertCode(
                    "Account",
                    "{'Name': 'a', 'CreatedDate': '2020-01-01T00:00:00Z'}",
                    "INVALID_FIELD_FOR_INSERT_UPDATE");
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

    @Nested
    class Collections {
        @Test
        void saveGoodRecordsAndReportTheOthers() {
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
        void saveAllOrNone() {
            Answer answer = client().post("composite/sobjects", """
                    {'allOrNone': true, 'records': [{'attributes': {'type': 'Account'}, 'Name': 'good'},
                                                    {'attributes': {'type': 'Account'}}]}
                    """);

            assertThat(answer.json().at("/0/errors/0/statusCode").textValue())
                    .isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK");
            assertThat(client().records("SELECT Id FROM Account")).isEmpty();
        }

        @Test
        void upsertRetrieveAndDelete() {
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
            assertThat(client().records("SELECT Name FROM Account")
                            .at("/0/Name")
                            .textValue())
                    .isEqualTo("b");
        }

        @Test
        void takeTwoHundredRecordsAtMost() {
            String record = "{'attributes': {'type': 'Account'}, 'Name': 'a'}";
            String body = "{'records': [" + String.join(",", java.util.Collections.nCopies(201, record)) + "]}";

            assertThat(client().post("composite/sobjects", body).status()).isEqualTo(400);
        }
    }

    @Nested
    class Queries {
        @Test
        void arePagedByLocators() {
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
        void seeDeletedRecordsOnlyWhenAskedTo() {
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
        void pointAtMistakeWithCaret() {
            Answer answer = client().query("SELECT Id, Foo FROM Account");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().at("/0/errorCode").textValue()).isEqualTo("INVALID_FIELD");
            assertThat(answer.json().at("/0/message").textValue())
                    .startsWith(
                            "\nSELECT Id, Foo FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo'");
        }

        @Test
        void rejectUnknownLocator() {
            assertThat(client().get("query/0r8Hs0000000009IAA-200")
                            .json()
                            .at("/0/errorCode")
                            .textValue())
                    .isEqualTo("INVALID_QUERY_LOCATOR");
        }
    }

    @Nested
    class Describes {
        @Test
        void haveTheKeysOfRealOnes() {
            JsonNode described = client().get("sobjects/Account/describe").json();
            List<String> keys = new ArrayList<>();
            described.at("/fields/0").fieldNames().forEachRemaining(keys::add);
            Samples.read("rest/describe_fields_modern_shape_camel_excerpt.json")
                    .get(0)
                    .fieldNames()
                    .forEachRemaining(key -> assertThat(keys).contains(key));
        }

        @Test
        void areNotSentAgainToWhoKnowsThem() {
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
        void areListedForTheWholeOrg() {
            JsonNode global = client().get("sobjects").json();

            assertThat(global.get("sobjects"))
                    .extracting(object -> object.get("name").textValue())
                    .contains("Account", "Contact", "Opportunity", "Invoice__c");
        }
    }

    @Test
    void limitsAndUsageAreToldOnEveryCall() {
        Answer limits = client().get("limits");

        assertThat(limits.json().at("/DailyApiRequests/Max").intValue()).isEqualTo(1_000_000);
        assertThat(limits.header("Sforce-Limit-Info")).matches("api-usage=\\d+/1000000");
        assertThat(limits.header("Date")).isNotNull();
    }

    @Test
    void versionsAreListedWithoutALogin() {
        Answer versions = client().send(java.net.http.HttpRequest.newBuilder(
                org.simulator().baseUrl().resolve("/services/data/")));

        assertThat(versions.json())
                .extracting(version -> version.get("version").textValue())
                .contains("66.0", "37.0");
    }

    @Test
    void rejectsRetiredVersions() {
        Answer bulk = client().get("/services/data/v29.0/jobs/query");

        assertThat(client().get("/services/data/v29.0/limits").status()).isEqualTo(410);
        assertThat(bulk.status()).isEqualTo(400);
        assertThat(bulk.json().at("/0/message").textValue()).startsWith("InvalidVersion : ");
    }

    @Test
    void urisHaveALimit() {
        String ids = "'" + "x".repeat(16_400) + "'";

        assertThat(client().query("SELECT Id FROM Account WHERE Name IN (" + ids + ")")
                        .status())
                .isEqualTo(414);
    }

    @Test
    void listsChangedAndDeletedIds() {
        String kept = client().create("Account", "{'Name': 'kept'}");
        String gone = client().create("Account", "{'Name': 'gone'}");
        client().delete("sobjects/Account/" + gone);
        String span = "?start=2020-01-01T00:00:00Z&end=2099-01-01T00:00:00Z";

        assertThat(client().get("sobjects/Account/updated/" + span)
                        .json()
                        .at("/ids/0")
                        .textValue())
                .isEqualTo(kept);
        assertThat(client().get("sobjects/Account/deleted/" + span)
                        .json()
                        .at("/deletedRecords/0/id")
                        .textValue())
                .isEqualTo(gone);

        client().control("DELETE", "objects/Account/records", "{'purge': true, 'ids': ['" + gone + "']}");

        assertThat(client().get("sobjects/Account/deleted/" + span).body()).contains("INVALID_REPLICATION_DATE");
    }
}
