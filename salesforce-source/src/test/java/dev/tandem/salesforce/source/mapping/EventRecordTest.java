/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import static dev.tandem.salesforce.source.mapping.Descriptions.field;
import static dev.tandem.salesforce.source.mapping.Descriptions.layout;
import static dev.tandem.salesforce.source.mapping.Descriptions.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.event.Release;
import dev.tandem.event.VersionClock;
import dev.tandem.plugin.golden.GoldenFile;
import dev.tandem.salesforce.client.stream.ChangeEventHeader;
import dev.tandem.salesforce.client.stream.ChangeType;
import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.EmittedColumns;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import dev.tandem.salesforce.source.settings.RecordSettings.DeleteRecords;
import dev.tandem.salesforce.source.settings.RecordSettings.SourceHeaders;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** The record of one captured event, complete, as a golden file. */
class EventRecordTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private static final Instant RECEIVED = Instant.parse("2020-12-15T23:09:18.500Z");
    private static final String ORG = "00D000000000001EAA";
    private static final String CHANNEL = "/data/AccountChangeEvent";
    private static final ObjectTopic TOPIC = new ObjectTopic("salesforce", "Account", "salesforce.Account");

    private final RowLayout account = layout(
            "Account",
            text("Name"),
            field("Fax", "phone").length(40).build(),
            field("Industry", "picklist").length(255).build(),
            field("LastModifiedDate", "datetime").build());

    @Test
    void makesRecordOfCapturedEvent() throws IOException, InterruptedException {
        ChangeEvent event = event("account_update_enriched_api51_2020.json");

        SourceRecord record = emitted(event);

        GoldenFile.at("src/test/resources/records/account-update.json")
                .assertHolds(rendered(record).replace(Release.version(), "<release>"));
    }

    private SourceRecord emitted(ChangeEvent event) throws InterruptedException {
        RecordFactory records = new RecordFactory(
                OffsetFormat.partition("Account"),
                TOPIC,
                ORG,
                SourceHeaders.ALL,
                Clock.fixed(RECEIVED, ZoneOffset.UTC));
        RecordQueue queue = new RecordQueue(1);
        StreamOffset start = new StreamOffset(
                new Position.Since(event.header().commitTimestamp().minusSeconds(60)), 0);
        ObjectEmitter emitter = new ObjectEmitter(
                queue,
                new VersionClock(0),
                new ObjectMetrics(),
                DeleteRecords.ENVELOPE,
                StoredOffset.of(start, new Route(ORG, CHANNEL, TOPIC.topic(), Optional.empty())));
        emitter.setColumns(EmittedColumns.of(account.fingerprint()));
        String id = event.header().recordIds().get(0);
        FieldChanges changes = EventFields.of(account, event);
        Position end = new Position.After(event.replayId(), event.header().commitTimestamp());
        emitter.emit(
                List.of(place -> records.change(account, event, id, changes.row(id, null), place)),
                event.header().commitTimestamp(),
                version -> new StreamOffset(end, version));
        return queue.poll(1, Duration.ZERO).get(0);
    }

    private static ChangeEvent event(String file) throws IOException {
        JsonNode data = JSON.readTree(EventRecordTest.class.getResourceAsStream("/cdc-cometd/" + file));
        ObjectNode payload = (ObjectNode) data.get("payload");
        JsonNode header = payload.remove("ChangeEventHeader");
        return new ChangeEvent(
                CHANNEL,
                data.get("schema").asText(),
                new ReplayId(data.get("event").get("replayId").asText()),
                new ChangeEventHeader(
                        header.get("entityName").asText(),
                        List.of(header.get("recordIds").get(0).asText()),
                        ChangeType.valueOf(header.get("changeType").asText()),
                        header.get("changeType").asText(),
                        header.get("changeOrigin").asText(),
                        header.get("transactionKey").asText(),
                        header.get("sequenceNumber").asLong(),
                        Instant.ofEpochMilli(header.get("commitTimestamp").asLong()),
                        header.get("commitNumber").asLong(),
                        header.get("commitUser").asText(),
                        Optional.of(List.of(
                                header.get("changedFields").get(0).asText(),
                                header.get("changedFields").get(1).asText()))),
                payload,
                0);
    }

    private static String rendered(SourceRecord record) throws JsonProcessingException {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("topic", record.topic());
        parts.put("key", plain(record.key()));
        parts.put("value", plain(record.value()));
        Map<String, Object> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), plain(header.value())));
        parts.put("headers", headers);
        parts.put("sourcePartition", new TreeMap<>(record.sourcePartition()));
        parts.put("sourceOffset", new TreeMap<>(record.sourceOffset()));
        return JSON.writeValueAsString(parts) + "\n";
    }

    private static Object plain(Object value) {
        if (value instanceof Struct struct) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (Field field : struct.schema().fields()) {
                fields.put(field.name(), plain(struct.get(field)));
            }
            return fields;
        }
        return value instanceof Date date ? date.toInstant().toString() : value;
    }
}
