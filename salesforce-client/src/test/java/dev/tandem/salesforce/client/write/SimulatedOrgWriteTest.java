/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SimulatedOrg;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.Outcome.Gone;
import dev.tandem.salesforce.client.write.Outcome.Overtaken;
import dev.tandem.salesforce.client.write.Outcome.Rejected;
import dev.tandem.salesforce.client.write.Outcome.Written;
import dev.tandem.salesforce.client.write.RecordWrite.Create;
import dev.tandem.salesforce.client.write.RecordWrite.Delete;
import dev.tandem.salesforce.client.write.RecordWrite.Update;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests against the simulator, which was written from the protocol and not from this client. */
class SimulatedOrgWriteTest {
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static SimulatedOrg org;
    private static SalesforceApi api;
    private static WriteApi writes;

    @BeforeAll
    static void start() {
        org = new SimulatedOrg();
        api = org.api();
        writes = new WriteApi(api, WriteOptions.defaults());
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    @Test
    void guardsUpdatesByModificationTime() {
        RecordId id = create("Guarded");
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
        Instant later = Instant.now().plusSeconds(60);

        WriteAnswer answer = writes.writeRows(List.of(
                CompositeWrite.guarded(new Update(ACCOUNT, id, name("Lost")), "tandem-1", longAgo),
                CompositeWrite.guarded(new Update(ACCOUNT, id, name("Won")), "tandem-2", later)));

        assertThat(answer.outcomes()).containsExactly(new Overtaken(), new Written(id, false));
        assertThat(nameOf(id)).isEqualTo("Won");
    }

    @Test
    void keepsTheOtherRowsIfOneIsRejected() {
        RecordId id = create("Kept");
        RecordId deleted = create("Deleted");

        WriteAnswer answer = writes.writeRows(List.of(
                CompositeWrite.unguarded(new Create(ACCOUNT, Json.MAPPER.createObjectNode()), "tandem-1"),
                CompositeWrite.unguarded(new Delete(ACCOUNT, deleted), "tandem-2"),
                CompositeWrite.unguarded(new Delete(ACCOUNT, deleted), "tandem-3"),
                CompositeWrite.unguarded(new Update(ACCOUNT, id, name("Changed")), "tandem-4")));

        assertThat(answer.outcomes())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isInstanceOfSatisfying(
                                        Rejected.class,
                                        rejected -> assertThat(rejected.code()).isEqualTo("REQUIRED_FIELD_MISSING")),
                        second -> assertThat(second).isEqualTo(new Written(deleted, false)),
                        third -> assertThat(third).isInstanceOf(Gone.class),
                        fourth -> assertThat(fourth).isEqualTo(new Written(id, false)));
    }

    @Test
    void writesSeveralCollectionsInOneCall() {
        List<RecordWrite> creates = IntStream.range(0, 200)
                .mapToObj(i -> (RecordWrite) new Create(ACCOUNT, name("Bulk " + i)))
                .toList();
        long callsBefore = api.governor().report().calls();

        WriteAnswer answer = writes.writeCollections(
                List.of(new WriteCollection(creates), new WriteCollection(creates)), "tandem-1");

        assertThat(answer.outcomes())
                .hasSize(400)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Written.class,
                                saved -> assertThat(saved.created()).isTrue()));
        assertThat(api.governor().report().calls() - callsBefore).isEqualTo(1);
        List<RecordWrite> deletes = answer.outcomes().stream()
                .limit(200)
                .map(outcome -> (RecordWrite) new Delete(ACCOUNT, ((Written) outcome).id()))
                .toList();
        assertThat(writes.writeCollection(new WriteCollection(deletes), "tandem-2")
                        .outcomes())
                .hasSize(200)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Written.class));
    }

    /** Salesforce parses a collection as a whole. */
    @Test
    void keepsTheOtherRecordsOfCollectionWithUnreadableValue() {
        List<RecordWrite> some = IntStream.range(0, 60)
                .mapToObj(i -> (RecordWrite) new Create(
                        ACCOUNT, i % 40 == 7 ? name("Odd " + i).put("AnnualRevenue", "much") : name("Whole " + i)))
                .toList();
        List<RecordWrite> others = List.of(new Create(ACCOUNT, name("Other")));
        long callsBefore = api.governor().report().calls();

        List<Outcome> outcomes = writes.writeCollections(
                        List.of(new WriteCollection(some), new WriteCollection(others)), "tandem-1")
                .outcomes();

        assertThat(api.governor().report().calls() - callsBefore)
                .as("one call, and one for each 25 of the records that it did not write")
                .isEqualTo(4);
        assertThat(IntStream.range(0, 61).filter(i -> !(outcomes.get(i) instanceof Written)))
                .containsExactly(7, 47);
        assertThat(outcomes.get(7))
                .isInstanceOfSatisfying(
                        Rejected.class, reason -> assertThat(reason.code()).isEqualTo("JSON_PARSER_ERROR"));
        assertThat(api.query("SELECT Id FROM Account WHERE Name LIKE 'Whole %'").records())
                .hasSize(58);
    }

    private static RecordId create(String name) {
        WriteAnswer answer =
                writes.writeRows(List.of(CompositeWrite.unguarded(new Create(ACCOUNT, name(name)), "tandem-0")));
        return ((Written) answer.outcomes().get(0)).id();
    }

    private static String nameOf(RecordId id) {
        return new RecordLookup(api)
                .retrieve(ACCOUNT, List.of(id), List.of("Name"))
                .byId()
                .get(id)
                .path("Name")
                .asText();
    }

    private static ObjectNode name(String name) {
        return Json.MAPPER.createObjectNode().put("Name", name);
    }
}
