/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.schema.ColumnNumbers;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.TableShape;
import dev.tandem.twoway.value.FieldKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A two-way table that is ready to be written back.
 *
 * @param numbers the numbers of the columns of fields when they were matched
 * @param fields the fields of its columns, without Salesforce's id
 * @param owners of columns that do not belong to their last writer
 * @param externalId the field that holds the keys of rows; null if the table takes no inserts
 * @param links the columns that name parents by their keys
 */
public record MappedTable(
        RowStore store,
        SObjectName object,
        ColumnNumbers numbers,
        Map<String, FieldDescription> fields,
        Map<String, FieldOwner> owners,
        FieldDescription externalId,
        List<ParentLink> links) {
    public MappedTable {
        links = List.copyOf(links);
        owners = Map.copyOf(owners);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public TableId id() {
        return store.table().id();
    }

    /** Returns the API names of the fields of these columns. */
    public List<String> fieldNames(Iterable<String> columns) {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> {
            if (fields.containsKey(column)) {
                names.add(fields.get(column).name());
            }
        });
        return names;
    }

    /** Returns the columns that people change in Salesforce. The external id is Tandem's. */
    public List<String> editableColumns() {
        return fields.entrySet().stream()
                .filter(entry ->
                        isWritable(entry.getValue()) && !entry.getValue().equals(externalId))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the columns of fields that take more characters than this. */
    public List<String> columnsLongerThan(int characters) {
        return fields.entrySet().stream()
                .filter(entry -> entry.getValue().length() > characters)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns whether a column holds a field that Salesforce lets us write. */
    public boolean isWritable(String column) {
        return fields.containsKey(column) && isWritable(fields.get(column));
    }

    /** Returns whether a column holds a field that Salesforce lets us write once the record exists. */
    public boolean isUpdateable(String column) {
        return isWritable(column) && fields.get(column).updateable();
    }

    /** Returns the kind of the values of a column that holds a field. */
    FieldKind kind(String column) {
        FieldKind ofField = FieldKind.ofDescribeType(fields.get(column).typeName());
        TableShape.Field known = store.table().fields().get(column);
        return known == null ? ofField : known.kind();
    }

    static boolean isWritable(FieldDescription field) {
        return (field.createable() || field.updateable()) && !field.calculated();
    }
}
