/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.http.UrlText;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RecordLookupTest {
    private static final String ROOT = "/services/data/v66.0/";
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static final RecordId ONE = new RecordId("001RM000004UF9sYAG");
    private static final RecordId TWO = new RecordId("001x0000000aaaAAAQ");

    private LoopbackSalesforce salesforce;
    private RecordLookup lookup;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        lookup = new RecordLookup(salesforce.api());
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void retrievesTwoThousandAtATimeAndOmitsMissingRecords() {
        List<RecordId> ids = new ArrayList<>();
        for (int i = 0; i < 2_001; i++) {
            ids.add(new RecordId("001%012d".formatted(i)));
        }
        salesforce.on(ROOT + "composite/sobjects/Account", request -> {
            List<String> rows = new ArrayList<>();
            json(request.body())
                    .path("ids")
                    .forEach(
                            id -> rows.add(id.asText().startsWith("001000000000007") ? "null" : "{\"Id\":" + id + "}"));
            return Reply.ok(rows.stream().collect(Collectors.joining(",", "[", "]")));
        });

        Map<RecordId, ?> rows = lookup.retrieve(ACCOUNT, ids, List.of("Name")).byId();

        assertThat(rows).hasSize(2_000).doesNotContainKey(new RecordId("001000000000007"));
        assertThat(salesforce.requests(ROOT + "composite/sobjects/Account"))
                .extracting(request -> json(request.body()))
                .extracting(body -> body.path("ids").size() + " " + body.path("fields"))
                .containsExactly("2000 [\"Id\",\"Name\"]", "1 [\"Id\",\"Name\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | the answer has 0 records for 2 ids",
                "{} | the answer has 0 records for 2 ids",
                "[{'Id':'001RM000004UF9sYAG'}] | the answer has 1 records for 2 ids",
                "[null,null,null] | the answer has 3 records for 2 ids",
                "[null,{'Id':'001RM000004UF9sYAG'}] | record 1 of the answer has the id '001RM000004UF9sYAG' instead of 001x0000000aaaAAAQ",
                "[{},null] | record 0 of the answer has the id '' instead of 001RM000004UF9sYAG",
                "[null,'x'] | record 1 of the answer is not an object"
            })
    void rejectsAnswerAboutOtherIds(String answer, String problem) {
        assertThatThrownBy(() -> RecordLookup.match(List.of(ONE, TWO), json(answer.replace('\'', '"'))))
                .isInstanceOf(IOException.class)
                .hasMessage(problem);
    }

    @Test
    void asksAgainAfterAnswerAboutOtherIds() {
        salesforce.onEach(
                ROOT + "composite/sobjects/Account",
                Reply.ok("[]"),
                Reply.ok("[{\"Id\":\"001RM000004UF9sYAG\",\"Name\":\"Acme\"}]"));

        Map<RecordId, ObjectNode> rows =
                lookup.retrieve(ACCOUNT, List.of(ONE), List.of("Name")).byId();

        assertThat(rows).containsOnlyKeys(ONE);
    }

    @Test
    void findsDeletedRecordsToo() {
        salesforce.onEach(
                ROOT + "queryAll",
                Reply.ok("{\"totalSize\":1,\"done\":true,\"records\":[{\"Id\":\"" + ONE + "\",\"IsDeleted\":true}]}"));

        RecordsRead read = lookup.retrieveIncludingDeleted(ACCOUNT, List.of(ONE, TWO), List.of("Name"));

        assertThat(read.byId()).containsOnlyKeys(ONE);
        assertThat(queries())
                .containsExactly("SELECT Id, Name, IsDeleted FROM Account WHERE Id IN "
                        + "('001RM000004UF9sYAG', '001x0000000aaaAAAQ')");
    }

    @Test
    void findsRecordsByTextOrNumber() {
        salesforce.onEach(ROOT + "queryAll", Reply.ok("{\"totalSize\":0,\"done\":true,\"records\":[]}"));

        lookup.findByExternalId(ACCOUNT, key("Key__c", "string"), List.of("a'b"), List.of());
        lookup.findByExternalId(ACCOUNT, key("Number__c", "double"), List.of("1E+2", "7"), List.of("Id"));

        assertThat(queries())
                .containsExactly(
                        "SELECT Id, Key__c, IsDeleted FROM Account WHERE Key__c IN ('a\\'b')",
                        "SELECT Id, Number__c, IsDeleted FROM Account WHERE Number__c IN (100, 7)");
    }

    @Test
    void splitsValuesSoThatEachPartFitsIntoUrl() {
        List<String> literals = IntStream.range(0, 1_000)
                .mapToObj(i -> "'äöü-%05d'".formatted(i))
                .toList();

        List<List<String>> chunks = RecordLookup.chunks(literals, "");

        assertThat(chunks.stream().flatMap(List::stream)).containsExactlyElementsOf(literals);
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk).hasSizeBetween(1, 300));
    }

    @Test
    void leavesRoomForTheRestOfTheQuery() {
        List<String> literals = IntStream.range(0, 1_000)
                .mapToObj(i -> "'001%012dAAA'".formatted(i))
                .toList();
        String condition = "Name = '" + "x".repeat(8_000) + "'";

        List<List<String>> chunks = RecordLookup.chunks(literals, condition);

        assertThat(chunks.stream().flatMap(List::stream)).containsExactlyElementsOf(literals);
        assertThat(chunks)
                .allSatisfy(chunk -> assertThat(UrlText.encode(condition + String.join(", ", chunk))
                                .length())
                        .isLessThan(16_000));
    }

    private List<String> queries() {
        return salesforce.requests(ROOT + "queryAll").stream()
                .map(request -> request.uri().getRawQuery().substring("q=".length()))
                .map(query -> URLDecoder.decode(query, StandardCharsets.UTF_8))
                .toList();
    }

    private static FieldDescription key(String name, String type) {
        JsonNode describe =
                json("{\"name\":\"Account\",\"fields\":[{\"name\":\"" + name + "\",\"type\":\"" + type + "\"}]}");
        return DescribeReader.read(describe, Instant.EPOCH).field(name).orElseThrow();
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
