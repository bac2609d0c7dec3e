/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.schema.SchemaStep.Concurrent;
import dev.tandem.twoway.schema.SchemaStep.NumberRows;
import dev.tandem.twoway.schema.SchemaStep.Transaction;
import dev.tandem.twoway.schema.SwitchPlan.Knowledge;
import dev.tandem.twoway.schema.TableState.ColumnState;
import dev.tandem.twoway.schema.TableState.IndexState;
import dev.tandem.twoway.schema.TwoWayTable.Inserts;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The statements that make tables two-way, as files that a reader can open. The triggers themselves are in two-way.sql. */
class SchemaStatementsTest {
    private static final TableId ACCOUNT = new TableId("salesforce", "Account");
    private static final TwoWayTable TWO_WAY = new TwoWayTable(
            ACCOUNT,
            "Account",
            "Id",
            Inserts.ACCEPT,
            ReadOnlyWrites.REFUSE,
            WakeUp.WAL,
            new TreeMap<>(Map.of("Name", FieldColumn.writable(), "Tandem_Key__c", FieldColumn.readOnly())));

    @Test
    void rendersSwitchToReadWrite() {
        Map<String, ColumnState> columns = new LinkedHashMap<>();
        columns.put("Id", new ColumnState(1, "text", true, false));
        columns.put("Name", new ColumnState(2, "text", false, false));
        columns.put("Tandem_Key__c", new ColumnState(3, "text", false, false));
        columns.put(TwoWayColumn.VERSION, new ColumnState(4, "bigint", false, false));

        StatementFile.assertHolds(
                "switch-to-read-write.sql",
                text(SwitchPlan.toReadWrite(
                        state(columns, "Id", null, Set.of()), TWO_WAY, Knowledge.CONFIGURED, TwoWayScript.VERSION)));
    }

    @Test
    void rendersSwitchToReadOnly() {
        Map<String, ColumnState> columns = new LinkedHashMap<>();
        columns.put("Id", new ColumnState(1, "text", false, false));
        columns.put("Name", new ColumnState(1, "text", false, false));
        TwoWayColumn.TYPES.forEach((name, type) -> columns.put(name, new ColumnState(1, type, false, false)));
        columns.put(TwoWayColumn.KEY, new ColumnState(1, "bigint", true, true));

        StatementFile.assertHolds(
                "switch-to-read-only.sql",
                text(SwitchPlan.toReadOnly(
                        state(columns, TwoWayColumn.KEY, "{}", Set.copyOf(TriggerOptions.TRIGGERS)), "Id")));
        StatementFile.assertHolds(
                "index-parent-keys.sql",
                text(SwitchPlan.toIndexedValues(
                        state(columns, TwoWayColumn.KEY, "{}", Set.of()), "Account__Tandem_Key__c")));
    }

    @Test
    void rendersSteps() {
        StatementFile.assertHolds("schema-begin.sql", SchemaSql.begin(2_000));
        StatementFile.assertHolds("schema-is-installed.sql", SchemaSql.IS_INSTALLED);
        StatementFile.assertHolds("schema-version.sql", SchemaSql.INSTALLED_VERSION);
        StatementFile.assertHolds("schema-lock-installation.sql", SchemaSql.LOCK_INSTALLATION);
        StatementFile.assertHolds("schema-lock.sql", SchemaSql.TRY_LOCK);
        StatementFile.assertHolds("schema-unlock.sql", SchemaSql.UNLOCK);
        StatementFile.assertHolds("schema-columns.sql", SchemaSql.COLUMNS);
        StatementFile.assertHolds("schema-options.sql", SchemaSql.OPTIONS);
        StatementFile.assertHolds("schema-read-only-mark.sql", SchemaSql.READ_ONLY_MARK);
        StatementFile.assertHolds("schema-pages.sql", SchemaSql.PAGES);
        StatementFile.assertHolds("schema-column-numbers.sql", SchemaSql.COLUMN_NUMBERS);
        StatementFile.assertHolds("schema-oid.sql", SchemaSql.OID);
    }

    @Test
    void rendersLooksAtTheCatalog() {
        StatementFile.assertHolds("catalog-columns.sql", TableStateReader.COLUMNS);
        StatementFile.assertHolds("catalog-indexes.sql", TableStateReader.INDEXES);
        StatementFile.assertHolds("catalog-taken-names.sql", TableStateReader.TAKEN_NAMES);
        StatementFile.assertHolds("catalog-checks.sql", TableStateReader.CHECKS);
        StatementFile.assertHolds("catalog-referencing.sql", TableStateReader.REFERENCING);
        StatementFile.assertHolds("catalog-triggers.sql", TableStateReader.TRIGGERS);
        StatementFile.assertHolds("catalog-two-way.sql", TableStateReader.TWO_WAY);
        StatementFile.assertHolds("catalog-partitions.sql", TableStateReader.PARTITIONS);
        StatementFile.assertHolds("catalog-partition-columns.sql", TableStateReader.PARTITION_COLUMNS);
    }

    private static TableState state(
            Map<String, ColumnState> columns, String key, String options, Set<String> triggers) {
        IndexState primary =
                new IndexState(ACCOUNT, "Account_pkey", List.of(key), "Account_pkey", true, true, true, true);
        return new TableState(
                ACCOUNT,
                16_384,
                List.of(),
                List.of(),
                columns,
                List.of(primary),
                Set.of(),
                Map.of(),
                List.of(),
                options,
                triggers,
                0);
    }

    /** Returns the steps of a plan as one file, with a line between them. */
    private static String text(List<SchemaStep> steps) {
        return String.join(
                ";\n\n", steps.stream().map(SchemaStatementsTest::text).toList());
    }

    private static String text(SchemaStep step) {
        if (step instanceof Transaction transaction) {
            return "-- one transaction\n" + String.join(";\n", transaction.statements());
        }
        if (step instanceof Concurrent concurrent) {
            return "-- outside of a transaction\n" + concurrent.statement();
        }
        return "-- one transaction for each range of pages\n" + SchemaSql.numberRows((NumberRows) step, 0, 200);
    }
}
