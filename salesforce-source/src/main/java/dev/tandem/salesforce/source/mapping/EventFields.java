/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.stream.ChangeEventHeader;
import dev.tandem.salesforce.client.stream.ChangeType;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A reader of the fields that a change event changes. It takes them out of its payload, and flattens compound fields to the columns of
 * their parts. Pure.
 *
 * <p>Which fields those are: of an update, the header's list, since an enriched channel adds fields that did not change; of
 * anything else, and where the header has no list (API versions before 51), the fields present. An update changes at least
 * one field, so an empty list is none.
 */
public final class EventFields {
    private final RowLayout layout;
    private final ObjectNode payload;
    private final FieldChanges changes;

    private EventFields(RowLayout layout, ObjectNode payload) {
        this.layout = layout;
        this.payload = payload;
        this.changes = new FieldChanges(layout);
    }

    public static FieldChanges of(RowLayout layout, ChangeEvent event) {
        EventFields fields = new EventFields(layout, event.payload());
        ChangeEventHeader header = event.header();
        List<String> listed = header.changedFields().orElse(List.of());
        if (header.changeType() == ChangeType.UPDATE && !listed.isEmpty()) {
            fields.addListed(listed);
        } else {
            event.payload().properties().forEach(field -> fields.add(field.getKey(), field.getValue()));
        }
        return fields.changes;
    }

    private void addListed(List<String> listed) {
        for (String path : listed) {
            if (path.indexOf('.') < 0) {
                JsonNode node = payload.get(path);
                add(path, node);
                addMissingParts(path, node);
            } else {
                RowLayout.Part part = layout.part(path);
                if (!listed.contains(part.parent())) {
                    JsonNode parts = payload.get(part.parent());
                    addPart(part, parts == null ? null : parts.get(part.name()));
                }
            }
        }
    }

    /** @param node null when the header lists the field and the payload lacks it */
    private void add(String name, JsonNode node) {
        Map<String, Column> components = layout.components(name);
        if (!components.isEmpty() && isCompound(name, node)) {
            addCompound(name, node, components.values());
        } else if (node != null && node.isArray()) {
            addFlags(name, node);
        } else {
            addValue(layout.column(name), name, node);
        }
    }

    /** A person's name is text where it is a business's (accounts of an org with person accounts). */
    private boolean isCompound(String name, JsonNode node) {
        return layout.column(name) == null || (node != null && node.isObject());
    }

    private void addCompound(String parent, JsonNode node, Collection<Column> components) {
        if (node == null || node.isNull()) {
            components.forEach(column -> addValue(column, column.name(), node));
        } else if (node.isObject()) {
            node.properties().forEach(part -> addPart(layout.part(parent + "." + part.getKey()), part.getValue()));
        } else {
            components.forEach(changes::addUnread);
        }
    }

    /** A compound field that is listed as a whole has changed in all its parts, whether they are there or not. */
    private void addMissingParts(String parent, JsonNode parts) {
        if (parts != null && parts.isObject()) {
            layout.components(parent).forEach((path, column) -> {
                if (!parts.has(path.substring(parent.length() + 1))) {
                    changes.addUnread(column);
                }
            });
        }
    }

    private void addPart(RowLayout.Part part, JsonNode node) {
        addValue(part.column(), part.path(), node);
        Column whole = layout.column(part.parent());
        if (whole != null) {
            changes.addUnread(whole);
        }
    }

    /** Adds users' permissions and preferences: an array of the names of those that are set. */
    private void addFlags(String prefix, JsonNode names) {
        Set<String> set = new HashSet<>();
        names.forEach(name -> set.add(prefix + name.asText()));
        List<Column> flags = layout.flags(prefix);
        if (flags.isEmpty()) {
            addValue(layout.column(prefix), prefix, names);
        }
        flags.forEach(flag -> changes.set(flag, set.contains(flag.name())));
    }

    private void addValue(Column column, String path, JsonNode node) {
        if (column == null) {
            if (!layout.leavesOut(path)) {
                changes.addUnknown(path);
            }
        } else if (column.name().equals(RowLayout.ID)) {
            return;
        } else if (node == null || isDiff(column, node)) {
            changes.addUnread(column);
        } else {
            try {
                changes.set(column, column.reader().read(node));
            } catch (RuntimeException ofAnotherType) {
                // The type has been changed since, or a text comes as a structure, as an opportunity's Fiscal does.
                // The record itself has the value.
                changes.addUnread(column);
            }
        }
    }

    /** A long text may come as {@code {"diff": ...}} against a value that only Salesforce has. */
    private static boolean isDiff(Column column, JsonNode node) {
        return node.isObject() && (node.has("diff") || column.reader() != ValueReader.STRUCTURE);
    }
}
