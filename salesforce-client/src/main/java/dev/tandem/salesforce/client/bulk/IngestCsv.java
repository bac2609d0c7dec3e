/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The CSV of an ingest job, built in memory row by row. Not thread-safe.
 *
 * <p>Results come in any order, so include a column that identifies the row: the id, or the external id.
 */
public final class IngestCsv {
    /** Salesforce accepts 150 MB after Base64, which adds half as much again. */
    public static final int MAX_BYTES = 100_000_000;
    /** The text that sets a field to null. An empty value leaves the field alone. */
    private static final String NULL = "#N/A";
    /** Source: "Bulk API and Bulk API 2.0 Limits and Allocations". */
    private static final int MAX_FIELD = 32_000;

    private static final int MAX_ROW = 400_000;

    private final int columns;
    private final int maxBytes;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final CsvWriter csv;
    private int rows;

    /** @param maxBytes at most {@link #MAX_BYTES} */
    public IngestCsv(List<String> columns, int maxBytes) {
        this.columns = columns.size();
        this.maxBytes = maxBytes;
        this.csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(new OutputStreamWriter(text, StandardCharsets.UTF_8));
        csv.writeRecord(columns);
    }

    /** A value of a row. */
    public sealed interface Cell {
        /** Leaves the field as it is. */
        record Untouched() implements Cell {}

        /** A cell that sets the field to null. */
        record Null() implements Cell {}

        /** A cell that sets the field to a text, number, date or boolean in Salesforce's spelling. */
        record Value(String text) implements Cell {}
    }

    /**
     * Returns the reason why the format cannot carry a row, or an empty text. Write such a row through another API.
     */
    public static String problemOf(List<Cell> row) {
        int length = 0;
        for (Cell cell : row) {
            if (cell instanceof Cell.Value value) {
                if (value.text().equals(NULL)) {
                    return "the text " + NULL + " means null in a Bulk job";
                }
                if (value.text().length() > MAX_FIELD) {
                    return "a field has more than " + MAX_FIELD + " characters";
                }
                length += value.text().length();
            }
        }
        return length > MAX_ROW ? "the row has more than " + MAX_ROW + " characters" : "";
    }

    /** Adds a row, unless the CSV is full. Returns whether the row was added. */
    public boolean add(List<Cell> row) {
        String problem = problemOf(row);
        if (row.size() != columns || !problem.isEmpty()) {
            throw new IllegalArgumentException(
                    problem.isEmpty() ? "A row has " + row.size() + " cells for " + columns + " columns." : problem);
        }
        int worst = row.stream().mapToInt(IngestCsv::bytes).sum();
        flush();
        if (rows > 0 && text.size() + worst > maxBytes) {
            return false;
        }
        csv.writeRecord(texts(row));
        rows++;
        return true;
    }

    private static List<String> texts(List<Cell> row) {
        List<String> texts = new ArrayList<>(row.size());
        for (Cell cell : row) {
            texts.add(text(cell));
        }
        return texts;
    }

    private static String text(Cell cell) {
        if (cell instanceof Cell.Value value) {
            // An empty text is null in Salesforce, while an empty value would leave the field alone.
            return value.text().isEmpty() ? NULL : value.text();
        }
        return cell instanceof Cell.Null ? NULL : "";
    }

    /** Returns the most bytes that a cell can need: quotes double, and a comma or line end follows. */
    private static int bytes(Cell cell) {
        String text = text(cell);
        return text.getBytes(StandardCharsets.UTF_8).length
                + (int) text.chars().filter(c -> c == '"').count()
                + 3;
    }

    /** Returns the number of rows. */
    public int rows() {
        return rows;
    }

    /** Returns the CSV so far. */
    public byte[] toBytes() {
        flush();
        return text.toByteArray();
    }

    private void flush() {
        try {
            csv.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
