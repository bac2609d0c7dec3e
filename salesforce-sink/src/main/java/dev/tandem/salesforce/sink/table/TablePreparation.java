/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.FieldType;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.twoway.schema.ColumnNumbers;
import dev.tandem.twoway.schema.FieldColumn;
import dev.tandem.twoway.schema.LockPatience;
import dev.tandem.twoway.schema.TwoWaySchema;
import dev.tandem.twoway.schema.TwoWayTable;
import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.TableShape;
import dev.tandem.twoway.value.FieldKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/** The preparation of two-way tables: it matches columns with fields, and creates what is missing in Postgres. */
public final class TablePreparation {
    private final SalesforceApi api;
    private final EditSettings edits;
    private final Map<SObjectName, String> externalIds = new HashMap<>();

    /** @param mappings all tables of the connector, among which parents are found */
    public TablePreparation(SalesforceApi api, EditSettings edits, Collection<TableMapping> mappings) {
        this.api = api;
        this.edits = edits;
        mappings.forEach(mapping -> mapping.externalId().ifPresent(field -> externalIds.put(mapping.object(), field)));
    }

    /**
     * Makes a table read_write, and returns how it is written back. A switch that was interrupted goes on.
     *
     * @param connection a connection of its own, without an open transaction
     */
    public MappedTable prepare(Connection connection, TableMapping mapping) throws SQLException {
        SObjectDescription object = api.describe(mapping.object());
        TwoWaySchema schema = new TwoWaySchema(connection, LockPatience.DEFAULT);
        Map<String, String> columns = schema.columns(mapping.table());
        if (columns.isEmpty()) {
            throw new TableMissingException(mapping.table());
        }
        FieldMatch match = FieldMatch.of(object, columns.keySet());
        ColumnNumbers numbers =
                ColumnNumbers.of(connection, mapping.table(), match.fields().keySet());
        String recordIdColumn = match.recordIdColumn()
                .orElseThrow(() -> new ConnectException("Table " + mapping.table()
                        + " has no column for Salesforce's id. It needs a column Id or sfid."));
        FieldDescription externalId =
                mapping.externalId().map(name -> externalId(object, name)).orElse(null);
        schema.describe(new TwoWayTable(
                mapping.table(),
                object.name().value(),
                recordIdColumn,
                externalId == null ? Inserts.REFUSE : Inserts.ACCEPT,
                edits.readOnlyWrites(),
                edits.wakeUp(),
                fieldColumns(object, match, externalId)));
        RowStore store = new RowStore(shape(schema, mapping.table(), recordIdColumn, match));
        List<ParentLink> links = match.links(columns.keySet(), externalIds);
        for (ParentLink link : links) {
            schema.indexValues(mapping.table(), link.column());
        }
        return new MappedTable(
                store, object.name(), numbers, match.fields(), schema.owners(mapping.table()), externalId, links);
    }

    /** Returns what a table is made of now; without columns if it does not exist. */
    public TableDefinition definition(Connection connection, TableId table) throws SQLException {
        TwoWaySchema schema = new TwoWaySchema(connection, LockPatience.DEFAULT);
        Map<String, String> columns = schema.columns(table);
        columns.keySet().removeIf(column -> column.startsWith("_sync_"));
        Map<String, Integer> numbers = schema.columnNumbers(table);
        columns.replaceAll((column, type) -> type + " " + numbers.get(column));
        return columns.isEmpty()
                ? new TableDefinition(columns, List.of(), Map.of(), false)
                : new TableDefinition(
                        columns, schema.partitions(table), schema.owners(table), schema.notesEdits(table));
    }

    private static FieldDescription externalId(SObjectDescription object, String name) {
        return object.field(name)
                .filter(field -> field.externalId() && field.unique())
                .orElseThrow(() -> new ConnectException("Field " + name + " of " + object.name()
                        + " is not a unique external id. Create it as a unique External ID, or name another field."));
    }

    private Map<String, FieldColumn> fieldColumns(
            SObjectDescription object, FieldMatch match, FieldDescription externalId) {
        Map<String, FieldColumn> columns = new LinkedHashMap<>();
        match.fields().forEach((column, field) -> {
            boolean isKey = externalId != null && field.name().equals(externalId.name());
            columns.put(
                    column,
                    !isKey && MappedTable.isWritable(field)
                            ? FieldColumn.writable(checks(object, field)).withAccess(access(field))
                            : FieldColumn.readOnly());
        });
        return columns;
    }

    private static FieldColumn.Access access(FieldDescription field) {
        if (field.createable() && field.updateable()) {
            return FieldColumn.Access.WRITABLE;
        }
        return field.createable() ? FieldColumn.Access.CREATE_ONLY : FieldColumn.Access.UPDATE_ONLY;
    }

    private List<FieldColumn.WriteCheck> checks(SObjectDescription object, FieldDescription field) {
        List<FieldColumn.WriteCheck> checks = new ArrayList<>();
        if (edits.validateWrites()) {
            boolean isText = FieldKind.ofDescribeType(field.typeName()) == FieldKind.TEXT;
            if (isText && field.length() > 0) {
                checks.add(new FieldColumn.WriteCheck.MaxLength(field.length()));
            }
            if (field.type() == FieldType.PICKLIST && !field.restrictedValues().isEmpty()) {
                List<String> allowed = new ArrayList<>(field.restrictedValues());
                allowed.add(""); // null to Salesforce
                checks.add(new FieldColumn.WriteCheck.OneOf(allowed));
            }
            // Salesforce makes the name of a person account from the person's names, and takes no other.
            boolean mayBeMade =
                    field.nameField() && object.field("IsPersonAccount").isPresent();
            if (!field.nillable() && !mayBeMade) {
                checks.add(
                        field.defaultedOnCreate()
                                ? new FieldColumn.WriteCheck.RequiredOnUpdate()
                                : new FieldColumn.WriteCheck.Required());
            }
        }
        return checks;
    }

    private static TableShape shape(TwoWaySchema schema, TableId table, String recordIdColumn, FieldMatch match)
            throws SQLException {
        Map<String, String> columns = schema.columns(table);
        Map<String, String> key = new LinkedHashMap<>();
        schema.key(table).forEach(column -> key.put(column, columns.get(column)));
        Map<String, TableShape.Field> fields = new LinkedHashMap<>();
        match.fields()
                .forEach((column, field) -> fields.put(
                        column, new TableShape.Field(FieldKind.ofDescribeType(field.typeName()), columns.get(column))));
        return new TableShape(table, key, recordIdColumn, fields);
    }
}
