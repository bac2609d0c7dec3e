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
 * The rows of a complete job, streamed page after page: no page is held in memory. A connection lost in between is opened
 * again at the row where it broke. Not thread-safe.
 */
public final class BulkResults implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BulkResults.class);
    /** Attempts to get past one row, beyond those that each request makes by itself. */
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

    /** The columns, in the order of the query. */
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
     * The next row, or empty at the end of the result.
     *
     * @throws BulkJobGoneException when Salesforce no longer has the job
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
                        "The result of Bulk query job " + job.id() + " is no CSV at " + position,
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
                    "The result of Bulk query job " + job.id() + " broke off " + breaks + " times at " + position,
                    broken);
        }
        log.warn("The result of Bulk query job {} broke off: reading on at {}", job.id(), position);
        log.debug("Its cause", broken);
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
                    "A page of Bulk query job " + job.id() + " has the columns " + header + " instead of " + columns,
                    null);
        }
        columns = header;
        for (long row = 0; row < position.row() && page.rows.hasNext(); row++) {
            page.rows.next();
        }
    }

    /** Ends the request that is under way. */
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
        /** The end of the result is told by this word, not by the header's absence. */
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
                // The rows that were wanted have been read.
            }
        }
    }
}
