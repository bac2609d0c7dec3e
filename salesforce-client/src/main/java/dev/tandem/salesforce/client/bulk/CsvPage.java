/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.http.HttpAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A page of a job's result, streamed. It checks all that Salesforce says about the page: media type, locator and number of
 * records, and the shape of the CSV itself. Every doubt is an {@link UncheckedIOException}, since another attempt may help.
 */
public final class CsvPage implements AutoCloseable {
    /** Marks the last page. An absent header does not. */
    private static final String NO_LOCATOR = "null";

    private final CsvParser csv;
    private final String locator;
    private final long announced;
    private final List<String> columns;
    private long read;

    /**
     * Opens a page.
     *
     * @param requested its locator; empty for the first page
     */
    public static CsvPage open(HttpAnswer answer, Optional<String> requested) throws IOException {
        CsvPage page = new CsvPage(answer);
        if (requested.isPresent() && page.nextLocator().equals(requested)) {
            page.close();
            throw new IOException("the page is the one before");
        }
        return page;
    }

    private CsvPage(HttpAnswer answer) throws IOException {
        csv = new CsvParser(answer.body());
        try {
            String type = answer.headers().firstValue("Content-Type").orElse("");
            if (!type.isEmpty() && !type.toLowerCase(Locale.ROOT).contains("csv")) {
                throw new IOException("the page has the media type " + type + " instead of CSV");
            }
            locator = answer.headers()
                    .firstValue("Sforce-Locator")
                    .orElseThrow(() -> new IOException("the page has no Sforce-Locator header"));
            announced = answer.headers()
                    .firstValueAsLong("Sforce-NumberOfRecords")
                    .orElseThrow(() -> new IOException("the page has no Sforce-NumberOfRecords header"));
            columns = nextRecord().orElseThrow(() -> new IOException("the page is empty"));
        } catch (IOException | NumberFormatException | UncheckedIOException doubt) {
            csv.close();
            throw doubt instanceof IOException io ? io : new IOException(doubt);
        }
    }

    /** Returns the number of bytes up to the end of the last row. */
    long bytesRead() {
        return csv.position();
    }

    /** Returns the columns, in the order of the query. */
    public List<String> columns() {
        return columns;
    }

    /** Returns the locator of the next page, or empty on the last one. */
    public Optional<String> nextLocator() {
        return locator.equals(NO_LOCATOR) ? Optional.empty() : Optional.of(locator);
    }

    /** Returns the next row, or empty at the end of a page that is complete. */
    public Optional<List<String>> next() {
        Optional<List<String>> row = nextRecord();
        if (row.isPresent()) {
            read++;
        } else if (read != announced) {
            throw new UncheckedIOException(new IOException("the page has " + read + " of " + announced + " rows"));
        }
        return row;
    }

    private Optional<List<String>> nextRecord() {
        try {
            return Optional.ofNullable(csv.next()).map(Arrays::asList);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        try {
            csv.close();
        } catch (IOException ignored) {
            // All rows that the caller needs have been read.
        }
    }
}
