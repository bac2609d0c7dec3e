/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of the rows of a complete job. No page is held in memory, though several are requested at a time. Not thread-safe.
 *
 * <p><b>Completeness.</b> A page that breaks, or is not what Salesforce announced, is opened again at the row where it broke,
 * for as long as {@link dev.tandem.salesforce.client.OrgSettings#retryFor} allows without progress. A result must have as many
 * rows as the job counted, also if it is read from several positions, one after the other.
 */
public final class QueryResults implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueryResults.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final SalesforceApi api;
    private final QueryJob job;
    private final ResultPages pages;
    private final Duration firstPause;
    private final Set<String> locators = new HashSet<>();
    private ResultPosition position;
    private CsvPage page;
    private List<String> columns;
    private int breaks;
    private long firstBreak;

    /** @param pageRows the limit of a page; empty if Salesforce divides the result as it likes */
    QueryResults(SalesforceApi api, QueryJob job, ResultPosition from, Optional<Integer> pageRows) {
        this(api, job, from, pageRows, FIRST_PAUSE);
    }

    /** @param firstPause before a page that broke is opened again; doubled with each break in a row */
    QueryResults(
            SalesforceApi api, QueryJob job, ResultPosition from, Optional<Integer> pageRows, Duration firstPause) {
        this.firstPause = firstPause;
        this.api = api;
        this.job = job;
        this.position = from;
        this.pages = new ResultPages(api, job, from.locator(), pageRows);
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
     * @throws BulkJobGoneException if Salesforce no longer has the job, or no longer accepts the position
     */
    public Optional<BulkRow> next() {
        while (true) {
            try {
                if (page == null) {
                    open();
                }
                long start = page.bytesRead();
                Optional<List<String>> fields = page.next();
                if (fields.isPresent()) {
                    return Optional.of(take(fields.get(), page.bytesRead() - start));
                }
                if (page.nextLocator().isEmpty()) {
                    requireAllRows();
                    return Optional.empty();
                }
                position = position.nextPage(newLocator(page.nextLocator().get()));
                closePage();
            } catch (UncheckedIOException broken) {
                resumeAfter(broken);
            }
        }
    }

    private BulkRow take(List<String> fields, long bytes) {
        position = position.nextRow();
        breaks = 0;
        return new BulkRow(fields, position, bytes);
    }

    /** Rejects a locator that has been there before, since a circle of pages would never end. */
    private String newLocator(String locator) {
        if (!locators.add(locator)) {
            throw BulkJobGoneException.circular(job.id());
        }
        return locator;
    }

    private void requireAllRows() {
        Optional<Long> rows = position.rowsInResult();
        if (job.state() == JobState.JOB_COMPLETE && rows.isPresent() && rows.get() != job.recordsProcessed()) {
            throw BulkJobGoneException.miscounted(job.id(), rows.get(), job.recordsProcessed());
        }
    }

    /** Pauses before the page is opened again, longer each time. */
    private void resumeAfter(UncheckedIOException broken) {
        closePage();
        long now = System.nanoTime();
        firstBreak = breaks == 0 ? now : firstBreak;
        breaks++;
        if (now - firstBreak > api.settings().retryFor().toNanos()) {
            throw new SalesforceException(
                    FailureKind.RETRIABLE,
                    "Failed to read the result of Bulk query job " + job.id() + " at " + position + " in " + breaks
                            + " attempts: " + broken.getCause().getMessage() + ".",
                    broken);
        }
        LOG.warn(
                "A page of Bulk query job {} is incomplete ({}). Reading continues at {}.",
                job.id(),
                broken.getCause().getMessage(),
                position);
        LOG.debug("The page was incomplete because of", broken);
        pause();
    }

    private void pause() {
        double grown = firstPause.toMillis() * Math.pow(2, Math.min(breaks - 1, 10));
        try {
            Thread.sleep(Math.round(Math.min(grown, LONGEST_PAUSE.toMillis())));
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new SalesforceException(
                    FailureKind.RETRIABLE, "Interrupted between two attempts to read a page.", interrupt);
        }
    }

    private void open() {
        page = pages.open(position.locator());
        if (columns != null && !columns.equals(page.columns())) {
            throw new SalesforceException(
                    FailureKind.FATAL,
                    "Failed to read the result of Bulk query job " + job.id() + ": a page has the columns "
                            + page.columns() + " instead of " + columns + ".",
                    null);
        }
        columns = page.columns();
        for (long row = 0; row < position.row() && page.next().isPresent(); row++) {
            // These rows have been read before.
        }
    }

    /** Ends all requests in progress. */
    @Override
    public void close() {
        closePage();
        pages.close();
    }

    private void closePage() {
        if (page != null) {
            page.close();
            page = null;
        }
    }
}
