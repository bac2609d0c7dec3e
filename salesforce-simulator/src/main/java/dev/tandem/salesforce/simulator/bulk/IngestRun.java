/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.records.Transaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Saves the records of an ingest job's CSV and writes its results. Every 200 records are one transaction. The records
 * that are left when the job is ended from outside are its unprocessed ones.
 */
final class IngestRun {
    private static final int TRANSACTION = 200;

    private final IngestJob job;
    private final RecordStore store;
    private final BooleanSupplier goesOn;
    private String headerLine;
    private List<String> columns;

    /** Prepares the run of a job, which stops once {@code goesOn} says so; it is asked before each transaction. */
    IngestRun(IngestJob job, RecordStore store, BooleanSupplier goesOn) {
        this.job = job;
        this.store = store;
        this.goesOn = goesOn;
    }

    /** The outcome of one record: the id it has, if any, and why it failed, if it did. */
    private record Outcome(String id, boolean created, SaveFailure failure) {}

    void run() throws IOException {
        Writer successful = job.file(IngestJob.Content.SUCCESSFUL).writer();
        Writer failed = job.file(IngestJob.Content.FAILED).writer();
        Writer unprocessed = job.file(IngestJob.Content.UNPROCESSED).writer();
        try (BufferedReader in = job.file(IngestJob.Content.UPLOAD).reader()) {
            CsvFormat format = job.order().format();
            headerLine = format.readHeader(in);
            columns = format.columns(headerLine);
            CsvWriter good = format.writer(successful, List.of("sf__Id", "sf__Created"), headerLine);
            CsvWriter bad = format.writer(failed, List.of("sf__Id", "sf__Error"), headerLine);
            CsvWriter left = format.writer(unprocessed, List.of(), headerLine);
            try (CsvReader<CsvRecord> csv = format.reader(in)) {
                Iterator<CsvRecord> records = csv.iterator();
                while (records.hasNext() && goesOn.getAsBoolean()) {
                    save(chunk(records), good, bad);
                }
                records.forEachRemaining(record -> left.writeRecord(record.getFields()));
            }
        } finally {
            successful.flush();
            failed.flush();
            unprocessed.flush();
        }
    }

    private static List<List<String>> chunk(Iterator<CsvRecord> records) {
        List<List<String>> chunk = new ArrayList<>();
        while (records.hasNext() && chunk.size() < TRANSACTION) {
            chunk.add(records.next().getFields());
        }
        return chunk;
    }

    private void save(List<List<String>> chunk, CsvWriter good, CsvWriter bad) {
        List<Outcome> outcomes = store.write(
                job.order().caller(),
                transaction ->
                        chunk.stream().map(values -> save(transaction, values)).toList());
        int failed = 0;
        for (int i = 0; i < chunk.size(); i++) {
            Outcome outcome = outcomes.get(i);
            List<String> line = new ArrayList<>();
            line.add(outcome.id());
            line.add(outcome.failure() == null ? Boolean.toString(outcome.created()) : text(outcome.failure()));
            line.addAll(chunk.get(i));
            (outcome.failure() == null ? good : bad).writeRecord(line);
            failed += outcome.failure() == null ? 0 : 1;
        }
        job.count(chunk.size() - failed, failed);
    }

    private Outcome save(Transaction transaction, List<String> values) {
        String id = "";
        try {
            if (values.size() != columns.size()) {
                throw new SaveFailure(
                        "INVALID_CSV",
                        "The number of fields, %s, differs from that of the header, %s"
                                .formatted(values.size(), columns.size()));
            }
            ObjectNode record = record(values);
            id = record.path("Id").asText("");
            return save(transaction, record, id);
        } catch (SaveFailure e) {
            return new Outcome(id, false, e);
        }
    }

    private Outcome save(Transaction transaction, ObjectNode record, String id) {
        IngestJob.Order order = job.order();
        record.remove("Id");
        return switch (order.operation()) {
            case insert -> new Outcome(transaction.create(order.object(), record), true, null);
            case update -> {
                transaction.update(order.object(), known(id), record);
                yield new Outcome(known(id), false, null);
            }
            case upsert -> {
                if (order.externalId().name().equals("Id")) {
                    record.put("Id", id);
                }
                Transaction.Upserted upserted = transaction.upsert(order.object(), order.externalId(), record);
                yield new Outcome(upserted.id(), upserted.created(), null);
            }
            case delete, hardDelete -> {
                transaction.delete(order.object(), known(id));
                yield new Outcome(known(id), false, null);
            }
        };
    }

    private String known(String id) {
        if (id.isEmpty()) {
            throw new SaveFailure("MISSING_ARGUMENT", "Id not specified in an update call", "Id");
        }
        if (!SalesforceId.isWellFormed(id)
                || !id.startsWith(job.order().object().keyPrefix())) {
            throw new SaveFailure(
                    "MALFORMED_ID",
                    "%s ID: id value of incorrect type: %s"
                            .formatted(job.order().object().label(), id),
                    "Id");
        }
        return SalesforceId.canonical(id);
    }

    /** Returns the values that are to be set: empty ones are left out, and {@code #N/A} is null. */
    private ObjectNode record(List<String> values) {
        ObjectNode record = Json.MAPPER.createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            String value = values.get(i);
            if (!value.isEmpty()) {
                put(record, columns.get(i), value.equals("#N/A") ? null : value);
            }
        }
        return record;
    }

    /** Puts a value under its field, or under the relationship that a column such as {@code Account.Code__c} names. */
    private static void put(ObjectNode record, String column, String value) {
        int dot = column.indexOf('.');
        if (dot < 0) {
            record.put(column.equalsIgnoreCase("Id") ? "Id" : column, value);
            return;
        }
        int colon = column.indexOf(':');
        ObjectNode target = record.putObject(column.substring(colon + 1, dot));
        if (colon >= 0) {
            target.putObject("attributes").put("type", column.substring(0, colon));
        }
        target.put(column.substring(dot + 1), value);
    }

    private static String text(SaveFailure failure) {
        return failure.code() + ':' + failure.getMessage() + ':' + String.join(", ", failure.fields()) + "--";
    }
}
