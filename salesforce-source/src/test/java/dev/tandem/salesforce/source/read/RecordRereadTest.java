/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Envelope;
import dev.tandem.event.VersionClock;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.StreamSettings;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.context.RecordSight;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.feed.EventRoom;
import dev.tandem.salesforce.source.feed.FeedBounds;
import dev.tandem.salesforce.source.feed.ObjectFeed;
import dev.tandem.salesforce.source.feed.ObjectStart;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.schema.ObjectSchema;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.FieldSettings.DecimalHandling;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import dev.tandem.salesforce.source.settings.RecordSettings.DeleteRecords;
import dev.tandem.salesforce.source.settings.RecordSettings.SourceHeaders;
import dev.tandem.salesforce.source.signal.ReadRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordRereadTest {
    private static final ObjectTopic TOPIC = new ObjectTopic("salesforce", "Account", "salesforce.Account");
    private static final Position POSITION = new Position.Since(Instant.EPOCH);
    private static final RecordId GONE = new RecordId("001000000000001AAA");

    private final SalesforceSimulator org = SalesforceSimulator.start(SimulatorOptions.defaults());
    private final SalesforceApi api = SalesforceApi.of(
            OrgSettings.of(org.baseUrl()), new Credentials.ClientCredentials(org.clientId(), org.clientSecret()));
    private final ChangeEventStream stream = ChangeEventStream.open(api, StreamSettings.defaults());
    private final RecordQueue queue = new RecordQueue(1_000, 0);
    private final ObjectMetrics metrics = new ObjectMetrics();
    private final ObjectFeed feed = new ObjectFeed(
            new ObjectStart(TOPIC, "/data/AccountChangeEvent", Optional.empty(), metrics),
            stream,
            new EventRoom(new FeedBounds(100, 100_000), 1).share());
    private final ObjectEmitter emitter = new ObjectEmitter(
            queue,
            new VersionClock(1),
            metrics,
            DeleteRecords.ENVELOPE,
            StoredOffset.of(
                    new StreamOffset(POSITION, 1),
                    new Route("org", feed.channel(), TOPIC.topic(), Optional.empty(), Optional.empty())));

    @AfterEach
    void close() {
        stream.close();
        org.close();
    }

    @Test
    void deletesNamedRecordEvenIfAllAreToBeRead() throws InterruptedException {
        feed.request(new ReadRequest(Optional.of(Set.of(GONE)), 0, 4));
        feed.request(new ReadRequest(Optional.empty(), 0, 5));

        boolean readsAll = new RecordReread(context(), api, Optional.empty()).answerSignals(POSITION);

        assertThat(readsAll).isTrue();
        assertThat(queue.poll(10, Duration.ZERO).records()).singleElement().satisfies(record -> {
            assertThat(((Struct) record.key()).getString("Id")).isEqualTo(GONE.value());
            assertThat(((Struct) record.value()).getString(Envelope.OP)).isEqualTo("d");
            assertThat(signals(record)).isEmpty();
        });
        assertThat(emitter.signals().text()).isEqualTo("0:6");
    }

    @Test
    void readsFewLargeRecordsInOneCall() throws InterruptedException {
        org.control().addField("Account", Map.of("name", "Notes__c", "type", "textarea", "length", 131_072));
        Map<String, Object> large = Map.of("Name", "Acme", "Notes__c", "x".repeat(130_000));
        List<RecordId> ids = org.control().addRecords("Account", Collections.nCopies(200, large)).stream()
                .map(RecordId::new)
                .toList();

        new RecordReread(context(), api, Optional.empty())
                .emit(ids, (layout, id, read, place) -> null, version -> new StreamOffset(POSITION, version));

        List<Integer> units = new ArrayList<>();
        for (int read = 0; read < 200; read += units.get(units.size() - 1)) {
            units.add(queue.poll(1, Duration.ZERO).records().size());
        }
        assertThat(units).as("the first, and then 8 MB each").containsExactly(100, 64, 36);
    }

    @Test
    void storesAnsweredSignalsWithTheLastRecord() throws InterruptedException {
        feed.request(new ReadRequest(Optional.of(Set.of(GONE)), 0, 4));

        boolean readsAll = new RecordReread(context(), api, Optional.empty()).answerSignals(POSITION);

        assertThat(readsAll).isFalse();
        assertThat(queue.poll(10, Duration.ZERO).records())
                .singleElement()
                .satisfies(record -> assertThat(signals(record)).isEqualTo("0:5"));
        assertThat(feed.requests()).isEmpty();
    }

    private static String signals(SourceRecord record) {
        return OffsetFormat.read(record.sourceOffset()).signals().text();
    }

    private ObjectContext context() {
        ObjectSchema schema = new ObjectSchema(
                api,
                new SObjectName("Account"),
                TOPIC.topic(),
                new FieldSettings(List.of(), List.of(), DecimalHandling.DOUBLE),
                metrics);
        RecordFactory records = new RecordFactory(
                OffsetFormat.partition("Account"), TOPIC, "org", SourceHeaders.NONE, Clock.systemUTC());
        return new ObjectContext(
                TOPIC,
                feed,
                schema,
                records,
                emitter,
                metrics,
                new RecordSight(api, new SObjectName("Account"), false));
    }
}
