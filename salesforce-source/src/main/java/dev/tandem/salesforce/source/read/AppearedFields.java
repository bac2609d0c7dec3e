/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.QueryPages;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.StreamOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A search for values that no event reports, in fields that have appeared. A field may have been renamed, or the user may only
 * now see it. The records that have such values are read again, or all of them if they are many.
 */
public final class AppearedFields {
    private static final Logger LOG = LoggerFactory.getLogger(AppearedFields.class);
    /** Records that are read one by one. More of them are read by a Bulk job. */
    private static final int MAX_SINGLE = 20_000;
    /** Fields that one condition names. Those of a wider table do not fit into a URL. */
    private static final int MAX_FIELDS = 100;

    private final ObjectContext context;
    private final SalesforceApi api;
    private final RecordReread reread;

    public AppearedFields(ObjectContext context, SalesforceApi api, RecordReread reread) {
        this.context = context;
        this.api = api.forPurpose(CallPurpose.RECOVERY);
        this.reread = reread;
    }

    /**
     * Emits the records with values in fields that have appeared, if there are any such fields. Demands that all rows are read
     * if the records are too many, or cannot be found by the field.
     *
     * @param position in the stream, or in time
     */
    public void emit(Position position) throws InterruptedException {
        Set<String> fields = context.schema().appeared();
        if (fields.isEmpty()) {
            return;
        }
        Optional<Set<RecordId>> filled = filled(fields);
        if (filled.isEmpty()) {
            context.schema().requireAllRows();
            return;
        }
        LOG.info(
                "{}: {} records have values in new fields {}.",
                context.object(),
                filled.get().size(),
                fields);
        if (filled.get().isEmpty()) {
            noteRead(fields);
            return;
        }
        reread.emit(filled.get(), context.records()::deletion, version -> {
            // The last record says so, or each restart would read all of them again until there is an event.
            noteRead(fields);
            return new StreamOffset(position, version);
        });
    }

    private void noteRead(Set<String> fields) {
        context.schema().markRead(fields);
        if (context.schema().rowsAreComplete()) {
            context.emitter().setColumns(context.schema().emitted());
        }
    }

    /** Returns the records with a value in any of the fields; empty if they are too many or unknown. */
    private Optional<Set<RecordId>> filled(Set<String> fields) {
        if (fields.size() > MAX_FIELDS) {
            return Optional.empty();
        }
        List<String> conditions =
                fields.stream().map(field -> Soql.name(field) + " != null").toList();
        QueryPages pages = api.queryPages(Soql.select(
                        List.of(RowLayout.ID),
                        context.schema().layout().description().name())
                + " WHERE " + String.join(" OR ", conditions) + " LIMIT " + (MAX_SINGLE + 1));
        Set<RecordId> ids = new LinkedHashSet<>();
        try {
            for (Optional<List<ObjectNode>> page = pages.next(); page.isPresent(); page = pages.next()) {
                page.get()
                        .forEach(row ->
                                ids.add(new RecordId(row.path(RowLayout.ID).asText())));
            }
        } catch (SalesforceException failure) {
            // Long texts and some others cannot be part of a condition.
            if (failure.kind() == FailureKind.BAD_REQUEST) {
                return Optional.empty();
            }
            throw failure;
        }
        return ids.size() > MAX_SINGLE ? Optional.empty() : Optional.of(ids);
    }
}
