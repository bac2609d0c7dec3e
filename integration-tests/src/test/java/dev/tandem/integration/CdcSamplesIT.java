/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Change events as real orgs and Salesforce's documentation showed them, from the injected message to the row. */
@ExtendWith(SharedPlatform.class)
class CdcSamplesIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Platform platform;

    CdcSamplesIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void appliesCreateDeleteAndUndeleteOfACustomObject() throws Exception {
        String id = "a00B000000AVWaZIAX";
        try (var pipeline = TestPipeline.of(platform, "sample_employee", "Employee__c")) {
            pipeline.org().define("Employee__c", describe("""
                    {"custom": true, "keyPrefix": "a00", "fields": [
                      {"name": "First_Name__c", "type": "string", "length": 40},
                      {"name": "Last_Name__c", "type": "string", "length": 40},
                      {"name": "Tenure__c", "type": "double", "precision": 18, "scale": 0}]}"""));
            pipeline.install();

            inject(pipeline, "employee_c_create_api46_2019");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(pipeline.row("Employee__c", id))
                            .containsEntry("First_Name__c", "Marc")
                            .containsEntry("Last_Name__c", "Benioff")
                            .containsEntry("Name", "EN-0003")
                            .containsEntry("Tenure__c", 20.0)
                            .containsEntry("OwnerId", "005B0000005iVeGIAU")
                            .hasEntrySatisfying("CreatedDate", instant("2019-05-02T11:27:36Z")));

            inject(pipeline, "employee_c_delete_api46_2019");
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(pipeline.table("Employee__c")).doesNotContainKey(id));

            inject(pipeline, "employee_c_undelete_api46_2019");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(pipeline.row("Employee__c", id))
                            .containsEntry("First_Name__c", "Marc")
                            .containsEntry("Tenure__c", 20.0));
        }
    }

    /** An enriched event repeats fields that did not change; only those that its header lists are applied. */
    @Test
    void ignoresEnrichedFields() throws Exception {
        String id = "001RM000004UF9sYAG";
        try (var pipeline = TestPipeline.of(platform, "sample_enriched", "Account")) {
            pipeline.org().addRecords("Account", List.of(Map.of("Id", id, "Name", "Acme", "Industry", "Energy")));
            pipeline.install();
            pipeline.awaitRows(1);

            inject(pipeline, "account_update_enriched_api51_2020");

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(pipeline.row("Account", id))
                            .containsEntry("Fax", "4155551212")
                            .containsEntry("Industry", "Energy")
                            .containsEntry("External_Account_ID__c", null)
                            .containsEntry("Name", "Acme"));
        }
    }

    @Test
    void appliesAnEventWithATransactionEndMark() throws Exception {
        try (var pipeline = TestPipeline.of(platform, "sample_legacy", "Account")) {
            pipeline.install();

            inject(pipeline, "account_create_doc_legacy_isTransactionEnd");

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(pipeline.row("Account", "<record_ID>"))
                            .containsEntry("Name", "Acme")
                            .containsEntry("OwnerId", "<Owner_ID>")
                            .containsEntry(
                                    "Description", "Everyone is talking about the cloud. But what does it mean?"));
        }
    }

    /** A gap event says only which records changed: they are read from the org. */
    @Test
    void readsTheRecordsOfAGapEventAgain() throws Exception {
        String id = "00Uxx000000fvRQEAY";
        try (var pipeline = TestPipeline.of(platform, "sample_gap", "Event")) {
            pipeline.org().define("Event", describe("""
                    {"custom": false, "keyPrefix": "00U", "fields": [
                      {"name": "Subject", "type": "combobox", "length": 255}]}"""));
            pipeline.org().addRecords("Event", List.of(Map.of("Id", id, "Subject", "Call")));
            pipeline.install();
            pipeline.awaitRows(1);
            pipeline.org().updateSilently("Event", List.of(Map.of("Id", id, "Subject", "Meeting")));

            inject(pipeline, "event_gap_update_v224_PARTIAL");

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(pipeline.row("Event", id)).containsEntry("Subject", "Meeting"));
        }
    }

    private static JsonNode describe(String json) throws IOException {
        return JSON.readTree(json);
    }

    /** Injects the event of a sample as it was captured, and adds the channel that the sample left out. */
    private static void inject(TestPipeline pipeline, String sample) throws IOException {
        ObjectNode event;
        try (InputStream file = CdcSamplesIT.class.getResourceAsStream("/cdc-cometd/" + sample + ".json")) {
            event = (ObjectNode) JSON.readTree(file);
        }
        if (!event.has("data")) {
            event = JSON.createObjectNode().set("data", event);
        }
        String object = event.at("/data/payload/ChangeEventHeader/entityName").asText();
        event.put("channel", "/data/" + object.replaceAll("__c$", "__") + "ChangeEvent");
        pipeline.awaitStreaming();
        pipeline.org().inject(event);
    }

    private static Consumer<Object> instant(String expected) {
        return value -> assertThat(((OffsetDateTime) value).toInstant()).isEqualTo(Instant.parse(expected));
    }
}
