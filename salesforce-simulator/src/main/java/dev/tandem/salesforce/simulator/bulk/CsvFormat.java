/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.soql.FieldPath;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The CSV format of a job's results; every value is quoted. */
record CsvFormat(String columnDelimiter, String lineEnding) {
    private static final int BUFFER_BYTES = 32 << 10;
    /** Enough for most rows. */
    private static final int LINE_CHARACTERS = 1_024;

    private static final Map<String, Character> DELIMITERS =
            Map.of("COMMA", ',', "CARET", '^', "PIPE", '|', "SEMICOLON", ';', "TAB", '\t', "BACKQUOTE", '`');

    CsvFormat {
        if (!DELIMITERS.containsKey(columnDelimiter)) {
            throw new ApiFailure(400, "INVALIDJOB", "Unknown column delimiter: " + columnDelimiter);
        }
        if (!lineEnding.equals("LF") && !lineEnding.equals("CRLF")) {
            throw new ApiFailure(400, "INVALIDJOB", "Unknown line ending: " + lineEnding);
        }
    }

    /** Reads the format from the order of a job. */
    static CsvFormat of(JsonNode order) {
        return new CsvFormat(
                order.path("columnDelimiter").asText("COMMA"),
                order.path("lineEnding").asText("LF"));
    }

    /** The presence of column names at the start of a page. */
    enum Header {
        PRESENT,
        ABSENT
    }

    /** Returns the first line of a CSV, without its end; nothing beyond it is read. */
    String readHeader(BufferedReader in) throws IOException {
        String line = in.readLine();
        return line == null ? "" : line.replaceFirst("^\uFEFF", "");
    }

    /** Returns the names in a header line. */
    List<String> columns(String headerLine) {
        try (CsvReader<CsvRecord> csv = reader(new StringReader(headerLine))) {
            return csv.stream().findFirst().map(CsvRecord::getFields).orElse(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("Text in memory can always be read.", e);
        }
    }

    CsvReader<CsvRecord> reader(Reader in) {
        return CsvReader.builder()
                .fieldSeparator(DELIMITERS.get(columnDelimiter))
                .ofCsvRecord(in);
    }

    /** Begins a result of an ingest job: its own columns, quoted, and the header that the client sent, as it was. */
    CsvWriter writer(Writer out, List<String> own, String headerLine) throws IOException {
        char delimiter = DELIMITERS.get(columnDelimiter);
        for (String column : own) {
            out.write('"' + column + '"' + delimiter);
        }
        out.write(headerLine + (lineEnding.equals("LF") ? "\n" : "\r\n"));
        return CsvWriter.builder()
                .fieldSeparator(delimiter)
                .lineDelimiter(lineEnding.equals("LF") ? LineDelimiter.LF : LineDelimiter.CRLF)
                .quoteStrategy(QuoteStrategies.ALWAYS)
                .bufferSize(0)
                .build(out);
    }

    /** Writes a result without the CSV library, which took a fifth of what a row of a snapshot costs the simulator. */
    void write(List<FieldPath> columns, List<Row> rows, Header header, OutputStream out) throws IOException {
        OutputStream lines = new BufferedOutputStream(out, BUFFER_BYTES);
        if (header == Header.PRESENT) {
            lines.write(line(columns, FieldPath::text));
        }
        for (Row row : rows) {
            lines.write(line(columns, column -> Wire.BULK.text(column.value(row))));
        }
        lines.flush();
    }

    private byte[] line(List<FieldPath> columns, Function<FieldPath, String> value) {
        char delimiter = DELIMITERS.get(columnDelimiter);
        StringBuilder line = new StringBuilder(LINE_CHARACTERS);
        for (FieldPath column : columns) {
            if (!line.isEmpty()) {
                line.append(delimiter);
            }
            line.append('"').append(value.apply(column).replace("\"", "\"\"")).append('"');
        }
        line.append(lineEnding.equals("LF") ? "\n" : "\r\n");
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }
}
