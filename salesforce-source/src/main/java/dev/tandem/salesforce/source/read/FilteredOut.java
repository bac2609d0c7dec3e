/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.QueryPages;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.offset.SourceOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** A search for records that were modified since some time and do not meet the object's condition: they leave the copy. */
final class FilteredOut {
    private final ObjectContext context;
    private final SalesforceApi api;

    FilteredOut(ObjectContext context, SalesforceApi api) {
        this.context = context;
        this.api = api;
    }

    /**
     * Emits a delete for each of them.
     *
     * @param began the time of the read that this belongs to
     */
    void emit(String condition, Instant since, Instant began, LongFunction<SourceOffset> position)
            throws InterruptedException {
        RowLayout layout = context.schema().layout();
        String modified = layout.hasSystemModstamp() ? " AND SystemModstamp >= " + Soql.literal(since) : "";
        String soql = Soql.select(List.of(RowLayout.ID), layout.description().name()) + " WHERE (NOT (" + condition
                + "))" + modified;
        QueryPages pages = api.queryPages(soql);
        for (Optional<List<ObjectNode>> page = pages.next(); page.isPresent(); page = pages.next()) {
            emit(layout, page.get(), new Read(began, Snapshot.TRUE), position);
        }
    }

    private void emit(RowLayout layout, List<ObjectNode> records, Read read, LongFunction<SourceOffset> position)
            throws InterruptedException {
        List<ObjectEmitter.Pending> unit = new ArrayList<>();
        for (ObjectNode found : records) {
            String id = new RecordId(found.path(RowLayout.ID).asText()).value();
            unit.add(place -> context.records().deletion(layout, id, read, place));
        }
        context.emitter().emit(unit, read.began(), position);
    }
}
