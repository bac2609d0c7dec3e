/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.tandem.salesforce.client.http.Answer;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A page of a job's result, streamed. It checks all that Salesforce says about the page: media type, locator and number of
 * records, and the shape of the CSV itself. Every doubt is an {@link UncheckedIOException}, since another attempt may help.
 */
final class CsvPage implements AutoCloseable {
    /** Marks the last page. An absent header does not. */
    private static final String NO_LOCATOR = "null";

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final CsvReader<CsvRecord> csv;
    private final Iterator<CsvRecord> records;
    private final WholeText text;
    private final String locator;
    private final long announced;
    private final List<String> columns;
    private long read;

    /**
     * Opens a page.
     *
     * @param requested its locator; empty for the first page
     */
    static CsvPage open(Answer answer, Optional<String> requested) throws IOException {
        CsvPage page = new CsvPage(answer);
        if (requested.isPresent() && page.nextLocator().equals(requested)) {
            page.close();
            throw new IOException("the page is the one before");
        }
        return page;
    }

    private CsvPage(Answer answer) throws IOException {
        text = new WholeText(withoutMark(answer.body()));
        csv = CsvReader.builder().ofCsvRecord(text);
        records = csv.iterator();
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

    /** Returns a page's text. Proxies may put a byte order mark before it, which would become part of the first column's name. */
    private static Reader withoutMark(InputStream body) throws IOException {
        PushbackReader text = new PushbackReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        int first = text.read();
        if (first >= 0 && first != BYTE_ORDER_MARK) {
            text.unread(first);
        }
        return text;
    }

    List<String> columns() {
        return columns;
    }

    /** Returns the locator of the next page, or empty on the last one. */
    Optional<String> nextLocator() {
        return locator.equals(NO_LOCATOR) ? Optional.empty() : Optional.of(locator);
    }

    /** Returns the next row, or empty at the end of a page that is complete. */
    Optional<List<String>> next() {
        Optional<List<String>> row = nextRecord();
        if (row.isPresent()) {
            read++;
        } else if (read != announced) {
            throw broken("the page has " + read + " of " + announced + " rows", null);
        }
        return row;
    }

    private Optional<List<String>> nextRecord() {
        try {
            if (!records.hasNext()) {
                return Optional.empty();
            }
            List<String> fields = records.next().getFields();
            if (text.isCut()) {
                throw broken("the page ends within a value", null);
            }
            return Optional.of(fields);
        } catch (CsvParseException malformed) {
            throw broken("the page is not CSV", malformed);
        }
    }

    private static UncheckedIOException broken(String problem, Exception cause) {
        return new UncheckedIOException(new IOException(problem, cause));
    }

    @Override
    public void close() {
        try {
            csv.close();
        } catch (IOException ignored) {
            // All rows that the caller needs have been read.
        }
    }

    /** A reader that notices whether its text ends within a line or within quotes. */
    private static final class WholeText extends FilterReader {
        private boolean quoted;
        private boolean ended;
        private char last = '\n';

        WholeText(Reader text) {
            super(text);
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, length);
            if (count < 0) {
                ended = true;
                return count;
            }
            for (int i = offset; i < offset + count; i++) {
                if (target[i] == '"') {
                    quoted = !quoted;
                }
            }
            if (count > 0) {
                last = target[offset + count - 1];
            }
            return count;
        }

        @Override
        public int read() throws IOException {
            char[] one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        /** All values are quoted, so a whole last line ends with a quote, or with a line end. */
        boolean isCut() {
            return ended && (quoted || (last != '\n' && last != '"'));
        }
    }
}
