/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.schema;

import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.source.failure.ReplacedObjectException;
import dev.tandem.salesforce.source.mapping.EventFields;
import dev.tandem.salesforce.source.mapping.FieldChanges;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.ColumnSet;
import dev.tandem.salesforce.source.offset.ColumnSet.Change;
import dev.tandem.salesforce.source.offset.EmittedColumns;
import dev.tandem.salesforce.source.settings.FieldSettings;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The layout of an object, kept in step with its describe: an event with a schema that was not met since the columns last changed may
 * have other fields, so the object is described again, before the event is mapped.
 */
public final class ObjectSchema {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectSchema.class);

    private final SalesforceApi api;
    private final FieldSettings settings;
    private final ObjectMetrics metrics;
    /** Schemas of events that came since the columns last changed. A schema from before comes again if the change is taken back. */
    private final Set<String> knownSchemas = new HashSet<>();
    /** Schemas of these for which the object was described. An unknown field of such a schema costs no other call. */
    private final Set<String> settledSchemas = new HashSet<>();

    /** Fields that have appeared since the rows were read, and may have values that no event reports. */
    private final Set<String> appeared = new LinkedHashSet<>();

    /** The columns of all rows, as soon as these are complete. */
    private EmittedColumns emitted;
    /** The columns of all rows when these were last complete. */
    private ColumnSet completeColumns;

    private RowLayout layout;
    private boolean rowsAreIncomplete;

    public ObjectSchema(
            SalesforceApi api, SObjectName object, String topic, FieldSettings settings, ObjectMetrics metrics) {
        this.api = api;
        this.settings = settings;
        this.metrics = metrics;
        this.layout = RowLayout.of(api.describe(object), settings, topic);
        this.emitted = EmittedColumns.of(layout.columnSet());
        this.completeColumns = layout.columnSet();
        LOG.info(
                "{}: the rows have {} columns. These fields are left out: {}.",
                object,
                layout.columnNames().size(),
                layout.leftOut());
    }

    public RowLayout layout() {
        return layout;
    }

    /** Returns the layout that fits an event's schema. */
    public RowLayout layoutFor(ChangeEvent event) {
        if (!knownSchemas.contains(event.schemaId())) {
            refresh();
            // Not before that call, which may fail and be tried again.
            knownSchemas.add(event.schemaId());
        }
        return layout;
    }

    /** Returns the event's fields in the layout that fits it. */
    public FieldChanges changes(ChangeEvent event) {
        FieldChanges changes = EventFields.of(layoutFor(event), event);
        // If-Modified-Since counts in seconds, so a field may be newer than a describe that seems unchanged.
        if (!changes.unknown().isEmpty() && !settledSchemas.contains(event.schemaId())) {
            describe();
            settledSchemas.add(event.schemaId());
            changes = EventFields.of(layout, event);
            if (!changes.unknown().isEmpty()) {
                LOG.warn(
                        "{}: events carry fields that the user cannot see or that were removed: {}. They are left out. Grant the"
                                + " user access to the fields, or list them in field.exclude.list.",
                        layout.object(),
                        changes.unknown());
            }
        }
        metrics.countUnknownFields(changes.unknown().size());
        return changes;
    }

    /** Describes the object again if it has changed. */
    public void refresh() {
        api.describeIfModified(layout.description()).ifPresent(this::adopt);
    }

    /** Describes the object as it is now. */
    public RowLayout describe() {
        adopt(api.describe(layout.description().name()));
        return layout;
    }

    private void adopt(SObjectDescription description) {
        if (!layout.description().isSameObjectAs(description)) {
            throw new ReplacedObjectException(layout.object());
        }
        RowLayout described = layout.next(description, settings);
        if (!described.sameColumns(layout)) {
            LOG.info(
                    "{}: the object's fields have changed. The columns are now {}.",
                    layout.object(),
                    described.columnNames());
        }
        Change change = layout.changeTo(described);
        if (!change.gone().isEmpty()) {
            LOG.warn(
                    "{}: fields have vanished: {}. They were removed or renamed, or the user can no longer see them. Rows keep"
                            + " their last values.",
                    layout.object(),
                    change.gone());
        }
        if (rowsAreComplete()) {
            completeColumns = layout.columnSet();
        }
        layout = described;
        if (!change.isEmpty()) {
            knownSchemas.clear();
            settledSchemas.clear();
        }
        note(change);
        metrics.countRedescribe();
    }

    /** Notes which rows have to be read after a change of the columns. */
    private void note(Change change) {
        requireAllRows(layout.filled(change.came()), "records have values in new fields that no event reports");
        requireAllRows(change.converted(), "fields have another type, which may have changed values without an event");
        emitted = emitted.without(layout.columnSet(), change.gone());
        appeared.addAll(change.came());
        appeared.retainAll(layout.columnNames());
        requireAllRows(
                appeared.stream().filter(emitted::hasLost).toList(),
                "fields have appeared that rows may have had before, with values that may have been removed since");
    }

    private void requireAllRows(List<String> fields, String reason) {
        if (!fields.isEmpty()) {
            LOG.info("{}: {}: {}. All records are read again.", layout.object(), reason, fields);
            rowsAreIncomplete = true;
        }
    }

    /**
     * Compares the columns with those of the rows that were emitted before a restart: fields may have been added to the object,
     * or to the configuration.
     */
    public void compareWith(EmittedColumns before) {
        emitted = before.resumed(layout.columnNames());
        completeColumns = before.present();
        before.present().changeTo(layout.columnTypes()).ifPresentOrElse(this::noteSince, () -> {
            LOG.info(
                    "{}: the columns have changed since the rows were emitted. All records are read again.",
                    layout.object());
            emitted = before.afterUnknownChange(layout.columnSet());
            rowsAreIncomplete = true;
        });
    }

    private void noteSince(Change change) {
        if (!change.came().isEmpty() || !change.gone().isEmpty()) {
            LOG.info(
                    "{}: since the rows were emitted, {} columns have vanished, and these have come: {}.",
                    layout.object(),
                    change.gone().size(),
                    change.came());
        }
        note(change);
    }

    /**
     * Returns the columns of the rows. Until these are complete, some may have values in new columns, which may be removed, and come
     * back empty, before all rows are read.
     */
    public EmittedColumns emitted() {
        if (rowsAreComplete()) {
            return emitted;
        }
        List<String> came =
                completeColumns.changeTo(layout.columnTypes()).map(Change::came).orElse(List.of());
        return emitted.withPending(completeColumns, came);
    }

    /** Returns whether rows lack values of fields that were added, so that all have to be read. */
    public boolean rowsAreIncomplete() {
        return rowsAreIncomplete;
    }

    /** Returns the fields whose values in the existing rows are not known yet. */
    public Set<String> appeared() {
        return Set.copyOf(appeared);
    }

    /** Returns whether the rows have the values of all fields. */
    public boolean rowsAreComplete() {
        return !rowsAreIncomplete && appeared.isEmpty();
    }

    /** Notes that all rows have to be read. */
    public void requireAllRows() {
        rowsAreIncomplete = true;
    }

    /** Notes that the rows with values in these fields have been read. */
    public void markRead(Set<String> fields) {
        appeared.removeAll(fields);
    }

    /** Notes that all rows are about to be read in the present layout. */
    public void markRowsComplete() {
        rowsAreIncomplete = false;
        appeared.clear();
        emitted = emitted.with(layout.columnNames());
    }
}
