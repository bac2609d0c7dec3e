/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.type.PgType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The statements that create and change tables, as files that a reader can open. */
class SchemaStatementsTest {
    private static final TableId ACCOUNT = new TableId("salesforce", "Account");

    @Test
    void rendersCreationOfTables() {
        List<ColumnSpec> columns = List.of(column("sfid", "text"), column("systemmodstamp", "timestamp"));

        golden(
                "ddl-create-table.sql",
                new SchemaChange.CreateTable(new TableSpec(ACCOUNT, List.of("Id"), account(), false, List.of())));
        List<ColumnSpec> withOrigins = new ArrayList<>(account());
        withOrigins.add(column("_sync_origin", "text"));
        withOrigins.add(column("_sync_fields", "jsonb"));
        golden(
                "ddl-create-table-with-origins.sql",
                new SchemaChange.CreateTable(new TableSpec(ACCOUNT, List.of("Id"), withOrigins, false, List.of())));
        golden(
                "ddl-create-table-heroku.sql",
                new SchemaChange.CreateTable(
                        new TableSpec(ACCOUNT, List.of("sfid"), columns, true, List.of("systemmodstamp"))));
    }

    @Test
    void rendersChangesOfTables() {
        PgType integer = PgType.of("integer");
        PgType bigint = PgType.of("bigint");

        golden("ddl-add-column.sql", new SchemaChange.AddColumn(ACCOUNT, column("City", "text")));
        golden(
                "ddl-add-side-column.sql",
                new SchemaChange.AddSideColumn(ACCOUNT, "Employees", "Employees_bigint", bigint));
        golden(
                "ddl-alter-type.sql",
                new SchemaChange.AlterType(ACCOUNT, "Employees", integer, new PgType.Widening(bigint, true)));
        golden("ddl-drop-not-null.sql", new SchemaChange.DropNotNull(ACCOUNT, "City"));
    }

    @Test
    void rendersLocksAndLooks() {
        StatementFile.assertHolds("ddl-lock.sql", SchemaEvolver.LOCK);
        StatementFile.assertHolds("ddl-find-schema.sql", SchemaEvolver.FIND_SCHEMA);
    }

    private static List<ColumnSpec> account() {
        return List.of(
                column("Id", "text"),
                column("Name", "text"),
                column("City", "text"),
                column("Employees", "integer"),
                column("_sync_version", "bigint"));
    }

    private static ColumnSpec column(String name, String type) {
        return new ColumnSpec(name, PgType.of(type), Set.of(), null, false);
    }

    private static void golden(String file, SchemaChange change) {
        StatementFile.assertHolds(file, String.join(";\n", change.sql()));
    }
}
