/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.UrlText;
import dev.tandem.salesforce.client.rest.ApiRequest;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The pages of a complete job's result. The next ones are requested while one is read, so that Salesforce prepares and sends
 * several at the same time.
 *
 * <p><b>Order.</b> Each page names the next one, and only that leads from page to page. If the client does not limit their size,
 * Salesforce lists several pages, and these are requested early. With a limit, it is the one that the present page names.
 *
 * <p><b>Memory.</b> A page that waits holds a few parts of its body, and the connection holds up the rest.
 *
 * <p><b>Failure.</b> A page whose early request has failed is requested again when its turn comes.
 *
 * <p><b>Threads.</b> Not thread-safe. Early requests have threads of their own, which end with {@link #close}.
 */
final class ResultPages implements AutoCloseable {
    /** The pages that Salesforce lists at a time, without the one that is read. */
    private static final int AHEAD = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ResultPages.class);

    private final SalesforceApi api;
    private final QueryJob job;
    private final Optional<Integer> maxRows;
    private final PageList list;
    private final Map<String, EarlyPage> early = new HashMap<>();
    private final Map<String, String> logContext = MDC.getCopyOfContextMap();

    /**
     * Creates the pages without opening one.
     *
     * @param start the locator of the first page that is read; empty for the first page of the result
     * @param maxRows the limit of a page; empty if Salesforce divides the result as it likes
     */
    ResultPages(SalesforceApi api, QueryJob job, Optional<String> start, Optional<Integer> maxRows) {
        this.api = api;
        this.job = job;
        this.maxRows = maxRows;
        this.list = new PageList(api, job, start);
    }

    /**
     * Opens a page, and requests those after it.
     *
     * @param locator of the page; empty for the first one
     * @throws BulkJobGoneException if Salesforce no longer has the job, or no longer accepts the locator
     */
    CsvPage open(Optional<String> locator) {
        Optional<EarlyPage> requested = locator.map(early::remove);
        CsvPage page = requested.flatMap(EarlyPage::await).orElseGet(() -> request(locator));
        try {
            requestEarly(page.nextLocator().map(this::next).orElse(List.of()));
        } catch (SalesforceException failure) {
            page.close();
            throw failure;
        }
        return page;
    }

    private List<String> next(String locator) {
        return maxRows.isPresent() ? List.of(locator) : list.from(locator, AHEAD);
    }

    private void requestEarly(List<String> locators) {
        early.entrySet().removeIf(page -> {
            boolean unwanted = !locators.contains(page.getKey());
            if (unwanted) {
                page.getValue().drop();
            }
            return unwanted;
        });
        locators.forEach(locator -> early.computeIfAbsent(locator, EarlyPage::new));
    }

    private CsvPage request(Optional<String> locator) {
        StringBuilder path = new StringBuilder("/services/data/v").append(job.apiVersion());
        path.append("/jobs/query/").append(job.id()).append("/results");
        char separator = '?';
        if (maxRows.isPresent()) {
            path.append(separator).append("maxRecords=").append(maxRows.get());
            separator = '&';
        }
        if (locator.isPresent()) {
            path.append(separator).append("locator=").append(UrlText.encode(locator.get()));
        }
        ApiRequest request = ApiRequest.get("result of Bulk query job " + job.id(), path.toString())
                .with("Accept", "text/csv");
        try {
            return api.call(request, answer -> CsvPage.open(answer, locator));
        } catch (SalesforceException failure) {
            // Only a new job can replace a locator that Salesforce rejects.
            boolean rejected = failure.kind() == FailureKind.BAD_REQUEST && locator.isPresent();
            throw rejected
                    ? BulkJobGoneException.locatorRejected(job.id(), failure)
                    : BulkJobGoneException.orElse(job.id(), failure);
        }
    }

    @Override
    public void close() {
        early.values().forEach(EarlyPage::drop);
        early.clear();
    }

    /** A page that is requested before it is read. */
    private final class EarlyPage {
        private final CompletableFuture<CsvPage> opened = new CompletableFuture<>();
        private final Thread thread;

        EarlyPage(String locator) {
            thread = new Thread(() -> open(locator), "salesforce-page");
            thread.setDaemon(true);
            thread.start();
        }

        private void open(String locator) {
            if (logContext != null) {
                MDC.setContextMap(logContext);
            }
            try {
                CsvPage page = request(Optional.of(locator));
                if (!opened.complete(page)) {
                    page.close();
                }
            } catch (RuntimeException failure) {
                opened.completeExceptionally(failure);
            } finally {
                // After an error, as for lack of memory.
                opened.completeExceptionally(new IllegalStateException("The request has ended without an answer."));
            }
        }

        /** Waits for the answer. Returns empty if the request has failed. */
        Optional<CsvPage> await() {
            try {
                return Optional.of(opened.get());
            } catch (ExecutionException failure) {
                LOG.debug("A page of Bulk query job {} is requested again because of", job.id(), failure.getCause());
                return Optional.empty();
            } catch (InterruptedException interrupt) {
                drop();
                Thread.currentThread().interrupt();
                throw new SalesforceException(
                        FailureKind.RETRIABLE, "Interrupted while waiting for a page.", interrupt);
            }
        }

        /** Ends the request, or closes the page if it is open. */
        @SuppressWarnings("FutureReturnValueIgnored") // Nothing follows the end of the request.
        void drop() {
            opened.cancel(false);
            opened.thenAccept(CsvPage::close);
            thread.interrupt();
        }
    }
}
