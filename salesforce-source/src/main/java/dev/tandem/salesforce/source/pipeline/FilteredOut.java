/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.rest.QueryPage;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
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
        QueryPage page = api.query(soql);
        emit(layout, page, new Read(began, Snapshot.TRUE), position);
        for (Optional<String> next = page.nextRecordsUrl(); next.isPresent(); next = page.nextRecordsUrl()) {
            page = api.queryMore(next.get());
            emit(layout, page, new Read(began, Snapshot.TRUE), position);
        }
    }

    private void emit(RowLayout layout, QueryPage page, Read read, LongFunction<SourceOffset> position)
            throws InterruptedException {
        List<ObjectEmitter.Pending> unit = new ArrayList<>();
        for (ObjectNode found : page.records()) {
            String id = found.path(RowLayout.ID).asText();
            unit.add(place -> context.records().deletion(layout, id, read, place));
        }
        context.emitter().emit(unit, read.began(), position);
    }
}
