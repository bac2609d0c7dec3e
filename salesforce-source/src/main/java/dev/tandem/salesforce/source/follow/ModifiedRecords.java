/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.QueryPages;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.source.mapping.DateTimes;
import dev.tandem.salesforce.source.mapping.RowLayout;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.errors.ConnectException;

/** A question to Salesforce: which records were modified since a time. Costs one API call per 2000 of them. */
final class ModifiedRecords {
    private static final String STAMP = "SystemModstamp";

    private final SalesforceApi api;

    ModifiedRecords(SalesforceApi api) {
        this.api = api;
    }

    /**
     * Reports the id and the stamp of each record, also of those in the recycle bin. A record may be reported twice. Returns the
     * number of API calls.
     */
    int forEach(RowLayout layout, Instant since, BiConsumer<RecordId, Instant> receiver) {
        if (!layout.hasSystemModstamp()) {
            throw new ConnectException("Failed to ask for modified records of " + layout.object()
                    + ": the object has no field SystemModstamp. Select it in Setup, Change Data Capture, and set"
                    + " capture.mode=streaming.");
        }
        SObjectName object = layout.description().name();
        QueryPages pages = api.queryAllPages(
                Soql.select(List.of(RowLayout.ID, STAMP), object) + " WHERE " + STAMP + " >= " + Soql.literal(since));
        for (Optional<List<ObjectNode>> page = pages.next(); page.isPresent(); page = pages.next()) {
            report(page.get(), receiver);
        }
        return pages.calls();
    }

    /** Returns whether any record was modified since a time, or deleted and is still in the recycle bin. Costs one API call. */
    boolean hasAny(RowLayout layout, Instant since) {
        String soql = Soql.select(List.of(RowLayout.ID), layout.description().name()) + " WHERE " + STAMP + " >= "
                + Soql.literal(since) + " LIMIT 1";
        return !api.queryAll(soql).records().isEmpty();
    }

    private static void report(List<ObjectNode> records, BiConsumer<RecordId, Instant> receiver) {
        for (ObjectNode record : records) {
            receiver.accept(
                    new RecordId(record.path(RowLayout.ID).asText()),
                    DateTimes.instant(record.path(STAMP).asText()));
        }
    }
}
