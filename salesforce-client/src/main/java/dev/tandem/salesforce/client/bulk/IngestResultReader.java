/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.http.ErrorTable;
import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.client.write.Outcome.Busy;
import dev.tandem.salesforce.client.write.Outcome.Gone;
import dev.tandem.salesforce.client.write.Outcome.Rejected;
import dev.tandem.salesforce.client.write.Outcome.Written;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A reader of the result files of ingest jobs. Pure. */
final class IngestResultReader {
    private static final String ID = "sf__Id";
    private static final String CREATED = "sf__Created";
    private static final String ERROR = "sf__Error";
    private static final String NO_FIELDS = "--";
    private static final Pattern BETWEEN_FIELDS = Pattern.compile("[ ,]+");

    private IngestResultReader() {}

    /** Reads {@code sf__Id, sf__Created} and the uploaded columns. */
    static IngestResults successful(Reader csv) throws IOException {
        return read(csv, CREATED, (id, created) -> new Written(new RecordId(id), Boolean.parseBoolean(created)));
    }

    /** Reads {@code sf__Id, sf__Error} and the uploaded columns. */
    static IngestResults failed(Reader csv, IngestOperation operation) throws IOException {
        return read(csv, ERROR, (id, error) -> outcomeOf(error, operation));
    }

    /** Reads the uploaded columns of rows that the job did not reach. */
    static IngestResults unprocessed(Reader csv) throws IOException {
        Outcome notDone = new Busy("UNPROCESSED", "The job ended before it reached this row.");
        List<List<String>> records = records(csv);
        return new IngestResults(
                records.get(0),
                records.stream()
                        .skip(1)
                        .map(record -> new IngestRow(notDone, record))
                        .toList());
    }

    private interface OutcomeMapping {
        Outcome of(String id, String second);
    }

    private static IngestResults read(Reader csv, String second, OutcomeMapping mapping) throws IOException {
        List<List<String>> records = records(csv);
        List<String> header = records.get(0);
        if (header.size() < 2 || !header.get(0).equals(ID) || !header.get(1).equals(second)) {
            throw new IOException("the result has the columns " + header + " instead of " + ID + ", " + second);
        }
        List<IngestRow> rows = new ArrayList<>(records.size() - 1);
        for (List<String> record : records.subList(1, records.size())) {
            rows.add(new IngestRow(mapping.of(record.get(0), record.get(1)), uploaded(record)));
        }
        return new IngestResults(uploaded(header), rows);
    }

    private static List<String> uploaded(List<String> record) {
        return List.copyOf(record.subList(2, record.size()));
    }

    /** Returns the header and the rows, all of one width. */
    private static List<List<String>> records(Reader csv) throws IOException {
        List<List<String>> records = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
            reader.forEach(record -> records.add(record.getFields()));
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        } catch (CsvParseException malformed) {
            throw new IOException("the result is not CSV", malformed);
        }
        if (records.isEmpty()) {
            throw new IOException("the result is empty");
        }
        return records;
    }

    /** Reads {@code CODE:message:fields--}. */
    static Outcome outcomeOf(String error, IngestOperation operation) {
        int codeEnd = error.indexOf(':');
        String code = codeEnd < 0 ? error : error.substring(0, codeEnd);
        String rest = codeEnd < 0 ? "" : error.substring(codeEnd + 1);
        int fieldsStart = rest.lastIndexOf(':');
        List<String> fields = List.of();
        if (fieldsStart >= 0 && rest.endsWith(NO_FIELDS)) {
            String names = rest.substring(fieldsStart + 1, rest.length() - NO_FIELDS.length())
                    .strip();
            fields = names.isEmpty() ? List.of() : List.of(BETWEEN_FIELDS.split(names));
            rest = rest.substring(0, fieldsStart);
        }
        FailureKind kind = ErrorTable.kindOf(code, rest);
        boolean deletes = operation == IngestOperation.DELETE || operation == IngestOperation.HARD_DELETE;
        // A new record is not gone, so the code means one that it refers to.
        boolean creates = operation == IngestOperation.INSERT || operation == IngestOperation.UPSERT;
        if ((kind == FailureKind.NOT_FOUND && !creates) || (deletes && code.equals("INVALID_CROSS_REFERENCE_KEY"))) {
            return new Gone(code, rest);
        }
        return kind.isTransient() ? new Busy(code, rest) : new Rejected(code, rest, fields);
    }
}
