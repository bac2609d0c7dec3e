/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.FieldRenames;
import dev.tandem.postgres.sink.record.KeyFields;
import dev.tandem.postgres.sink.record.KeyMode;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.record.RecordSettings;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.table.Collation;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.type.PgType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/** The table of {@link Changes}, and what its records say, without a server. */
public final class AccountTable {
    private final RecordReader reader;
    private final boolean origins;

    /** @param origins whether conflicts are logged */
    public AccountTable(boolean origins) {
        this.origins = origins;
        this.reader = new RecordReader(new RecordSettings(
                new KeyFields(KeyMode.RECORD_KEY, List.of()),
                Optional.empty(),
                true,
                true,
                new Naming(TableLayout.NATIVE, false),
                origins,
                FieldRenames.NONE,
                false));
    }

    public static TableId id() {
        return new TableId("salesforce", "Account");
    }

    /** Returns the table as the catalog would have it. */
    public Table table() {
        Map<String, Column> columns = userColumns();
        add(columns, "_sync_version bigint", null);
        if (origins) {
            add(columns, "_sync_origin text", null);
            add(columns, "_sync_fields jsonb", null);
        }
        return table(columns);
    }

    /** Returns the table of a user whose rows keep no versions. */
    public Table tableWithoutVersions() {
        return table(userColumns());
    }

    /** Returns the table with a column for the Employees that its own column cannot hold. */
    public Table tableWithSideColumn() {
        Map<String, Column> columns = userColumns();
        add(columns, "Employees_text text", "Employees");
        add(columns, "_sync_version bigint", null);
        return table(columns);
    }

    private static Map<String, Column> userColumns() {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String definition : List.of("Id text", "Name text", "City text", "Employees integer")) {
            add(columns, definition, null);
        }
        return columns;
    }

    private static Table table(Map<String, Column> columns) {
        return new Table(id(), Table.Kind.TABLE, columns, List.of(List.of("Id")), Set.of(), "");
    }

    private static void add(Map<String, Column> columns, String definition, String mainColumn) {
        String[] parts = definition.split(" ", -1);
        PgType type = PgType.of(parts[1]);
        boolean isKey = parts[0].equals("Id");
        columns.put(
                parts[0],
                new Column(
                        parts[0],
                        type,
                        type,
                        type,
                        List.of(),
                        false,
                        Collation.OF_TYPE,
                        isKey,
                        false,
                        false,
                        null,
                        mainColumn));
    }

    public Change change(SinkRecord record) {
        return (Change) reader.read(record, id()).orElseThrow();
    }

    public Truncate truncate(SinkRecord record) {
        return (Truncate) reader.read(record, id()).orElseThrow();
    }

    public TableChanges changes(SinkRecord... records) {
        TableChanges changes = new TableChanges(id());
        for (SinkRecord record : records) {
            changes.add(change(record));
        }
        return changes;
    }
}
