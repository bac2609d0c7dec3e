/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CompositeTest {
    private static final String CREATE = "{'method': 'POST', 'url': '/services/data/v66.0/sobjects/Account',"
            + " 'referenceId': '%s', 'body': {'Name': '%s'}}";

    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private Answer composite(String options, String... subrequests) {
        return org.client()
                .post("composite", "{" + options + "'compositeRequest': [" + String.join(",", subrequests) + "]}");
    }

    private static JsonNode results(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("compositeResponse");
    }

    private int accounts() {
        return org.client().state().at("/objects/Account/records").intValue();
    }

    private Subscriber subscriber() throws Exception {
        Subscriber subscriber = new Subscriber(org.simulator(), org.client().token()).connect();
        subscriber.subscribe("/data/ChangeEvents", -1);
        return subscriber;
    }

    @Test
    void usesResultsOfEarlierSubrequests() {
        JsonNode results = results(composite(
                "",
                CREATE.formatted("account", "Parent"),
                "{'method': 'POST', 'url': '/services/data/v66.0/sobjects/Contact', 'referenceId': 'contact',"
                        + " 'body': {'LastName': 'Child', 'AccountId': '@{account.id}'}}",
                "{'method': 'GET', 'url': '/services/data/v66.0/sobjects/Contact/@{contact.id}?fields=AccountId',"
                        + " 'referenceId': 'read'}"));

        String account = results.at("/0/body/id").textValue();
        assertThat(results.at("/0/httpStatusCode").intValue()).isEqualTo(201);
        assertThat(results.at("/0/httpHeaders/Location").textValue())
                .isEqualTo("/services/data/v66.0/sobjects/Account/" + account);
        assertThat(results.at("/2/body/AccountId").textValue()).isEqualTo(account);
        assertThat(results.at("/2/referenceId").textValue()).isEqualTo("read");
        assertThat(results.at("/2/httpHeaders/Last-Modified").textValue()).endsWith("GMT");
    }

    @Test
    void haltsWhatRefersToAFailure() {
        JsonNode results = results(composite(
                "",
                "{'method': 'POST', 'url': '/services/data/v66.0/sobjects/Account', 'referenceId': 'bad', 'body': {}}",
                "{'method': 'POST', 'url': '/services/data/v66.0/sobjects/Contact', 'referenceId': 'child',"
                        + " 'body': {'LastName': 'Child', 'AccountId': '@{bad.id}'}}",
                CREATE.formatted("other", "Other")));

        assertThat(results.at("/0/body/0/errorCode").textValue()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(results.at("/1/httpStatusCode").intValue()).isEqualTo(400);
        assertThat(results.at("/1/body/0/errorCode").textValue()).isEqualTo("PROCESSING_HALTED");
        assertThat(results.at("/1/body/0/message").textValue())
                .isEqualTo("Invalid reference specified. No value for bad.id found in bad");
        assertThat(results.at("/2/httpStatusCode").intValue()).isEqualTo(201);
    }

    @Test
    void rollsBackEverythingWithAllOrNone() {
        JsonNode results = results(composite(
                "'allOrNone': true,",
                CREATE.formatted("good", "Good"),
                "{'method': 'POST', 'url': '/services/data/v66.0/composite/sobjects', 'referenceId': 'half', 'body':"
                        + " {'records': [{'attributes': {'type': 'Account'}, 'Name': 'a'}, {'attributes': {'type': 'Account'}}]}}",
                CREATE.formatted("late", "Late")));

        assertThat(accounts()).isZero();
        assertThat(results.at("/0/body/0/errorCode").textValue()).isEqualTo("PROCESSING_HALTED");
        assertThat(results.at("/1/body/0/errors/0/statusCode").textValue())
                .isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK");
        assertThat(results.at("/2/httpStatusCode").intValue()).isEqualTo(400);
    }

    @Test
    void seesItsOwnUncommittedWrites() {
        JsonNode results = results(
                composite(
                        "'allOrNone': true,",
                        CREATE.formatted("account", "Fresh"),
                        "{'method': 'GET', 'url': '/services/data/v66.0/query?q=SELECT+Name+FROM+Account', 'referenceId': 'all'}",
                        "{'method': 'DELETE', 'url': '/services/data/v66.0/sobjects/Account/@{account.id}', 'referenceId': 'gone'}"));

        assertThat(results.at("/1/body/records/0/Name").textValue()).isEqualTo("Fresh");
        assertThat(results.at("/2/httpStatusCode").intValue()).isEqualTo(204);
        assertThat(results.at("/2/body").isNull()).isTrue();
        assertThat(accounts()).isZero();
    }

    @Test
    void takesAnOriginPerSubrequest() throws Exception {
        try (Subscriber subscriber = subscriber()) {
            String headers = "'httpHeaders': {'Sforce-Call-Options': 'client=tandem-%d'}, 'method'";

            composite(
                    "'allOrNone': true,",
                    CREATE.formatted("a", "A").replace("'method'", headers.formatted(1)),
                    CREATE.formatted("b", "B").replace("'method'", headers.formatted(2)));

            await().until(() -> subscriber.events.size() == 2);
            assertThat(subscriber.header(0).get("changeOrigin").textValue()).endsWith(";client=tandem-1");
            assertThat(subscriber.header(1).get("changeOrigin").textValue()).endsWith(";client=tandem-2");
            assertThat(subscriber.header(1).get("transactionKey"))
                    .isEqualTo(subscriber.header(0).get("transactionKey"));
        }
    }

    @Test
    void collatesNeighboursWithoutHeaders() throws Exception {
        String first = org.client().create("Account", "{'Name': 'a'}");
        String second = org.client().create("Account", "{'Name': 'b'}");
        String update = "{'method': 'PATCH', 'url': '/services/data/v66.0/sobjects/Account/%s', 'referenceId': '%s',"
                + " 'body': {'Industry': 'Energy'}}";
        try (Subscriber subscriber = subscriber()) {
            composite("", update.formatted(first, "a"), update.formatted(second, "b"));
            await().until(() -> subscriber.events.size() == 1);

            composite("'collateSubrequests': false,", update.formatted(first, "a"), update.formatted(second, "b"));
            await().until(() -> subscriber.events.size() == 3);

            assertThat(subscriber.header(0).get("recordIds")).hasSize(2);
            assertThat(subscriber.header(1).get("transactionKey"))
                    .isNotEqualTo(subscriber.header(2).get("transactionKey"));
        }
    }

    @Test
    void guardsEachSubrequestByItsHeader() {
        String id = org.client().create("Account", "{'Name': 'a'}");
        String update = "{'method': 'PATCH', 'url': '/services/data/v66.0/sobjects/Account/" + id + "',"
                + " 'referenceId': '%s', 'body': {'Name': '%s'}, 'httpHeaders': {'If-Unmodified-Since': '%s'}}";

        JsonNode results = results(composite(
                "",
                update.formatted("stale", "stale", "Wed, 25 Nov 2020 10:00:00 GMT"),
                update.formatted("fresh", "fresh", "Wed, 25 Nov 2099 10:00:00 GMT")));

        assertThat(results.at("/0/httpStatusCode").intValue()).isEqualTo(412);
        assertThat(results.at("/1/httpStatusCode").intValue()).isEqualTo(204);
        assertThat(org.client().get("sobjects/Account/" + id).json().get("Name").textValue())
                .isEqualTo("fresh");
    }

    @Test
    void countsOnceUnlessTheKnobSaysOtherwise() {
        String[] three = {CREATE.formatted("a", "A"), CREATE.formatted("b", "B"), CREATE.formatted("c", "C")};
        long before = used();
        composite("", three);
        long once = used() - before;

        org.client().control("PUT", "faults/counted-subrequests", "{}");
        composite("", three);

        assertThat(once).isEqualTo(1);
        assertThat(used() - before - once).isEqualTo(3);
    }

    private long used() {
        return org.client().state().at("/apiUsage/used").longValue();
    }

    @Test
    void rejectsWhatSalesforceRejects() {
        String query =
                "{'method': 'GET', 'url': '/services/data/v66.0/query?q=SELECT+Id+FROM+Account', 'referenceId': 'q%d'}";
        String[] queries = java.util.stream.IntStream.range(0, 6)
                .mapToObj(query::formatted)
                .toArray(String[]::new);
        String[] many = Collections.nCopies(26, CREATE.formatted("a", "A")).toArray(String[]::new);

        assertThat(composite("", queries).status()).isEqualTo(400);
        assertThat(composite("", many).status()).isEqualTo(400);
        assertThat(composite("", CREATE.formatted("a", "A"), CREATE.formatted("a", "B"))
                        .status())
                .isEqualTo(400);
        assertThat(composite("", CREATE.formatted("a-b", "A")).status()).isEqualTo(400);
        assertThat(accounts()).isZero();
    }

    @Test
    void answersEachRequestOfABatchByItself() {
        String batch =
                "'batchRequests': [{'method': 'POST', 'url': 'v66.0/sobjects/Account', 'richInput': {'Name': 'a'}},"
                        + " {'method': 'POST', 'url': 'v66.0/sobjects/Account', 'richInput': {}},"
                        + " {'method': 'GET', 'url': 'v66.0/query?q=SELECT+COUNT()+FROM+Account'}]";

        JsonNode whole = org.client().post("composite/batch", "{" + batch + "}").json();
        JsonNode halted = org.client()
                .post("composite/batch", "{'haltOnError': true, " + batch + "}")
                .json();

        assertThat(whole.get("hasErrors").booleanValue()).isTrue();
        assertThat(whole.get("results").findValuesAsText("statusCode")).containsExactly("201", "400", "200");
        assertThat(whole.at("/results/1/result/0/errorCode").textValue()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(whole.at("/results/2/result/totalSize").intValue()).isEqualTo(1);
        assertThat(halted.get("results").findValuesAsText("statusCode")).containsExactly("201", "400", "412");
        assertThat(halted.at("/results/2/result/0/errorCode").textValue()).isEqualTo("BATCH_PROCESSING_HALTED");
    }

    @Test
    void savesEachGraphAsAWhole() {
        String child = "{'method': 'POST', 'url': '/services/data/v66.0/sobjects/Contact', 'referenceId': 'contact',"
                + " 'body': {%s 'AccountId': '@{account.id}'}}";
        String good = "{'graphId': 'good', 'compositeRequest': [" + CREATE.formatted("account", "Kept") + ","
                + child.formatted("'LastName': 'Child',") + "]}";
        String bad = "{'graphId': 'bad', 'compositeRequest': [" + CREATE.formatted("account", "Dropped") + ","
                + child.formatted("") + "]}";

        JsonNode graphs = org.client()
                .post("composite/graph", "{'graphs': [" + good + "," + bad + "]}")
                .json()
                .get("graphs");

        assertThat(graphs.findValuesAsText("graphId")).containsExactly("good", "bad");
        assertThat(graphs.findValuesAsText("isSuccessful")).containsExactly("true", "false");
        assertThat(graphs.at("/0/graphResponse/compositeResponse").findValuesAsText("httpStatusCode"))
                .containsExactly("201", "201");
        assertThat(graphs.at("/1/graphResponse/compositeResponse").findValuesAsText("errorCode"))
                .containsExactly("PROCESSING_HALTED", "REQUIRED_FIELD_MISSING");
        assertThat(accounts()).isEqualTo(1);
    }

    @Test
    void createsTreesWhollyOrNotAtAll() {
        String tree = "{'records': [{'attributes': {'type': 'Account', 'referenceId': 'a'}, 'Name': 'Parent',"
                + " 'Contacts': {'records': [{'attributes': {'type': 'Contact', 'referenceId': 'c'}%s}]}}]}";

        Answer created = org.client().post("composite/tree/Account", tree.formatted(", 'LastName': 'Child'"));
        Answer rejected = org.client().post("composite/tree/Account", tree.formatted(""));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("hasErrors").booleanValue()).isFalse();
        assertThat(created.json().get("results").findValuesAsText("referenceId"))
                .containsExactly("a", "c");
        JsonNode read = org.client().records("SELECT Name, (SELECT LastName FROM Contacts) FROM Account");
        assertThat(read.at("/0/Contacts/records/0/LastName").textValue()).isEqualTo("Child");
        assertThat(rejected.status()).isEqualTo(400);
        assertThat(rejected.json().toString())
                .isEqualTo("{\"hasErrors\":true,\"results\":[{\"referenceId\":\"c\",\"errors\":[{\"statusCode\":"
                        + "\"REQUIRED_FIELD_MISSING\",\"message\":\"Required fields are missing: [LastName]\","
                        + "\"fields\":[\"LastName\"]}]}]}");
        assertThat(accounts()).isEqualTo(1);
    }
}
