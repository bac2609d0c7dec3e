/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.rest.RequestBody;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.write.CompositeRequest.CollectionRequest;
import dev.tandem.salesforce.client.write.RecordWrite.Create;
import dev.tandem.salesforce.client.write.RecordWrite.Delete;
import dev.tandem.salesforce.client.write.RecordWrite.Update;
import dev.tandem.salesforce.client.write.RecordWrite.Upsert;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompositeRequestTest {
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static final RecordId ID = new RecordId("001RM000004UF9sYAG");
    private static final Update UPDATE = new Update(ACCOUNT, ID, fields("{'Name':'Acme','Phone':null}"));
    private static final CompositeRequest REQUESTS = new CompositeRequest("66.0", WriteOptions.defaults());

    @Test
    void sendsGuardAndClientWithEachRow() {
        Instant read = Instant.parse("2026-11-06T08:05:09.900Z");

        JsonNode request = REQUESTS.ofRows(List.of(
                CompositeWrite.guarded(UPDATE, "tandem-17", read),
                CompositeWrite.unguarded(new Delete(new SObjectName("Contact"), ID), "tandem-18")));

        assertThat(request).isEqualTo(json("""
                {'allOrNone':false,'collateSubrequests':false,'compositeRequest':[
                  {'referenceId':'r0','method':'PATCH','url':'/services/data/v66.0/sobjects/Account/001RM000004UF9sYAG',
                   'body':{'Name':'Acme','Phone':null},
                   'httpHeaders':{'Sforce-Auto-Assign':'FALSE','Sforce-Mru':'updateMru=false',
                    'Sforce-Call-Options':'client=tandem-17','If-Unmodified-Since':'Fri, 06 Nov 2026 08:05:09 GMT'}},
                  {'referenceId':'r1','method':'DELETE','url':'/services/data/v66.0/sobjects/Contact/001RM000004UF9sYAG',
                   'httpHeaders':{'Sforce-Auto-Assign':'FALSE','Sforce-Mru':'updateMru=false',
                    'Sforce-Call-Options':'client=tandem-18'}}]}"""));
    }

    @Test
    void escapesExternalIdInUrl() {
        Upsert upsert = new Upsert(ACCOUNT, new ExternalId("Key__c", "a/b c?+ü"), fields("{'Name':'x'}"));

        JsonNode row = REQUESTS.ofRows(List.of(CompositeWrite.unguarded(upsert, "t")))
                .path("compositeRequest")
                .path(0);

        assertThat(row.path("method").asText()).isEqualTo("PATCH");
        assertThat(row.path("url").asText())
                .isEqualTo("/services/data/v66.0/sobjects/Account/Key__c/a%2Fb%20c%3F%2B%C3%BC");
    }

    @Test
    void sendsCreateToTheObject() {
        JsonNode row = REQUESTS.ofRows(
                        List.of(CompositeWrite.unguarded(new Create(ACCOUNT, fields("{'Name':'x'}")), "t")))
                .path("compositeRequest")
                .path(0);

        assertThat(row.path("method").asText()).isEqualTo("POST");
        assertThat(row.path("url").asText()).isEqualTo("/services/data/v66.0/sobjects/Account");
    }

    @Test
    void buildsCollectionPerKind() {
        CollectionRequest updates = CollectionRequest.of(new WriteCollection(List.of(UPDATE)));
        CollectionRequest creates =
                CollectionRequest.of(new WriteCollection(List.of(new Create(ACCOUNT, fields("{'Name':'x'}")))));
        CollectionRequest upserts = CollectionRequest.of(new WriteCollection(
                List.of(new Upsert(ACCOUNT, new ExternalId("Key__c", "17"), fields("{'Name':'x'}")))));
        CollectionRequest deletes =
                CollectionRequest.of(new WriteCollection(List.of(new Delete(ACCOUNT, ID), new Delete(ACCOUNT, ID))));

        assertThat(Stream.of(updates, creates, upserts, deletes)
                        .map(request -> request.method() + " " + request.path()))
                .containsExactly(
                        "PATCH composite/sobjects",
                        "POST composite/sobjects",
                        "PATCH composite/sobjects/Account/Key__c",
                        "DELETE composite/sobjects?allOrNone=false&ids=001RM000004UF9sYAG,001RM000004UF9sYAG");
        assertThat(updates.body()).isEqualTo(body("""
                {'allOrNone':false,'records':[
                  {'attributes':{'type':'Account'},'id':'001RM000004UF9sYAG','Name':'Acme','Phone':null}]}"""));
        assertThat(upserts.body()).isEqualTo(body("""
                {'allOrNone':false,'records':[{'attributes':{'type':'Account'},'Name':'x','Key__c':'17'}]}"""));
        assertThat(deletes.body()).isEqualTo(new RequestBody.None());
    }

    @Test
    void putsCollectionsIntoOneComposite() {
        JsonNode request = REQUESTS.ofCollections(
                List.of(new WriteCollection(List.of(UPDATE)), new WriteCollection(List.of(new Delete(ACCOUNT, ID)))),
                Map.of("Sforce-Call-Options", "client=t"));

        assertThat(request.path("compositeRequest").findValuesAsText("url"))
                .containsExactly(
                        "/services/data/v66.0/composite/sobjects",
                        "/services/data/v66.0/composite/sobjects?allOrNone=false&ids=001RM000004UF9sYAG");
        assertThat(request.at("/compositeRequest/1/httpHeaders/Sforce-Call-Options")
                        .asText())
                .isEqualTo("client=t");
    }

    @Test
    void sendsChosenSideEffects() {
        assertThat(new WriteOptions(true, true, true).headers())
                .isEqualTo(Map.of(
                        "Sforce-Auto-Assign", "TRUE",
                        "Sforce-Mru", "updateMru=true",
                        "Sforce-Duplicate-Rule-Header", "allowSave=true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a;b", "a,b", "a b", "12345678901234567890123456789012345678901"})
    void rejectsClientsThatCouldBeMisread(String client) {
        assertThatThrownBy(() -> CompositeWrite.unguarded(UPDATE, client)).hasMessageContaining("Invalid client");
    }

    @Test
    void rejectsCollectionOfSeveralKindsOrTooManyWrites() {
        assertThatThrownBy(() -> new WriteCollection(List.of(UPDATE, new Delete(ACCOUNT, ID))))
                .hasMessageContaining("one kind");
        assertThatThrownBy(() -> new WriteCollection(
                        Stream.generate(() -> (RecordWrite) UPDATE).limit(201).toList()))
                .hasMessageContaining("Use 1 to 200");
    }

    private static RequestBody body(String text) {
        return new RequestBody.Json(json(text));
    }

    private static ObjectNode fields(String text) {
        return (ObjectNode) json(text);
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text.replace('\'', '"'));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
