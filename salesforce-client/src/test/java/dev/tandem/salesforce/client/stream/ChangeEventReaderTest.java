/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeEventReaderTest {
    private static final String CHANNEL = "/data/ChangeEvents";

    @ParameterizedTest
    @CsvSource({
        "employee_c_create_api46_2019, Employee__c, CREATE, 32872942",
        "employee_c_delete_api46_2019, Employee__c, DELETE, 32873116",
        "employee_c_undelete_api46_2019, Employee__c, UNDELETE, 32872117",
        "account_update_enriched_api51_2020, Account, UPDATE, 12",
        "account_create_doc_legacy_isTransactionEnd, Account, CREATE, 6421"
    })
    void readsEverySample(String sample, String entity, ChangeType type, String replayId) throws IOException {
        ChangeEvent event = (ChangeEvent) sample(sample);

        assertThat(event.header().entityName()).isEqualTo(entity);
        assertThat(event.header().changeType()).isEqualTo(type);
        assertThat(event.replayId()).isEqualTo(new ReplayId(replayId));
        assertThat(event.payload().has("ChangeEventHeader")).isFalse();
    }

    @Test
    void readsHeader() throws IOException {
        ChangeEvent event = (ChangeEvent) sample("account_update_enriched_api51_2020");

        ChangeEventHeader header = event.header();
        assertThat(header.recordIds()).containsExactly("001RM000004UF9sYAG");
        assertThat(header.changedFields()).contains(List.of("Fax", "LastModifiedDate"));
        assertThat(header.changeOrigin()).isEqualTo("com/salesforce/api/soap/51.0;client=SfdcInternalAPI/");
        assertThat(header.transactionKey()).isEqualTo("0005e192-9e62-2554-3880-3c3718bd6308");
        assertThat(header.sequenceNumber()).isEqualTo(1);
        assertThat(header.commitTimestamp()).isEqualTo(Instant.ofEpochMilli(1608073758000L));
        assertThat(header.commitNumber()).isEqualTo(74487681550L);
        assertThat(header.commitUser()).isEqualTo("005RM000001hv4SYAQ");
        assertThat(event.schemaId()).isEqualTo("I8b-dYxvxs5wOtCBr4qsew");
    }

    @Test
    void distinguishesMissingFromEmptyChangedFields() throws IOException {
        ChangeEvent without = (ChangeEvent) sample("employee_c_delete_api46_2019");
        StreamItem none = edited("employee_c_delete_api46_2019", header -> header.putArray("changedFields"));

        assertThat(without.header().changedFields()).isEmpty();
        assertThat(((ChangeEvent) none).header().changedFields()).contains(List.of());
    }

    @Test
    void keepsPayloadAsReceived() throws IOException {
        String data = """
            {"schema":"s","event":{"replayId":-5},"payload":{"ChangeEventHeader":{"entityName":"A","recordIds":["001*"],
            "changeType":"UPDATE","commitTimestamp":1608073758123,"commitNumber":1652977933433528301,"newKey":{"x":1}},
            "Description":{"diff":"--- \\n+++ 68\\n@@ -2,1 +2,1 @@\\n-old\\n+new"},"Tenure__c":20,"When":"2019-05-02T11:27:36Z",
            "Big":123456789012345678901234567890,"Exact":1.10,"Gone":null,"BillingAddress":{"Street":"1 Main"}}}\
            """;

        ChangeEvent event = (ChangeEvent) delivery(Json.MAPPER.readTree(data));

        assertThat(event.header().recordIds()).containsExactly("001*");
        assertThat(event.header().commitNumber()).isEqualTo(1652977933433528301L);
        assertThat(event.payload().at("/Description/diff").asText()).startsWith("--- ");
        assertThat(event.payload().path("Tenure__c").isInt()).isTrue();
        assertThat(event.payload().path("Big").bigIntegerValue())
                .isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(event.payload().path("Exact").decimalValue()).isEqualTo("1.10");
        assertThat(event.payload().get("Gone").isNull()).isTrue();
        assertThat(event.payload().at("/BillingAddress/Street").asText()).isEqualTo("1 Main");
        assertThat(event.replayId()).isEqualTo(new ReplayId("-5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GAP_CREATE", "GAP_UPDATE", "GAP_DELETE", "GAP_UNDELETE", "GAP_OVERFLOW"})
    void recognizesGaps(String type) throws IOException {
        ChangeEvent gap =
                (ChangeEvent) edited("employee_c_delete_api46_2019", header -> header.put("changeType", type));

        assertThat(gap.header().changeType().isGap()).isTrue();
        assertThat(gap.header().changeType().name()).isEqualTo(type);
    }

    @Test
    void keepsNameOfUnknownChangeType() throws IOException {
        ChangeEvent merge =
                (ChangeEvent) edited("employee_c_delete_api46_2019", header -> header.put("changeType", "MERGE"));

        assertThat(merge.header().changeType()).isEqualTo(ChangeType.UNKNOWN);
        assertThat(merge.header().changeTypeName()).isEqualTo("MERGE");
    }

    @Test
    void reportsMissingPartOfIncompleteEvent() throws IOException {
        assertThat(sample("event_gap_update_v224_PARTIAL"))
                .isInstanceOfSatisfying(
                        UnreadableEvent.class,
                        event -> assertThat(event.problem()).isEqualTo("it has no replayId"));
        assertThat(edited("employee_c_delete_api46_2019", header -> header.remove("recordIds")))
                .isInstanceOfSatisfying(
                        UnreadableEvent.class,
                        event -> assertThat(event.problem()).isEqualTo("its header has no record ids"));
        assertThat(edited("employee_c_delete_api46_2019", header -> header.remove("commitTimestamp")))
                .isInstanceOfSatisfying(
                        UnreadableEvent.class,
                        event -> assertThat(event.problem()).isEqualTo("its header has no commit time"));
        assertThat(edited(
                        "employee_c_delete_api46_2019",
                        header -> header.put("commitTimestamp", 1_608_073_758_000_000L)))
                .as("microseconds")
                .isInstanceOf(UnreadableEvent.class);
    }

    @ParameterizedTest
    @CsvSource({"001RM000004UF9s, 001RM000004UF9sYAG", "001*, 001*", "000000000000000AAA, 000000000000000AAA"})
    void completesShortRecordIds(String id, String completed) throws IOException {
        ChangeEvent event = (ChangeEvent) edited(
                "employee_c_delete_api46_2019",
                header -> header.putArray("recordIds").add(id));

        assertThat(event.header().recordIds()).containsExactly(completed);
    }

    @Test
    void readsHeaderWithValuesOfOtherTypes() throws IOException {
        ChangeEvent event = (ChangeEvent) edited("employee_c_delete_api46_2019", header -> {
            header.putNull("commitUser");
            header.putObject("changeOrigin").put("entityName", "inner");
            header.put("transactionKey", 7);
            header.put("sequenceNumber", "3");
            header.put("commitNumber", new BigInteger("18446744073709551617"));
            header.put("changedFields", "Name");
            header.put("commitTimestamp", 1.608073758E12);
            header.putArray("newList").addArray().addObject().put("recordIds", 1);
        });

        assertThat(event.header().commitUser()).isEmpty();
        assertThat(event.header().changeOrigin()).isEmpty();
        assertThat(event.header().transactionKey()).isEqualTo("7");
        assertThat(event.header().sequenceNumber()).isEqualTo(3);
        assertThat(event.header().commitNumber()).isEqualTo(1);
        assertThat(event.header().commitTimestamp()).isEqualTo(Instant.ofEpochMilli(1_608_073_758_000L));
        assertThat(event.header().changedFields()).isEmpty();
        assertThat(event.header().entityName()).isEqualTo("Employee__c");
        assertThat(event.header().recordIds()).hasSize(1);
    }

    @Test
    void reportsHeaderWithoutUsableEntityOrTime() throws IOException {
        assertThat(problem(header -> header.putNull("entityName"))).contains("no entity or no change type");
        assertThat(problem(header -> header.put("changeType", 1))).contains("no entity or no change type");
        assertThat(problem(header -> header.put("commitTimestamp", "1556796456000")))
                .contains("no commit time");
        assertThat(problem(header -> header.put("commitTimestamp", new BigInteger("18446744073709551617"))))
                .contains("no commit time");
        assertThat(delivery(Json.MAPPER.readTree(
                        "{\"event\":{\"replayId\":1},\"payload\":{\"ChangeEventHeader\":[{}],\"Name\":\"n\"}}")))
                .isInstanceOfSatisfying(
                        UnreadableEvent.class,
                        event -> assertThat(event.problem()).contains("no entity or no change type"));
    }

    private static String problem(Edit edit) throws IOException {
        return ((UnreadableEvent) edited("employee_c_delete_api46_2019", edit)).problem();
    }

    /** Texts are shared between the events of an answer, so another one must not be taken for the last. */
    @Test
    void tellsTextsOfNeighbouringEventsApart() throws IOException {
        String one = LoopbackBayeux.event("/data/AccountChangeEvent", 1, 0);
        String two = LoopbackBayeux.event("/data/ContactChangeEvent", 2, 0)
                .replace("\"UPDATE\"", "\"DELETE\"")
                .replace("\"CREATE\"", "\"DELETE\"");
        BayeuxReply reply =
                BayeuxReply.parse(("[" + one + "," + two + "," + one + "]").getBytes(StandardCharsets.UTF_8));

        List<ChangeEvent> events =
                reply.events().stream().map(ChangeEvent.class::cast).toList();

        assertThat(events.get(0)).isEqualTo(events.get(2));
        assertThat(events)
                .extracting(ChangeEvent::channel)
                .containsExactly("/data/AccountChangeEvent", "/data/ContactChangeEvent", "/data/AccountChangeEvent");
        assertThat(events.get(1).header().changeType()).isEqualTo(ChangeType.DELETE);
        assertThat(events.get(2).header().changeType()).isNotEqualTo(ChangeType.DELETE);
    }

    @Test
    void reportsRecordIdsThatAreNotTexts() throws IOException {
        assertThat(edited(
                        "employee_c_delete_api46_2019",
                        header -> header.putArray("recordIds").addNull()))
                .isInstanceOfSatisfying(
                        UnreadableEvent.class,
                        event -> assertThat(event.problem()).isEqualTo("its header has a record id that is not text"));
        assertThat(edited("employee_c_delete_api46_2019", header -> header.put("recordIds", "001RM000004UF9sYAG")))
                .isInstanceOfSatisfying(
                        UnreadableEvent.class,
                        event -> assertThat(event.problem()).isEqualTo("its header has no record ids"));
    }

    static Stream<String> extremes() {
        return Stream.of(
                "{\"x\":".repeat(10_000) + "1" + "}".repeat(10_000),
                "1e99999999999",
                "{\"" + "x".repeat(60_000) + "\":1}",
                "1" + "0".repeat(2_000));
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void keepsPlaceOfMessageThatIsTooExtreme(String extreme) throws IOException {
        String event = LoopbackBayeux.event("/data/AccountChangeEvent", 7, 1_700_000_000L);
        String tooDeep = event.replace("\"n7\"", extreme);
        String good = LoopbackBayeux.event("/data/AccountChangeEvent", 8, 1_700_000_000L);
        String answer = "[" + good + "," + tooDeep + "," + LoopbackBayeux.success("/meta/connect") + "]";

        BayeuxReply reply = BayeuxReply.parse(answer.getBytes(StandardCharsets.UTF_8));

        assertThat(reply.meta()).hasSize(1);
        assertThat(reply.events().get(0)).isInstanceOf(ChangeEvent.class);
        assertThat(reply.events().get(1)).isInstanceOfSatisfying(UnreadableEvent.class, unreadable -> {
            assertThat(unreadable.replayId()).contains(new ReplayId("7"));
            assertThat(unreadable.problem()).contains("exceeds a limit");
        });
    }

    @Test
    void keepsOrderAndSizeOfEvents() throws IOException {
        String first = LoopbackBayeux.event(CHANNEL, 1, 0);
        String second = LoopbackBayeux.event(CHANNEL, 2, 0).replace("\"n2\"", "\"größer\"");
        BayeuxReply reply =
                BayeuxReply.parse(("[" + first + ", " + second + "," + LoopbackBayeux.success("/meta/connect") + "]")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(reply.events())
                .extracting(item -> ((ChangeEvent) item).bytes())
                .containsExactly(first.length(), second.getBytes(StandardCharsets.UTF_8).length);
        assertThat(reply.meta()).hasSize(1);
        assertThat(reply.meta().get(0).isSuccessful()).isTrue();
    }

    private interface Edit {
        void apply(ObjectNode header);
    }

    private static StreamItem edited(String sample, Edit edit) throws IOException {
        JsonNode data = data(sample);
        edit.apply((ObjectNode) data.at("/payload/ChangeEventHeader"));
        return delivery(data);
    }

    private static StreamItem sample(String name) throws IOException {
        return delivery(data(name));
    }

    /** Some samples are whole messages, others only their data. */
    private static JsonNode data(String name) throws IOException {
        JsonNode sample = Json.MAPPER.readTree(Samples.read("cdc-cometd/" + name + ".json"));
        return sample.has("data") ? sample.path("data") : sample;
    }

    private static StreamItem delivery(JsonNode data) throws IOException {
        ObjectNode message =
                Json.MAPPER.createObjectNode().put("channel", CHANNEL).set("data", data);
        return BayeuxReply.parse(Json.MAPPER.writeValueAsBytes(message))
                .events()
                .get(0);
    }
}
