/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.component.salesforce.SalesforceLoginConfig;
import org.apache.camel.component.salesforce.api.dto.bulkv2.ContentTypeEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Job;
import org.apache.camel.component.salesforce.api.dto.bulkv2.JobStateEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.OperationEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.QueryJob;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectComposite;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectCompositeResponse;
import org.apache.camel.component.salesforce.api.dto.composite.SObjectCompositeResult;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apache Camel's Salesforce component, which knows nothing of this simulator, works against it. */
class CamelIT {
    private static SalesforceSimulator org;
    private static OrgClient client;
    private static DefaultCamelContext camel;
    private static ProducerTemplate salesforce;

    @BeforeAll
    static void start() throws Exception {
        org = SalesforceSimulator.start(SimulatorOptions.defaults());
        client = new OrgClient(org).login();
        camel = context(AuthenticationType.CLIENT_CREDENTIALS);
        salesforce = camel.createProducerTemplate();
    }

    @AfterAll
    static void stop() throws Exception {
        salesforce.close();
        camel.close();
        org.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = AuthenticationType.class,
            names = {"USERNAME_PASSWORD", "REFRESH_TOKEN", "CLIENT_CREDENTIALS"})
    void logsInAndQueries(AuthenticationType flow) throws Exception {
        String id = client.create("Account", "{'Name': 'Found by " + flow + "'}");

        try (DefaultCamelContext other = context(flow);
                ProducerTemplate template = other.createProducerTemplate()) {
            JsonNode found = json(template.requestBody(
                    "salesforce:query?rawPayload=true",
                    "SELECT Id, Name FROM Account WHERE Name = 'Found by " + flow + "'"));

            assertThat(found.at("/records/0/Id").textValue()).isEqualTo(id);
        }
    }

    @Test
    void createsReadsUpdatesAndDeletes() {
        JsonNode created = json(salesforce.requestBody(
                "salesforce:createSObject?rawPayload=true&sObjectName=Account", "{\"Name\": \"Camel\"}"));
        String id = created.get("id").textValue();
        salesforce.requestBodyAndHeaders(
                "salesforce:updateSObject?rawPayload=true&sObjectName=Account",
                "{\"Industry\": \"Energy\"}",
                Map.of("sObjectId", id));

        JsonNode read = json(salesforce.requestBody(
                "salesforce:getSObject?rawPayload=true&sObjectName=Account&sObjectFields=Name,Industry", id));
        assertThat(read.get("Name").textValue()).isEqualTo("Camel");
        assertThat(read.get("Industry").textValue()).isEqualTo("Energy");

        salesforce.requestBody("salesforce:deleteSObject?rawPayload=true&sObjectName=Account", id);
        assertThat(client.get("sobjects/Account/" + id).status()).isEqualTo(404);
    }

    @Test
    void describes() {
        JsonNode described = json(salesforce.requestBody(
                "salesforce:getDescription?rawPayload=true&sObjectName=Contact", null, Object.class));

        assertThat(described.get("name").textValue()).isEqualTo("Contact");
        assertThat(described.get("fields")).hasSizeGreaterThan(20);
    }

    @Test
    void runsABulkQuery() {
        client.control("POST", "objects/Contact/records", "{'count': 30, 'events': false}");
        QueryJob job = new QueryJob();
        job.setOperation(OperationEnum.QUERY);
        job.setQuery("SELECT Id, LastName FROM Contact");

        QueryJob created = salesforce.requestBody("salesforce:bulk2CreateQueryJob", job, QueryJob.class);
        await().until(() -> salesforce
                        .requestBody("salesforce:bulk2GetQueryJob", created, QueryJob.class)
                        .getState()
                == JobStateEnum.JOB_COMPLETE);
        String csv = text(salesforce.requestBody(
                "salesforce:bulk2GetQueryJobResults?jobId=" + created.getId(), null, InputStream.class));

        assertThat(csv.lines()).hasSize(31).first().isEqualTo("\"Id\",\"LastName\"");
    }

    @Test
    void composesRequests() {
        SObjectComposite composite = new SObjectComposite("60.0", true);
        composite.addGeneric(
                SObjectComposite.Method.POST, "/sobjects/Account", Map.of("Name", "Composed by Camel"), "account");
        composite.addGeneric(
                SObjectComposite.Method.POST,
                "/sobjects/Contact",
                Map.of("LastName", "Child", "AccountId", "@{account.id}"),
                "contact");
        composite.addQuery("SELECT Id FROM Contact WHERE Account.Name = 'Composed by Camel'", "found");

        SObjectCompositeResponse answer =
                salesforce.requestBody("salesforce:composite", composite, SObjectCompositeResponse.class);

        assertThat(answer.getCompositeResponse())
                .extracting(SObjectCompositeResult::getHttpStatusCode)
                .containsExactly(201, 201, 200);
        assertThat(client.records("SELECT Id FROM Contact WHERE Account.Name = 'Composed by Camel'"))
                .hasSize(1);
    }

    @Test
    void ingestsRecords() {
        Job job = new Job();
        job.setObject("Account");
        job.setOperation(OperationEnum.INSERT);
        job.setContentType(ContentTypeEnum.CSV);

        Job created = salesforce.requestBody("salesforce:bulk2CreateJob", job, Job.class);
        InputStream csv =
                new ByteArrayInputStream("Name,Industry\nIngested,Energy\n,Energy\n".getBytes(StandardCharsets.UTF_8));
        salesforce.requestBody("salesforce:bulk2CreateBatch?jobId=" + created.getId(), csv);
        salesforce.requestBody("salesforce:bulk2CloseJob?jobId=" + created.getId(), null, Job.class);
        await().until(() -> salesforce
                        .requestBody("salesforce:bulk2GetJob?jobId=" + created.getId(), null, Job.class)
                        .getState()
                == JobStateEnum.JOB_COMPLETE);

        assertThat(ingestResult("Successful", created)).contains("\"true\",\"Ingested\",\"Energy\"");
        assertThat(ingestResult("Failed", created)).contains("REQUIRED_FIELD_MISSING");
        salesforce.requestBody("salesforce:bulk2DeleteJob?jobId=" + created.getId(), null, Object.class);
        assertThat(client.get("jobs/ingest/" + created.getId()).status()).isEqualTo(404);
    }

    private static String ingestResult(String kind, Job job) {
        return text(salesforce.requestBody(
                "salesforce:bulk2Get" + kind + "Results?jobId=" + job.getId(), null, InputStream.class));
    }

    @Test
    void receivesChangeEventsAndReplaysThem() throws Exception {
        client.create("Opportunity", "{'Name': 'before', 'StageName': 'Prospecting', 'CloseDate': '2026-12-31'}");
        List<String> received = new CopyOnWriteArrayList<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("salesforce:subscribe:data/OpportunityChangeEvent?rawPayload=true&replayId=-2")
                        .process(exchange -> received.add(exchange.getMessage().getBody(String.class)));
            }
        });
        await().until(() -> names(received).equals(List.of("before")));

        client.create("Opportunity", "{'Name': 'after', 'StageName': 'Prospecting', 'CloseDate': '2026-12-31'}");

        await().untilAsserted(() -> assertThat(names(received)).containsExactly("before", "after"));
    }

    /** Returns the events without repeats. While it connects, Camel may subscribe twice, and then receives the past twice. */
    private static List<String> names(List<String> received) {
        return received.stream()
                .map(body -> json(body).findValue("Name").textValue())
                .distinct()
                .toList();
    }

    private static DefaultCamelContext context(AuthenticationType flow) {
        SalesforceLoginConfig login = new SalesforceLoginConfig();
        login.setType(flow);
        login.setLoginUrl(org.baseUrl().toString());
        login.setInstanceUrl(org.baseUrl().toString());
        login.setClientId(org.clientId());
        login.setClientSecret(org.clientSecret());
        switch (flow) {
            case USERNAME_PASSWORD -> {
                login.setUserName(org.username());
                login.setPassword(org.password());
            }
            case REFRESH_TOKEN -> login.setRefreshToken(org.refreshToken());
            default -> {}
        }
        SalesforceComponent component = new SalesforceComponent();
        component.setLoginConfig(login);
        component.setAuthenticationType(flow);
        SalesforceEndpointConfig config = new SalesforceEndpointConfig();
        config.setApiVersion("60.0");
        component.setConfig(config);
        DefaultCamelContext context = new DefaultCamelContext();
        context.addComponent("salesforce", component);
        context.start();
        return context;
    }

    private static JsonNode json(Object body) {
        return OrgClient.read(text(body));
    }

    private static String text(Object body) {
        try {
            return body instanceof InputStream stream
                    ? new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    : String.valueOf(body);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
