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
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.Answer;
import dev.tandem.salesforce.client.rest.ApiRequest;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of the rows of a complete job. No page is held in memory, and a lost connection is reopened at the row where it
 * broke. Not thread-safe.
 */
public final class BulkResults implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BulkResults.class);
    /** Bound for reopening at one row, on top of the retries of each request. */
    private static final int MAX_BREAKS = 5;

    private final SalesforceApi api;
    private final BulkJob job;
    private final int pageSize;
    private ResultPosition position;
    private Page page;
    private List<String> columns;
    private int breaks;

    BulkResults(SalesforceApi api, BulkJob job, ResultPosition from, int pageSize) {
        this.api = api;
        this.job = job;
        this.position = from;
        this.pageSize = pageSize;
    }

    /** Returns the columns, in the order of the query. */
    public List<String> columns() {
        while (columns == null) {
            try {
                open();
            } catch (UncheckedIOException broken) {
                resumeAfter(broken);
            }
        }
        return columns;
    }

    /**
     * Returns the next row, or empty at the end of the result.
     *
     * @throws BulkJobGoneException if Salesforce no longer has the job
     */
    public Optional<BulkRow> next() {
        while (true) {
            try {
                if (page == null) {
                    open();
                }
                if (page.rows.hasNext()) {
                    return Optional.of(take());
                }
                if (page.nextLocator.isEmpty()) {
                    return Optional.empty();
                }
                position = new ResultPosition(page.nextLocator, 0);
                close();
            } catch (UncheckedIOException broken) {
                resumeAfter(broken);
            } catch (CsvParseException malformed) {
                throw new SalesforceException(
                        FailureKind.FATAL,
                        "Failed to read the result of Bulk query job " + job.id() + " at " + position
                                + ": it is not CSV.",
                        malformed);
            }
        }
    }

    private BulkRow take() {
        List<String> fields = page.rows.next().getFields();
        position = new ResultPosition(position.locator(), position.row() + 1);
        breaks = 0;
        return new BulkRow(fields, position);
    }

    private void resumeAfter(UncheckedIOException broken) {
        close();
        if (++breaks > MAX_BREAKS) {
            throw new SalesforceException(
                    FailureKind.RETRIABLE,
                    "Failed to read the result of Bulk query job " + job.id() + " at " + position
                            + ": the connection broke " + breaks + " times.",
                    broken);
        }
        log.warn(
                "The connection to the result of Bulk query job {} broke. Reading continues at {}.",
                job.id(),
                position);
        log.debug("The connection broke because of", broken);
    }

    private void open() {
        StringBuilder path = new StringBuilder("/services/data/v").append(job.apiVersion());
        path.append("/jobs/query/")
                .append(job.id())
                .append("/results?maxRecords=")
                .append(pageSize);
        position.locator().ifPresent(locator -> path.append("&locator=").append(encode(locator)));
        ApiRequest request = ApiRequest.get("result of Bulk query job " + job.id(), path.toString())
                .with("Accept", "text/csv");
        try {
            page = api.call(request, Page::new);
        } catch (SalesforceException failure) {
            throw BulkJobGoneException.orElse(job.id(), failure);
        }
        List<String> header = page.rows.hasNext() ? page.rows.next().getFields() : List.of();
        if (columns != null && !columns.equals(header)) {
            throw new SalesforceException(
                    FailureKind.FATAL,
                    "Failed to read the result of Bulk query job " + job.id() + ": a page has the columns " + header
                            + " instead of " + columns + ".",
                    null);
        }
        columns = header;
        for (long row = 0; row < position.row() && page.rows.hasNext(); row++) {
            page.rows.next();
        }
    }

    /** Ends the request in progress. */
    @Override
    public void close() {
        if (page != null) {
            page.close();
            page = null;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static final class Page {
        /** Marks the last page. An absent header does not. */
        private static final String NO_LOCATOR = "null";

        private final CsvReader<CsvRecord> csv;
        private final Iterator<CsvRecord> rows;
        private final Optional<String> nextLocator;

        Page(Answer answer) {
            this.csv = CsvReader.builder().ofCsvRecord(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            this.rows = csv.iterator();
            this.nextLocator =
                    answer.headers().firstValue("Sforce-Locator").filter(locator -> !locator.equals(NO_LOCATOR));
        }

        void close() {
            try {
                csv.close();
            } catch (IOException ignored) {
                // All rows that the caller needs have been read.
            }
        }
    }
}
