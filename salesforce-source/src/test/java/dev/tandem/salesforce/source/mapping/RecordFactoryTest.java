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
import dev.tandem.salesforce.client.bulk.BulkRow;
import dev.tandem.salesforce.client.bulk.ResultPosition;
import dev.tandem.salesforce.client.stream.ChangeEventHeader;
import dev.tandem.salesforce.client.stream.ChangeType;
import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.emit.ObjectEmitter.Pending;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.EmittedColumns;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.SnapshotOffset;
import dev.tandem.salesforce.source.offset.SourceOffset;
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
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** A finished record of each common kind as a golden file: a change, a delete, and a row that a snapshot reads. */
class RecordFactoryTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private static final String ORG = "00D000000000001EAA";
    private static final Duration DELAY = Duration.ofMillis(500);

    private final RowLayout account = layout(
            "Account",
            text("Name"),
            field("Fax", "phone").length(40).build(),
            field("Industry", "picklist").length(255).build(),
            field("LastModifiedDate", "datetime").build());

    @Test
    void makesRecordOfCapturedUpdate() throws IOException, InterruptedException {
        ChangeEvent event = event("account_update_enriched_api51_2020.json");
        String id = event.header().recordIds().get(0);
        FieldChanges.PartialRow changed = EventFields.of(account, event).row(id, null);

        SourceRecord record =
                emitted(event, account, records -> place -> records.change(account, event, id, changed, place));

        assertHolds("account-update.json", record);
    }

    @Test
    void makesRecordOfCapturedDelete() throws IOException, InterruptedException {
        ChangeEvent event = event("employee_c_delete_api46_2019.json");
        String id = event.header().recordIds().get(0);
        RowLayout employee = layout("Employee__c", text("Name"));

        SourceRecord record =
                emitted(event, employee, records -> place -> records.deletion(employee, event, id, place));

        assertHolds("employee-delete.json", record);
    }

    @Test
    void makesRecordOfRowInSnapshot() throws IOException, InterruptedException {
        Instant began = Instant.parse("2020-12-15T23:00:00Z");
        SnapshotOffset start = SnapshotOffset.beginning(new Position.Since(began.minusSeconds(900)), ReadScope.ALL, 0)
                .by("7505g00000AbCdEAAV", began);
        ResultPosition next = new ResultPosition(Optional.empty(), 1);
        Struct row = RowReader.of(account, List.of("Id", "Name", "Fax", "Industry", "LastModifiedDate"))
                .read(new BulkRow(
                        List.of("001RM000004UF9sYAG", "Acme", "4155551212", "", "2020-11-03T08:00:00.000Z"), next, 80));

        SourceRecord record = emitted(
                account,
                stored(start, "/data/AccountChangeEvent", account),
                began,
                records -> place -> records.read(account, row, new Read(began, Snapshot.TRUE), place),
                version -> start.at(next, version));

        assertHolds("account-read.json", record);
    }

    private static SourceRecord emitted(ChangeEvent event, RowLayout layout, Function<RecordFactory, Pending> pending)
            throws InterruptedException {
        Instant committed = event.header().commitTimestamp();
        StreamOffset start = new StreamOffset(new Position.Since(committed.minusSeconds(60)), 0);
        return emitted(
                layout,
                stored(start, event.channel(), layout),
                committed,
                pending,
                version -> new StreamOffset(new Position.After(event.replayId(), committed), version));
    }

    private static StoredOffset stored(SourceOffset offset, String channel, RowLayout layout) {
        return StoredOffset.of(
                offset, new Route(ORG, channel, topic(layout).topic(), Optional.empty(), Optional.empty()));
    }

    private static ObjectTopic topic(RowLayout layout) {
        return new ObjectTopic("salesforce", layout.object(), "salesforce." + layout.object());
    }

    private static SourceRecord emitted(
            RowLayout layout,
            StoredOffset start,
            Instant time,
            Function<RecordFactory, Pending> pending,
            LongFunction<SourceOffset> end)
            throws InterruptedException {
        RecordFactory records = new RecordFactory(
                OffsetFormat.partition(layout.object()),
                topic(layout),
                ORG,
                SourceHeaders.ALL,
                Clock.fixed(time.plus(DELAY), ZoneOffset.UTC));
        RecordQueue queue = new RecordQueue(1, 0);
        ObjectEmitter emitter =
                new ObjectEmitter(queue, new VersionClock(0), new ObjectMetrics(), DeleteRecords.ENVELOPE, start);
        emitter.setColumns(EmittedColumns.of(layout.columnSet()));
        emitter.emit(List.of(pending.apply(records)), time, end);
        return queue.poll(1, Duration.ZERO).records().get(0);
    }

    /** Reads a captured event, in either of the forms in which they were captured. */
    private static ChangeEvent event(String file) throws IOException {
        JsonNode captured = JSON.readTree(RecordFactoryTest.class.getResourceAsStream("/cdc-cometd/" + file));
        JsonNode data = captured.has("data") ? captured.get("data") : captured;
        ObjectNode payload = (ObjectNode) data.get("payload");
        JsonNode header = payload.remove("ChangeEventHeader");
        String object = header.get("entityName").asText();
        return new ChangeEvent(
                "/data/" + object.replace("__c", "__") + "ChangeEvent",
                data.get("schema").asText(),
                new ReplayId(data.get("event").get("replayId").asText()),
                new ChangeEventHeader(
                        object,
                        List.of(header.get("recordIds").get(0).asText()),
                        ChangeType.valueOf(header.get("changeType").asText()),
                        header.get("changeType").asText(),
                        header.get("changeOrigin").asText(),
                        header.get("transactionKey").asText(),
                        header.get("sequenceNumber").asLong(),
                        Instant.ofEpochMilli(header.get("commitTimestamp").asLong()),
                        header.get("commitNumber").asLong(),
                        header.get("commitUser").asText(),
                        Optional.ofNullable(header.get("changedFields")).map(RecordFactoryTest::texts)),
                payload,
                0);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void assertHolds(String file, SourceRecord record) throws JsonProcessingException {
        GoldenFile.at("src/test/resources/records/" + file)
                .assertHolds(rendered(record).replace(Release.version(), "<release>"));
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
