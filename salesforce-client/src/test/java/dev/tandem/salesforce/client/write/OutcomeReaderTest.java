/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.write.Outcome.Busy;
import dev.tandem.salesforce.client.write.Outcome.Gone;
import dev.tandem.salesforce.client.write.Outcome.Lost;
import dev.tandem.salesforce.client.write.Outcome.Overtaken;
import dev.tandem.salesforce.client.write.Outcome.Rejected;
import dev.tandem.salesforce.client.write.Outcome.Written;
import dev.tandem.salesforce.client.write.RecordWrite.Create;
import dev.tandem.salesforce.client.write.RecordWrite.Delete;
import dev.tandem.salesforce.client.write.RecordWrite.Update;
import dev.tandem.salesforce.client.write.RecordWrite.Upsert;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeReaderTest {
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static final RecordId ID = new RecordId("001RM000004UF9sYAG");
    private static final RecordId OTHER = new RecordId("001x0000000aaaAAAQ");
    private static final ObjectNode FIELDS = Json.MAPPER.createObjectNode().put("Name", "Acme");
    private static final RecordWrite UPDATE = new Update(ACCOUNT, ID, FIELDS);
    private static final RecordWrite CREATE = new Create(ACCOUNT, FIELDS);
    private static final RecordWrite UPSERT = new Upsert(ACCOUNT, new ExternalId("Key__c", "1"), FIELDS);
    private static final RecordWrite DELETE = new Delete(ACCOUNT, ID);

    static Stream<Arguments> rows() {
        return Stream.concat(saved(), failed());
    }

    private static Stream<Arguments> saved() {
        return Stream.of(
                arguments(UPDATE, 204, "null", new Written(ID, false)),
                arguments(DELETE, 204, "null", new Written(ID, false)),
                arguments(
                        CREATE,
                        201,
                        "{'id':'001x0000000aaaAAAQ','success':true,'errors':[]}",
                        new Written(OTHER, true)),
                arguments(
                        UPSERT,
                        201,
                        "{'id':'001x0000000aaaAAAQ','success':true,'errors':[],'created':true}",
                        new Written(OTHER, true)),
                arguments(
                        UPSERT,
                        200,
                        "{'id':'001x0000000aaaAAAQ','success':true,'errors':[],'created':false}",
                        new Written(OTHER, false)),
                arguments(UPSERT, 200, "null", new Lost("The result has no id.")));
    }

    private static Stream<Arguments> failed() {
        String lock = "unable to obtain exclusive access to this record";
        return Stream.of(
                arguments(UPDATE, 412, error("ANY_CODE", "any text"), new Overtaken()),
                arguments(UPDATE, 412, "null", new Overtaken()),
                arguments(UPDATE, 412, "'<html>'", new Overtaken()),
                arguments(
                        UPDATE,
                        404,
                        error("ENTITY_IS_DELETED", "entity is deleted"),
                        new Gone("ENTITY_IS_DELETED", "entity is deleted")),
                arguments(DELETE, 404, error("NOT_FOUND", "none"), new Gone("NOT_FOUND", "none")),
                arguments(
                        UPSERT,
                        404,
                        error("NOT_FOUND", "Provided external ID field does not exist"),
                        new Rejected("NOT_FOUND", "Provided external ID field does not exist", List.of())),
                arguments(
                        DELETE,
                        400,
                        error("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"),
                        new Gone("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")),
                arguments(
                        UPDATE,
                        400,
                        error("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"),
                        new Rejected("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", List.of())),
                arguments(
                        UPDATE,
                        400,
                        "[{'errorCode':'REQUIRED_FIELD_MISSING','message':'Missing: [Name]','fields':['Name']}]",
                        new Rejected("REQUIRED_FIELD_MISSING", "Missing: [Name]", List.of("Name"))),
                arguments(UPDATE, 500, error("UNABLE_TO_LOCK_ROW", lock), new Busy("UNABLE_TO_LOCK_ROW", lock)),
                arguments(UPDATE, 400, error("UNABLE_TO_LOCK_ROW", lock), new Busy("UNABLE_TO_LOCK_ROW", lock)),
                arguments(
                        UPDATE,
                        400,
                        error("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "trigger X: UNABLE_TO_LOCK_ROW, unable"),
                        new Busy("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "trigger X: UNABLE_TO_LOCK_ROW, unable")),
                arguments(UPDATE, 503, "'<html>'", new Busy("HTTP_503", "")),
                arguments(
                        UPSERT,
                        300,
                        "['/services/data/v66.0/sobjects/Account/001x']",
                        new Rejected("MULTIPLE_MATCHES", "Several records have this external id.", List.of())));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsOutcomeOfRow(RecordWrite write, int status, String body, Outcome expected) throws IOException {
        JsonNode answer = json("{'compositeResponse':[{'referenceId':'r0','httpStatusCode':" + status + ",'body':"
                + body + ",'httpHeaders':{}}]}");

        List<Outcome> outcomes = OutcomeReader.ofRows(List.of(CompositeWrite.unguarded(write, "t")), answer);

        assertThat(outcomes).containsExactly(expected);
    }

    @Test
    void matchesRowsByReferenceId() throws IOException {
        JsonNode answer = json("""
                {'compositeResponse':[
                  {'referenceId':'r2','httpStatusCode':412,'body':null},
                  {'referenceId':'r0','httpStatusCode':204,'body':null}]}""");
        CompositeWrite row = CompositeWrite.unguarded(UPDATE, "t");

        assertThat(OutcomeReader.ofRows(List.of(row, row, row), answer))
                .containsExactly(
                        new Written(ID, false), new Lost("The answer has no result for this write."), new Overtaken());
    }

    @Test
    void readsDocumentedUpsertCollection() throws IOException {
        JsonNode answer = json(Samples.read("rest/upsert_collection_response.json"));
        List<RecordWrite> writes =
                Stream.generate(() -> UPSERT).limit(answer.size()).toList();

        List<Outcome> outcomes = OutcomeReader.ofCollection(writes, answer);

        for (int i = 0; i < outcomes.size(); i++) {
            assertThat(outcomes.get(i))
                    .isEqualTo(new Written(
                            new RecordId(answer.get(i).path("id").asText()),
                            answer.get(i).path("created").asBoolean()));
        }
    }

    @Test
    void readsFailuresInsideCollection() throws IOException {
        JsonNode answer = json("""
                [{'id':'001RM000004UF9sYAG','success':true,'errors':[]},
                 {'success':false,'errors':[{'statusCode':'STRING_TOO_LONG','message':'too long','fields':['Name']}]},
                 {'success':false,'errors':[{'statusCode':'UNABLE_TO_LOCK_ROW','message':'lock','fields':[]}]},
                 {'success':false,'errors':[{'statusCode':'ENTITY_IS_DELETED','message':'gone','fields':[]}]}]""");

        assertThat(OutcomeReader.ofCollection(List.of(UPDATE, UPDATE, UPDATE, UPDATE), answer))
                .containsExactly(
                        new Written(ID, false),
                        new Rejected("STRING_TOO_LONG", "too long", List.of("Name")),
                        new Busy("UNABLE_TO_LOCK_ROW", "lock"),
                        new Gone("ENTITY_IS_DELETED", "gone"));
    }

    @Test
    void rejectsCollectionAnswerOfAnotherSize() {
        assertThatThrownBy(() -> OutcomeReader.ofCollection(List.of(UPDATE, UPDATE), json("[{'success':true}]")))
                .isInstanceOf(IOException.class)
                .hasMessage("the answer has 1 results for 2 writes");
    }

    @Test
    void givesEveryWriteOfFailedCollectionItsError() throws IOException {
        JsonNode answer = json("""
                {'compositeResponse':[
                  {'referenceId':'r0','httpStatusCode':200,'body':[{'id':'001RM000004UF9sYAG','success':true}]},
                  {'referenceId':'r1','httpStatusCode':403,'body':[{'errorCode':'REQUEST_LIMIT_EXCEEDED','message':'m'}]}]}""");

        List<Outcome> outcomes = OutcomeReader.ofCollections(
                List.of(new WriteCollection(List.of(UPDATE)), new WriteCollection(List.of(DELETE, DELETE))), answer);

        Busy limit = new Busy("REQUEST_LIMIT_EXCEEDED", "m");
        assertThat(outcomes).containsExactly(new Written(ID, false), limit, limit);
    }

    private static String error(String code, String message) {
        return "[{'errorCode':'" + code + "','message':'" + message + "'}]";
    }

    private static JsonNode json(String text) throws IOException {
        return Json.MAPPER.readTree(text.replace('\'', '"'));
    }
}
