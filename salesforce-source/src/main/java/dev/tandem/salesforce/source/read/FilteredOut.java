/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.QueryPages;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SObjectName;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/** A search for records that were modified since some time and do not meet the object's condition: they leave the copy. */
final class FilteredOut {
    private final ObjectContext context;
    private final SalesforceApi api;
    private final RecordLookup lookup;

    FilteredOut(ObjectContext context, SalesforceApi api) {
        this.context = context;
        this.api = api;
        this.lookup = new RecordLookup(api);
    }

    /**
     * Emits a delete for each of them. SOQL cannot negate a condition with a subquery. With such a one, they are those that a query with
     * the condition does not find.
     *
     * @param began the time of the read that this belongs to
     */
    void emit(String condition, Instant since, Instant began, LongFunction<SourceOffset> position)
            throws InterruptedException {
        RowLayout layout = context.schema().layout();
        SObjectName object = layout.description().name();
        boolean isNegated = !Soql.hasSubquery(condition);
        List<String> conditions = new ArrayList<>();
        if (isNegated) {
            conditions.add("(NOT (" + condition + "))");
        }
        if (layout.hasSystemModstamp()) {
            conditions.add("SystemModstamp >= " + Soql.literal(since));
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        QueryPages pages = api.queryPages(Soql.select(List.of(RowLayout.ID), object) + where);
        for (Optional<List<ObjectNode>> page = pages.next(); page.isPresent(); page = pages.next()) {
            Set<RecordId> ids = new LinkedHashSet<>();
            page.get()
                    .forEach(found ->
                            ids.add(new RecordId(found.path(RowLayout.ID).asText())));
            if (!isNegated) {
                ids.removeAll(lookup.findMatching(object, ids, condition));
                context.sight().requireGone(ids);
            }
            emit(layout, ids, new Read(began, Snapshot.TRUE), position);
        }
    }

    private void emit(RowLayout layout, Set<RecordId> ids, Read read, LongFunction<SourceOffset> position)
            throws InterruptedException {
        List<ObjectEmitter.Pending> unit = new ArrayList<>(ids.size());
        for (RecordId id : ids) {
            unit.add(place -> context.records().deletion(layout, id.value(), read, place));
        }
        context.emitter().emit(unit, read.began(), position);
    }
}
