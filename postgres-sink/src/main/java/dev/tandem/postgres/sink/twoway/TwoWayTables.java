/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.record.TableFields;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.schema.FieldColumn;
import dev.tandem.twoway.schema.LockPatience;
import dev.tandem.twoway.schema.SchemaConflictException;
import dev.tandem.twoway.schema.TwoWaySchema;
import dev.tandem.twoway.schema.TwoWayTable;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.TableShape;
import dev.tandem.twoway.value.FieldKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The two-way tables: switches tables between read_only and read_write, and describes those that are two-way. */
public final class TwoWayTables {
    private static final String EDITS_PENDING = "55000";
    /** Shorter than the usual patience, since other tables wait meanwhile, and the switch is tried again later. */
    private static final LockPatience PATIENCE =
            new LockPatience(Duration.ofMillis(200), 10, Duration.ofMillis(200), Duration.ofSeconds(20));

    private final Session session;
    private final TwoWaySettings settings;
    private final Naming naming;
    private final ReplicationOrigin origin;

    public TwoWayTables(Session session, TwoWaySettings settings, Naming naming, ReplicationOrigin origin) {
        this.session = session;
        this.settings = settings;
        this.naming = naming;
        this.origin = origin;
    }

    /** Returns the replication origin under which rows without waiting edits are written. */
    public ReplicationOrigin origin() {
        return origin;
    }

    /** Returns whether the local edits of any table travel to Salesforce. */
    public boolean isUsed() {
        return settings.isUsed();
    }

    /** Returns whether the changes are for a table whose local edits travel to Salesforce. */
    public boolean isReadWrite(TableChanges changes) {
        return settings.isReadWrite(changes.last().record().topic());
    }

    /** Returns whether local edits of the table travel to Salesforce, by the settings or still by its triggers. */
    public boolean isReadWrite(Connection connection, Table table, String topic) throws SQLException {
        return settings.isReadWrite(topic)
                || (table.columns().containsKey("_sync_pending")
                        && new TwoWaySchema(connection, LockPatience.DEFAULT).isReadWrite(table.id()));
    }

    /**
     * Brings the table to the access that is configured, online. A table that is as it should be costs a few queries.
     *
     * @param table as it is before
     * @return whether the table may have changed
     */
    public boolean switchAccess(TableChanges changes, Table table) throws SQLException {
        if (isReadWrite(changes)) {
            Map<String, FieldKind> kinds = kinds(changes, table);
            TwoWayTable wanted = wanted(changes, kinds.keySet());
            session.onOwnConnection(connection -> {
                switchToReadWrite(new TwoWaySchema(connection, PATIENCE), wanted);
                return null;
            });
            return true;
        }
        if (table.columns().containsKey("_sync_pending")) {
            session.onOwnConnection(connection -> {
                TwoWaySchema schema = new TwoWaySchema(connection, PATIENCE);
                // A switch that was cut off has taken the triggers and left the columns.
                if (schema.isReadWrite(table.id()) || schema.wasSwitchedToReadOnly(table.id())) {
                    switchToReadOnly(schema, changes);
                }
                return null;
            });
            return true;
        }
        return false;
    }

    private static void switchToReadWrite(TwoWaySchema schema, TwoWayTable wanted) throws SQLException {
        try {
            schema.switchToReadWrite(wanted);
        } catch (SchemaConflictException conflict) {
            throw new TableSwitchException(conflict.getMessage(), conflict);
        }
    }

    private static void switchToReadOnly(TwoWaySchema schema, TableChanges changes) throws SQLException {
        try {
            schema.switchToReadOnly(changes.table(), recordIdColumn(changes));
        } catch (SQLException failure) {
            if (EDITS_PENDING.equals(failure.getSQLState())) {
                throw new TableSwitchException(
                        "Table " + changes.table()
                                + " cannot become read_only: it has edits that Salesforce has not confirmed. Set its access to read_write to"
                                + " keep them. Otherwise wait until tandem.pending is empty, or give the edits up with tandem.revert.",
                        failure);
            }
            throw failure;
        }
    }

    private TwoWayTable wanted(TableChanges changes, Set<String> fields) {
        Map<String, FieldColumn> columns = new LinkedHashMap<>();
        fields.forEach(column -> columns.put(column, fieldColumn(changes, column)));
        return new TwoWayTable(
                changes.table(),
                object(changes.last().record().topic()),
                recordIdColumn(changes),
                externalIdColumn(changes).isEmpty() ? TwoWayTable.Inserts.REFUSE : TwoWayTable.Inserts.ACCEPT,
                settings.readOnlyWrites(),
                settings.wakeUp(),
                columns);
    }

    private FieldColumn fieldColumn(TableChanges changes, String column) {
        if (column.equals(externalIdColumn(changes))) {
            return FieldColumn.readOnly();
        }
        return readOnlyColumns(changes).contains(column)
                ? FieldColumn.readOnly().withOwner(FieldOwner.SALESFORCE)
                : FieldColumn.writable().withOwner(owner(changes, column));
    }

    /** Describes a table that {@link #switchAccess} has made two-way. */
    public TwoWayTarget target(TableChanges changes, Table table) throws SQLException {
        Map<String, TableShape.Field> fields = new LinkedHashMap<>();
        kinds(changes, table)
                .forEach((column, kind) -> fields.put(
                        column,
                        new TableShape.Field(
                                kind, table.columns().get(column).base().sql())));
        Map<String, String> key = new LinkedHashMap<>();
        table.uniqueKeys()
                .get(0)
                .forEach(column ->
                        key.put(column, table.columns().get(column).base().sql()));
        Set<String> writable = new TreeSet<>(fields.keySet());
        writable.removeAll(readOnlyColumns(changes));
        Map<String, FieldOwner> owners = new HashMap<>();
        writable.forEach(column -> owners.put(column, owner(changes, column)));
        owners.values().removeIf(FieldOwner.LAST_WRITER::equals);
        TableShape shape = new TableShape(table.id(), key, recordIdColumn(changes), fields);
        return new TwoWayTarget(
                new RowStore(shape),
                object(changes.last().record().topic()),
                externalIdColumn(changes),
                writable,
                table.columns(),
                owners,
                settings.ties(),
                settings.nulRule());
    }

    private static String object(String topic) {
        return topic.substring(topic.lastIndexOf('.') + 1);
    }

    /**
     * Asks the source for the records of a two-way table that a complete read did not contain: those whose rows are older than its
     * truncate. Returns how many there are; empty if local edits of the table do not travel to Salesforce.
     */
    public Optional<Long> askForUnread(Connection connection, Table table, String topic, long version)
            throws SQLException {
        return isReadWrite(connection, table, topic) && hasTwoWayTables(connection)
                ? UnreadRecords.ask(connection, table.id(), object(topic), version)
                : Optional.empty();
    }

    /** Returns the columns of fields: those that the records carry, and those that the table's triggers know already. */
    private Map<String, FieldKind> kinds(TableChanges changes, Table table) throws SQLException {
        Map<String, FieldKind> kinds = new LinkedHashMap<>();
        for (RowShape shape : changes.shapes()) {
            shape.fields().forEach((number, field) -> {
                String column = changes.fields().column(number);
                if (table.columns().containsKey(column)) {
                    kinds.putIfAbsent(column, FieldKinds.ofSchema(field.schema()));
                }
            });
        }
        for (String column : knownColumns(table.id())) {
            Column known = table.columns().get(column);
            if (known != null) {
                kinds.putIfAbsent(column, FieldKinds.ofColumnType(known.type()));
            }
        }
        return kinds;
    }

    private Set<String> knownColumns(TableId table) throws SQLException {
        return session.inTransaction(connection -> {
            Set<String> columns = new TreeSet<>();
            if (!hasTwoWayTables(connection)) {
                return columns;
            }
            try (PreparedStatement statement = connection.prepareStatement(TwoWayStatements.COLUMNS)) {
                statement.setString(1, table.schema());
                statement.setString(2, table.name());
                try (ResultSet names = statement.executeQuery()) {
                    while (names.next()) {
                        columns.add(names.getString(1));
                    }
                }
            }
            return columns;
        });
    }

    private static boolean hasTwoWayTables(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TwoWayStatements.EXIST);
                ResultSet found = statement.executeQuery()) {
            return found.next() && found.getBoolean(1);
        }
    }

    private Set<String> readOnlyColumns(TableChanges changes) {
        Set<String> columns =
                settings.readOnlyFields().stream().map(naming::column).collect(Collectors.toCollection(TreeSet::new));
        columns.add(externalIdColumn(changes));
        return columns;
    }

    private FieldOwner owner(TableChanges changes, String column) {
        return settings.policies().owner(changes.last().record().topic(), column, naming::column);
    }

    private String externalIdColumn(TableChanges changes) {
        String field = settings.externalIds().get(changes.last().record().topic());
        return field == null ? "" : naming.column(field);
    }

    private static String recordIdColumn(TableChanges changes) {
        TableFields fields = changes.fields();
        if (fields.keyColumns().size() != 1) {
            throw new TableSwitchException(
                    "Table " + changes.table() + " cannot be two-way: its key has several columns, "
                            + fields.keyColumns()
                            + ". Set access=read_only, or pk.fields to the field of the record id.",
                    null);
        }
        return fields.keyColumns().get(0);
    }
}
