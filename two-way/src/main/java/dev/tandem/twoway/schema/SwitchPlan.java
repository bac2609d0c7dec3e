/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.schema.SchemaStep.Concurrent;
import dev.tandem.twoway.schema.SchemaStep.NumberRows;
import dev.tandem.twoway.schema.SchemaStep.Transaction;
import dev.tandem.twoway.schema.SchemaStep.Warning;
import dev.tandem.twoway.schema.TableState.ColumnState;
import dev.tandem.twoway.schema.TableState.IndexState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The steps that make a table read_write or read_only, worked out from what the catalog says. Pure.
 *
 * <p>No step rewrites the table, and none holds a lock that stops readers or writers for longer than a change of the catalog takes:
 * columns come without defaults, indexes are built concurrently, and a NOT NULL is validated before it is set. The steps that are left
 * follow from the state of the table, so planning again after a failure resumes the switch.
 */
final class SwitchPlan {
    private static final String KEY = Identifier.quote(TwoWayColumn.KEY);
    private static final String PENDING_ROWS =
            " WHERE " + TwoWayColumn.PENDING + " IS NOT NULL OR " + TwoWayColumn.REQUEST + " IS NOT NULL";

    private final TableState state;
    private final String table;
    private final List<SchemaStep> steps = new ArrayList<>();

    private SwitchPlan(TableState state) {
        this.state = state;
        this.table = state.id().quoted();
    }

    /** The origin of the settings of a table. */
    enum Knowledge {
        /** A configuration. */
        CONFIGURED,
        /** Salesforce's describe, which knows more of the fields: a configuration does not replace it. */
        DESCRIBED
    }

    /** Returns the steps that are left to make the table read_write with these settings. */
    static List<SchemaStep> toReadWrite(TableState state, TwoWayTable wanted, Knowledge knowledge, int sqlVersion) {
        SwitchPlan plan = new SwitchPlan(state);
        plan.requireColumns(wanted);
        List<String> key = plan.key(wanted);
        plan.addColumns(key);
        if (key.equals(List.of(TwoWayColumn.KEY))) {
            plan.addKey(wanted);
        }
        plan.indexRecordId(wanted.recordIdColumn());
        plan.replacePrimaryKey(key, wanted.recordIdColumn());
        plan.admitMissingRecordId(wanted.recordIdColumn());
        plan.indexPendingRows(key);
        plan.createTriggers(wanted, key, knowledge, sqlVersion);
        return plan.steps;
    }

    /** Returns the steps that are left to make the table read_only. */
    static List<SchemaStep> toReadOnly(TableState state, String recordIdColumn) {
        SwitchPlan plan = new SwitchPlan(state);
        boolean ownKey = state.columns().containsKey(TwoWayColumn.KEY);
        String guard = "SELECT tandem.require_nothing_pending(" + Identifier.literal(plan.table) + ")";
        if (state.isTwoWay() || !state.triggers().isEmpty()) {
            plan.steps.add(new Transaction(
                    "LOCK TABLE " + plan.table + " IN SHARE ROW EXCLUSIVE MODE",
                    guard,
                    "SELECT tandem.drop_two_way_triggers(" + Identifier.literal(plan.table) + ")"));
        }
        if (ownKey && plan.isKey(TwoWayColumn.KEY)) {
            plan.setNotNull(recordIdColumn);
            plan.swapPrimaryKey(recordIdColumn);
        }
        List<String> dropped = state.columns().keySet().stream()
                .filter(column -> column.equals(TwoWayColumn.KEY)
                        || (TwoWayColumn.TYPES.containsKey(column) && !column.equals(TwoWayColumn.VERSION)))
                .map(column -> "DROP COLUMN " + Identifier.quote(column))
                .toList();
        String drop = "ALTER TABLE " + plan.table + " " + String.join(", ", dropped);
        if (state.columns().containsKey(TwoWayColumn.PENDING)) {
            plan.steps.add(
                    new Transaction("SELECT tandem.require_no_wishes(" + Identifier.literal(plan.table) + ")", drop));
        } else if (!dropped.isEmpty()) {
            plan.steps.add(new Transaction(drop));
        }
        return plan.steps;
    }

    /** Returns the steps that are left to index the rows in which a column has a value. */
    static List<SchemaStep> toIndexedValues(TableState state, String column) {
        SwitchPlan plan = new SwitchPlan(state);
        String quoted = Identifier.quote(column);
        plan.buildIndex(
                state.freeName(state.id().name() + "_" + column),
                "",
                "(" + quoted + ") WHERE " + quoted + " IS NOT NULL");
        return plan.steps;
    }

    private void requireColumns(TwoWayTable wanted) {
        List<String> missing = new ArrayList<>(wanted.columns().keySet());
        missing.add(wanted.recordIdColumn());
        missing.removeAll(state.columns().keySet());
        if (!missing.isEmpty()) {
            throw new SchemaConflictException("Table " + state.id() + " cannot become two-way: it has no column "
                    + String.join(", ", missing) + ". Let postgres-sink create its columns first.");
        }
    }

    /** Returns the columns by which Tandem knows a row: the primary key, or a column of its own where Salesforce's id is the key. */
    private List<String> key(TwoWayTable wanted) {
        IndexState primary = state.primaryKey();
        if (primary != null && !primary.columns().contains(wanted.recordIdColumn())) {
            return primary.columns();
        }
        if (state.isPartitioned()) {
            String problem = primary == null
                    ? "it has no primary key."
                    : "its primary key contains Salesforce's id, which a local insert does not have.";
            throw new SchemaConflictException("Partitioned table " + state.id() + " cannot become two-way: " + problem
                    + " Give it a primary key without column " + wanted.recordIdColumn() + ".");
        }
        if (!state.referencing().isEmpty()) {
            throw new SchemaConflictException(
                    "Table " + state.id() + " cannot become two-way: foreign keys refer to its primary key, "
                            + String.join(", ", state.referencing())
                            + ". Drop them, and create them again afterwards: they may refer to the unique index of column "
                            + wanted.recordIdColumn() + ".");
        }
        return List.of(TwoWayColumn.KEY);
    }

    private void addColumns(List<String> key) {
        List<String> added = TwoWayColumn.TYPES.entrySet().stream()
                .filter(column -> !state.columns().containsKey(column.getKey()))
                .map(column -> "ADD COLUMN " + Identifier.quote(column.getKey()) + " " + column.getValue())
                .collect(Collectors.toCollection(ArrayList::new));
        if (key.contains(TwoWayColumn.KEY) && !state.columns().containsKey(TwoWayColumn.KEY)) {
            added.add("ADD COLUMN " + KEY + " bigint");
        }
        if (!added.isEmpty()) {
            steps.add(new Transaction("ALTER TABLE " + table + " " + String.join(", ", added)));
        }
    }

    /** Numbers the rows: new ones by a default, existing ones page by page. */
    private void addKey(TwoWayTable wanted) {
        TableId sequence =
                new TableId(state.id().schema(), state.freeName(state.id().name() + "_" + TwoWayColumn.KEY));
        String nextValue = "nextval(" + Identifier.literal(sequence.quoted()) + ")";
        ColumnState column = state.columns().getOrDefault(TwoWayColumn.KEY, new ColumnState(0, "bigint", false, false));
        if (!column.hasDefault()) {
            steps.add(new Transaction(
                    "CREATE SEQUENCE IF NOT EXISTS " + sequence.quoted() + " OWNED BY " + table + "." + KEY,
                    // Whoever may insert rows must be able to number them.
                    "GRANT USAGE ON SEQUENCE " + sequence.quoted() + " TO PUBLIC",
                    skipUsedKeys(wanted, sequence)));
            steps.add(new Transaction("ALTER TABLE " + table + " ALTER COLUMN " + KEY + " SET DEFAULT " + nextValue));
        }
        if (!column.notNull()) {
            steps.add(new NumberRows(wanted.id(), TwoWayColumn.KEY, nextValue));
            setNotNull(TwoWayColumn.KEY);
        }
    }

    /**
     * Returns SQL that lets a sequence begin behind all keys that the table has ever used. Its records in Salesforce still carry
     * them in the external id, which is a read-only column, from when the table was two-way before. No one else may get them.
     */
    private String skipUsedKeys(TwoWayTable wanted, TableId sequence) {
        List<String> keys = new ArrayList<>();
        wanted.columns().forEach((name, column) -> {
            if (column.access() == FieldColumn.Access.READ_ONLY) {
                String text = Identifier.quote(name) + "::text";
                keys.add("CASE WHEN " + text + " ~ '^[0-9]{1,12}$' THEN " + text + "::bigint END");
            }
        });
        keys.add(state.columns().containsKey(TwoWayColumn.KEY) ? KEY : "NULL::bigint");
        return "SELECT setval(" + Identifier.literal(sequence.quoted()) + ", coalesce(max(greatest("
                + String.join(", ", keys) + ")), 1), max(greatest(" + String.join(", ", keys) + ")) IS NOT NULL) FROM "
                + table;
    }

    private void setNotNull(String column) {
        if (state.columns()
                .getOrDefault(column, new ColumnState(0, "", false, false))
                .notNull()) {
            return;
        }
        String check = Identifier.fit("tandem_" + column + "_is_set");
        String constraint = Identifier.quote(check);
        if (!state.checks().containsKey(check)) {
            steps.add(new Transaction("ALTER TABLE " + table + " ADD CONSTRAINT " + constraint + " CHECK ("
                    + Identifier.quote(column) + " IS NOT NULL) NOT VALID"));
        }
        if (!state.checks().getOrDefault(check, false)) {
            // Takes a SHARE UPDATE EXCLUSIVE lock, which lets readers and writers go on.
            steps.add(new Transaction("ALTER TABLE " + table + " VALIDATE CONSTRAINT " + constraint));
        }
        steps.add(new Transaction(
                "ALTER TABLE " + table + " ALTER COLUMN " + Identifier.quote(column) + " SET NOT NULL",
                "ALTER TABLE " + table + " DROP CONSTRAINT " + constraint));
    }

    /** A unique index on a partitioned table would have to contain the partition key, so there the id is only indexed. */
    private void indexRecordId(String column) {
        IndexState primary = state.primaryKey();
        boolean leavesPrimaryKey = primary != null && primary.columns().equals(List.of(column));
        if (state.isPartitioned()) {
            buildIndex(indexName(column), "", "(" + Identifier.quote(column) + ")");
        } else if (leavesPrimaryKey || !state.isUnique(column)) {
            buildIndex(indexName(column), "UNIQUE ", "(" + Identifier.quote(column) + ")");
        }
    }

    private void replacePrimaryKey(List<String> key, String recordIdColumn) {
        if (!key.equals(List.of(TwoWayColumn.KEY)) || isKey(TwoWayColumn.KEY)) {
            return;
        }
        swapPrimaryKey(TwoWayColumn.KEY);
        steps.add(new Transaction(
                "ALTER TABLE " + table + " ALTER COLUMN " + Identifier.quote(recordIdColumn) + " DROP NOT NULL"));
    }

    /** Readers and writers wait while the catalog changes: the index of the new key exists already. */
    private void swapPrimaryKey(String column) {
        String index = indexName(column);
        buildIndex(index, "UNIQUE ", "(" + Identifier.quote(column) + ")");
        List<String> swap = new ArrayList<>();
        IndexState old = state.primaryKey();
        if (old != null) {
            swap.add("ALTER TABLE " + table + " DROP CONSTRAINT " + Identifier.quote(old.constraint()));
        }
        String name = old == null ? Identifier.fit(state.id().name() + "_pkey") : old.constraint();
        swap.add("ALTER TABLE " + table + " ADD CONSTRAINT " + Identifier.quote(name) + " PRIMARY KEY USING INDEX "
                + Identifier.quote(index));
        steps.add(new Transaction(swap));
    }

    private void admitMissingRecordId(String column) {
        IndexState primary = state.primaryKey();
        boolean isKey = primary != null && primary.columns().contains(column);
        if (!isKey && state.columns().get(column).notNull()) {
            steps.add(new Transaction(
                    "ALTER TABLE " + table + " ALTER COLUMN " + Identifier.quote(column) + " DROP NOT NULL"));
        }
    }

    private void indexPendingRows(List<String> key) {
        String columns = key.stream().map(Identifier::quote).collect(Collectors.joining(", ", "(", ")"));
        buildIndex(state.freeName(state.id().name() + "_sync_pending"), "", columns + PENDING_ROWS);
    }

    private void createTriggers(TwoWayTable wanted, List<String> key, Knowledge knowledge, int sqlVersion) {
        String fromWanted = TriggerOptions.json(wanted, key, state.partitionColumns());
        String known = knowledge == Knowledge.DESCRIBED
                ? TriggerOptions.described(state.options(), fromWanted)
                : TriggerOptions.configured(state.options(), fromWanted);
        String options = TriggerOptions.withHistory(TriggerOptions.withTypes(known, state.columns()), state);
        List<String> unwritable = TriggerOptions.unwritableOwned(options);
        if (!unwritable.isEmpty()) {
            throw new SchemaConflictException(
                    "Table " + state.id() + " cannot be two-way: Postgres owns "
                            + String.join(", ", unwritable) + ", which Salesforce does not let anyone write."
                            + " Remove the policy from field.policies of the Postgres sink, or grant edit access to the field.");
        }
        if (!TriggerOptions.same(options, state.options())
                || state.sqlVersion() != sqlVersion
                || !state.triggers().containsAll(TriggerOptions.triggers(options))) {
            String create = "SELECT tandem.create_two_way_triggers(" + Identifier.literal(table) + ", "
                    + Identifier.literal(options) + ")";
            FieldColumnChanges changes = FieldColumnChanges.between(state, options);
            changes.warnings().forEach(warning -> steps.add(new Warning(warning)));
            String lock = "LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE";
            steps.add(new Transaction(lock, changes.sql(wanted.object(), options), create));
        }
    }

    private boolean isKey(String column) {
        IndexState primary = state.primaryKey();
        return primary != null && primary.columns().equals(List.of(column));
    }

    private String indexName(String column) {
        return state.freeName(state.id().name() + "_" + column + "_unique");
    }

    /** Builds the index on every leaf partition first, so that the one of the partitioned table only has to adopt them. */
    private void buildIndex(String name, String unique, String definition) {
        IndexState whole = state.isPartitioned() ? state.index(state.id(), name) : null;
        if (whole != null && whole.valid()) {
            return; // Postgres gave those of later partitions names of its own.
        }
        List<TableId> tables = new ArrayList<>(state.partitions());
        if (!state.isPartitioned()) {
            tables.add(state.id());
        }
        for (TableId on : tables) {
            String indexName = state.isPartitioned() ? Identifier.fit(on.name() + "_" + name) : name;
            TableId index = new TableId(on.schema(), indexName);
            IndexState existing = state.index(on, indexName);
            if (existing != null && !existing.valid()) {
                steps.add(new Concurrent("DROP INDEX CONCURRENTLY IF EXISTS " + index.quoted()));
            }
            if (existing == null || !existing.valid()) {
                steps.add(new Concurrent("CREATE " + unique + "INDEX CONCURRENTLY " + Identifier.quote(indexName)
                        + " ON " + on.quoted() + " " + definition));
            }
        }
        if (state.isPartitioned() && whole == null) {
            steps.add(new Transaction(
                    "CREATE " + unique + "INDEX " + Identifier.quote(name) + " ON " + table + " " + definition));
        }
    }
}
