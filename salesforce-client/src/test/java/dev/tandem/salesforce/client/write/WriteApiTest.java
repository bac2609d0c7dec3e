/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Fate;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.auth.Credentials.ClientCredentials;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.Outcome.Busy;
import dev.tandem.salesforce.client.write.Outcome.Lost;
import dev.tandem.salesforce.client.write.Outcome.Written;
import dev.tandem.salesforce.client.write.RecordWrite.Update;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WriteApiTest {
    private static final String COMPOSITE = "/services/data/v66.0/composite";
    private static final String COLLECTIONS = "/services/data/v66.0/composite/sobjects";
    private static final RecordId ID = new RecordId("001RM000004UF9sYAG");
    private static final ObjectNode FIELDS = Json.MAPPER.createObjectNode().put("Name", "Acme");
    private static final Update UPDATE = new Update(new SObjectName("Account"), ID, FIELDS);
    private static final Reply SAVED =
            Reply.ok("{\"compositeResponse\":[{\"referenceId\":\"r0\",\"httpStatusCode\":204,\"body\":null}]}");

    private LoopbackSalesforce salesforce;
    private WriteApi writes;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        writes = new WriteApi(salesforce.api(), WriteOptions.defaults());
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void returnsOutcomesAndServerTime() {
        Instant before = Instant.now().minus(Duration.ofSeconds(2));
        salesforce.onEach(COMPOSITE, SAVED);

        WriteAnswer answer = writeRow();

        assertThat(answer.outcomes()).containsExactly(new Written(ID, false));
        assertThat(answer.serverTime().orElseThrow()).isBetween(before, Instant.now());
    }

    @Test
    void sendsCollectionWithHeaders() {
        salesforce.onEach(COLLECTIONS, Reply.ok("[{\"id\":\"001RM000004UF9sYAG\",\"success\":true,\"errors\":[]}]"));

        WriteAnswer answer = writes.writeCollection(new WriteCollection(List.of(UPDATE)), "tandem-1");

        assertThat(answer.outcomes()).containsExactly(new Written(ID, false));
        assertThat(salesforce.requests(COLLECTIONS)).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("PATCH");
            assertThat(request.header("Sforce-call-options")).isEqualTo("client=tandem-1");
            assertThat(request.header("Sforce-auto-assign")).isEqualTo("FALSE");
            assertThat(request.header("Sforce-mru")).isEqualTo("updateMru=false");
        });
    }

    @Test
    void neverRepeatsWriteWhoseAnswerIsLost() {
        salesforce.onEach(COMPOSITE, SAVED.withBody("{\"compositeResponse\":[").but(Fate.BROKEN_OFF), SAVED);

        WriteAnswer answer = writeRow();

        assertThat(answer.outcomes()).singleElement().isInstanceOf(Lost.class);
        assertThat(salesforce.requests(COMPOSITE)).hasSize(1);
    }

    @Test
    void treatsPagesOfEdgeServersAsUnknown() {
        salesforce.onEach(
                COMPOSITE, Reply.of(503, "<html>busy</html>"), Reply.ok("<html>maintenance</html>"), Reply.ok(""));

        for (int i = 0; i < 3; i++) {
            assertThat(writeRow().outcomes()).singleElement().isInstanceOf(Lost.class);
        }
    }

    /** Without allOrNone, some of the writes may have been saved before. */
    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN_EXCEPTION", "INTERNAL_SERVER_ERROR", "REQUEST_RUNNING_TOO_LONG"})
    void treatsFaultsOfSalesforceAsUnknown(String code) {
        salesforce.onEach(COMPOSITE, Reply.of(500, "[{\"errorCode\":\"" + code + "\",\"message\":\"m\"}]"));

        assertThat(writeRow().outcomes()).singleElement().isInstanceOf(Lost.class);
    }

    @Test
    void treatsLimitAsTransient() {
        salesforce.onEach(COMPOSITE, Reply.of(403, Samples.read("errors/403_request_limit_exceeded.json")));

        assertThat(writeRow().outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Busy.class, outcome -> assertThat(outcome.code()).isEqualTo("REQUEST_LIMIT_EXCEEDED"));
    }

    @Test
    void treatsSessionsThatEndAgainAndAgainAsTransient() {
        salesforce.onEach(COMPOSITE, Reply.of(401, Samples.read("errors/401_invalid_session.json")));

        assertThat(writeRow().outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Busy.class, outcome -> assertThat(outcome.code()).isEqualTo("INVALID_SESSION_ID"));
    }

    @Test
    void treatsUnreachableServerAsTransient() {
        OrgSettings nowhere = OrgSettings.of(URI.create("http://127.0.0.1:1"));
        OrgSettings once = new OrgSettings(
                nowhere.loginUrl(),
                "66.0",
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ZERO,
                Optional.empty());
        SalesforceApi unreachable = SalesforceApi.of(once, new ClientCredentials("id", "secret"));

        WriteAnswer answer = new WriteApi(unreachable, WriteOptions.defaults())
                .writeRows(List.of(CompositeWrite.unguarded(UPDATE, "tandem-1")));

        assertThat(answer.outcomes()).singleElement().isInstanceOf(Busy.class);
    }

    @Test
    void renewsExpiredTokenBecauseNothingWasDone() {
        salesforce.onEach(COMPOSITE, Reply.of(401, Samples.read("errors/401_invalid_session.json")), SAVED);

        assertThat(writeRow().outcomes()).containsExactly(new Written(ID, false));
    }

    @Test
    void throwsIfTheCallItselfIsWrong() {
        salesforce.onEach(
                COMPOSITE, Reply.of(400, "[{\"errorCode\":\"JSON_PARSER_ERROR\",\"message\":\"Unexpected\"}]"));

        assertThatThrownBy(this::writeRow)
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.BAD_REQUEST));
    }

    /** The outcomes of the other collections must not be lost. */
    @Test
    void reportsThatNothingWasDoneIfWritesCannotBeSentAlone() {
        String collections = "{\"compositeResponse\":["
                + "{\"referenceId\":\"r0\",\"httpStatusCode\":400,\"body\":[{\"errorCode\":\"JSON_PARSER_ERROR\"}]},"
                + "{\"referenceId\":\"r1\",\"httpStatusCode\":200,\"body\":[{\"success\":true}]}]}";
        salesforce.onEach(
                COMPOSITE,
                Reply.ok(collections),
                Reply.of(403, "[{\"errorCode\":\"API_DISABLED_FOR_ORG\",\"message\":\"m\"}]"));

        WriteAnswer answer = writes.writeCollections(
                List.of(new WriteCollection(List.of(UPDATE, UPDATE)), new WriteCollection(List.of(UPDATE))),
                "tandem-1");

        assertThat(answer.outcomes().subList(0, 2))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Busy.class, busy -> assertThat(busy.code()).isEqualTo("API_DISABLED_FOR_ORG")));
        assertThat(answer.outcomes().get(2)).isEqualTo(new Written(ID, false));
    }

    private WriteAnswer writeRow() {
        return writes.writeRows(List.of(CompositeWrite.unguarded(UPDATE, "tandem-1")));
    }
}
