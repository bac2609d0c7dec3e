/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of a query, from the first to the last. Not thread-safe.
 *
 * <p><b>Completeness.</b> Salesforce may lose a result before it is read: a locator expires, or ends with the session that it
 * belongs to. Then the query starts again, and its first records are returned again. So it does if there are not as many records
 * as Salesforce has counted.
 */
public final class QueryPages {
    private static final Logger LOG = LoggerFactory.getLogger(QueryPages.class);
    private static final int MAX_STARTS = 4;

    private final String soql;
    private final Supplier<QueryPage> first;
    private final Function<String, QueryPage> more;
    private Optional<String> next = Optional.empty();
    private boolean ended;
    private int starts;
    private int calls;
    private long records;

    QueryPages(String soql, Supplier<QueryPage> first, Function<String, QueryPage> more) {
        this.soql = soql;
        this.first = first;
        this.more = more;
    }

    /**
     * Returns the records of the next page, or empty after the last.
     *
     * @throws SalesforceException that is transient if the result was lost several times
     */
    public Optional<List<ObjectNode>> next() {
        while (!ended) {
            try {
                QueryPage page = read();
                records += page.records().size();
                next = page.nextRecordsUrl();
                boolean isWhole = next.isEmpty() ? records == page.totalSize() : records <= page.totalSize();
                if (!isWhole) {
                    throw new LostResultException(
                            "the result has " + records + " records instead of " + page.totalSize(), null);
                }
                ended = next.isEmpty();
                return Optional.of(page.records());
            } catch (LostResultException lost) {
                startAgain(lost);
            }
        }
        return Optional.empty();
    }

    private QueryPage read() {
        calls++;
        if (next.isPresent()) {
            return more.apply(next.get());
        }
        starts++;
        records = 0;
        return first.get();
    }

    private void startAgain(LostResultException lost) {
        if (starts >= MAX_STARTS) {
            throw new SalesforceException(
                    FailureKind.RETRIABLE,
                    "Failed to read the result of a query in " + starts + " attempts: " + lost.getMessage() + ".",
                    lost);
        }
        LOG.warn("A query starts again, because {}.", lost.getMessage());
        LOG.debug("The query is {}", soql);
        next = Optional.empty();
    }

    /** Returns the number of API calls so far. */
    public int calls() {
        return calls;
    }

    /** A result that cannot be read to its end. The same call cannot succeed, and the query can. */
    static final class LostResultException extends SalesforceException {
        private static final long serialVersionUID = 1L;

        LostResultException(String message, SalesforceException cause) {
            super(FailureKind.NOT_FOUND, message, cause);
        }
    }
}
