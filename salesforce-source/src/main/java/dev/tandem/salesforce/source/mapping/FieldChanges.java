/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;

/**
 * The fields that a change event carries, the same for every record that it names. Some values are not in an event (long
 * texts may come as a diff): those are {@link #unread()}, and have to be fetched.
 */
public final class FieldChanges {
    private final RowLayout layout;
    private final List<Column> columns = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final List<Column> unread = new ArrayList<>();
    private Set<String> unknown = Set.of();

    FieldChanges(RowLayout layout) {
        this.layout = layout;
    }

    void set(Column column, Object value) {
        columns.add(column);
        values.add(value);
    }

    void addUnread(Column column) {
        if (!unread.contains(column)) {
            unread.add(column);
        }
    }

    void addUnknown(String field) {
        // Few events have any.
        if (unknown.isEmpty()) {
            unknown = new LinkedHashSet<>();
        }
        unknown.add(field);
    }

    public RowLayout layout() {
        return layout;
    }

    /** Names of changed fields whose values have to be read from the record. */
    public List<String> unread() {
        return unread.isEmpty() ? List.of() : unread.stream().map(Column::name).toList();
    }

    /** Names that describe does not have. */
    public Set<String> unknown() {
        return unknown;
    }

    /** Returns whether the event changes no column. */
    public boolean isEmpty() {
        return columns.isEmpty() && unread.isEmpty();
    }

    /**
     * Returns the row of one of the event's records.
     *
     * @param fetched its current values of the fields that are {@link #unread()}; null if Salesforce no longer has the record,
     *     in which case the event of its deletion is still to come
     */
    public PartialRow row(String id, ObjectNode fetched) {
        Struct row = new CheckedStruct(layout.row());
        List<String> changed = new ArrayList<>(columns.size() + unread.size());
        row.put(layout.column(RowLayout.ID).field(), id);
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            row.put(column.field(), values.get(i));
            changed.add(column.name());
        }
        if (fetched != null) {
            for (Column column : unread) {
                row.put(column.field(), RowReader.value(layout, column, fetched));
                changed.add(column.name());
            }
        }
        return new PartialRow(row, changed);
    }

    /** @param changed the columns whose values {@code row} knows */
    public record PartialRow(Struct row, List<String> changed) {}
}
