/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.bulk.BulkRow;
import dev.tandem.salesforce.client.bulk.CsvPage;
import dev.tandem.salesforce.client.bulk.ResultPosition;
import dev.tandem.salesforce.client.http.HttpAnswer;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.mapping.RecordFactory.Place;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.mapping.RowReader;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.FieldSettings.DecimalHandling;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import dev.tandem.salesforce.source.settings.RecordSettings.SourceHeaders;
import io.confluent.connect.avro.AvroConverter;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.connect.source.SourceRecord;

/** The steps of a page of a Bulk result, from its compressed bytes to those that a worker sends. Each includes those before it. */
final class RowSteps {
    private static final String OBJECT = "Account";
    private static final String TOPIC = "salesforce." + OBJECT;
    private static final int CHUNK = 5_000;

    private final byte[] page;
    private final HttpHeaders headers;
    private final RowLayout layout;
    private final RecordFactory records;
    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final AvroConverter keys = new AvroConverter(registry);
    private final AvroConverter values = new AvroConverter(registry);
    private final Read read = new Read(Instant.now(), Snapshot.TRUE);
    private final Map<String, ?> offset = Map.of("v", 1);
    private final FieldCounter counter = new FieldCounter();
    /** A result that no compiler can leave out. */
    private volatile Object last;

    /** A step, named by its result. */
    enum Step {
        /** The ends of values: the least that any reader must do. */
        BARE_PARSE("bare parse"),
        TEXTS("texts"),
        STRUCTS("structs"),
        /** All that the source does. */
        RECORDS("records"),
        /** The work of the worker before it sends them. */
        AVRO("Avro");

        private final String title;

        Step(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private RowSteps(byte[] page, HttpHeaders headers, RowLayout layout) {
        this.page = page;
        this.headers = headers;
        this.layout = layout;
        this.records = new RecordFactory(
                Map.of("object", OBJECT),
                new ObjectTopic("salesforce", OBJECT, TOPIC),
                "00D000000000001",
                SourceHeaders.NONE,
                Clock.systemUTC());
        keys.configure(Map.of("schema.registry.url", "http://unused"), true);
        values.configure(Map.of("schema.registry.url", "http://unused"), false);
    }

    /** Downloads a page of believable rows from a simulated org. */
    static RowSteps download(int rows) throws IOException, InterruptedException {
        try (SalesforceSimulator org = SalesforceSimulator.start(SimulatorOptions.defaults())) {
            for (int from = 0; from < rows; from += CHUNK) {
                org.control().addRecords(OBJECT, Math.min(CHUNK, rows - from));
            }
            SalesforceApi api = SalesforceApi.of(
                    OrgSettings.of(org.baseUrl()),
                    new Credentials.ClientCredentials(org.clientId(), org.clientSecret()));
            SObjectName object = new SObjectName(OBJECT);
            FieldSettings all = new FieldSettings(List.of(), List.of(), DecimalHandling.DOUBLE);
            RowLayout layout = RowLayout.of(api.describe(object), all, TOPIC);
            HttpResponse<InputStream> answer = new BareDownload(org.baseUrl(), api.token())
                    .firstPage(Soql.select(layout.columnNames(), object), rows);
            return new RowSteps(answer.body().readAllBytes(), answer.headers(), layout);
        }
    }

    int columns() {
        return layout.columnNames().size();
    }

    /** Returns the size of the page. */
    long csvBytes() throws IOException {
        return body().readAllBytes().length;
    }

    void run(Step step) throws IOException {
        RowReader reader = RowReader.of(layout, layout.columnNames());
        switch (step) {
            case BARE_PARSE -> last = counter.rows(body()) + counter.fields();
            case TEXTS -> each(row -> last = row);
            case STRUCTS -> each(row -> last = reader.read(row));
            case RECORDS -> each(row -> last = record(reader, row));
            case AVRO -> each(row -> serialise(record(reader, row)));
        }
    }

    private SourceRecord record(RowReader reader, BulkRow row) {
        return records.read(layout, reader.read(row), read, new Place(1, offset));
    }

    private void serialise(SourceRecord record) {
        last = keys.fromConnectData(TOPIC, record.keySchema(), record.key());
        last = values.fromConnectData(TOPIC, record.valueSchema(), record.value());
    }

    private void each(Consumer<BulkRow> next) throws IOException {
        try (CsvPage csv = CsvPage.open(new HttpAnswer(200, headers, body()), Optional.empty())) {
            for (Optional<List<String>> row = csv.next(); row.isPresent(); row = csv.next()) {
                next.accept(new BulkRow(row.get(), ResultPosition.START, 0));
            }
        }
    }

    private InputStream body() throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(page), 16 * 1024);
    }
}
