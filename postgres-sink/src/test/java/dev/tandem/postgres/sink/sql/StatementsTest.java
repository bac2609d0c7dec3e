/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.sink.AccountTable;
import dev.tandem.postgres.sink.Changes;
import dev.tandem.postgres.sink.plan.InsertMode;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.VersionGuard;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.postgres.sink.type.Wire;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every statement that the sink runs over one example table, as files that a reader can open. */
class StatementsTest {
    private static final AccountTable ACCOUNT = new AccountTable(false);
    private static final SinkRecord WHOLE =
            Changes.read("001", 1, Map.of("Name", "Ada", "City", "Turin", "Employees", 3));
    private static final SinkRecord CITY_ONLY = Changes.update("002", 2, Map.of("City", "Rome"));

    @ParameterizedTest
    @CsvSource({"false,", "true,-with-origins"})
    void rendersWritesOfRows(boolean origins, String suffix) {
        String end = (suffix == null ? "" : suffix) + ".sql";
        Example mixed = new Example(origins, WHOLE, CITY_ONLY);
        Example whole = new Example(origins, WHOLE);

        Example city = new Example(origins, CITY_ONLY);

        golden("insert-whole" + end, whole.insert(InsertRace.FAIL));
        golden("insert-one-field" + end, city.insert(InsertRace.FAIL));
        golden("update-one-field" + end, city.update());
        golden("insert" + end, mixed.insert(InsertRace.FAIL));
        golden("insert-race" + end, mixed.insert(InsertRace.SKIP));
        golden("update" + end, whole.update());
        golden("update-mixed-fields" + end, mixed.update());
        golden("delete" + end, whole.statements.delete(whole.keysAndVersions()));
        golden("lock" + end, whole.statements.lock(whole.keys()));
    }

    @Test
    void rendersWritesOfRowsWithoutLocalEdits() {
        Example city =
                new Example(ACCOUNT.table(), VersionGuard.NEWER, RowScope.ROWS_AT_REST, ACCOUNT.changes(CITY_ONLY));
        Example whole = new Example(ACCOUNT.table(), VersionGuard.NEWER, RowScope.ROWS_AT_REST, ACCOUNT.changes(WHOLE));

        golden("update-at-rest.sql", city.update());
        golden("insert-at-rest.sql", whole.insert(InsertRace.FAIL));
    }

    @Test
    void rendersUpdateOfRowsThatAreNotWrittenYet() {
        TableChanges changes = ACCOUNT.changes(CITY_ONLY);
        Example sharedVersions = new Example(ACCOUNT.table(), VersionGuard.NOT_OLDER, RowScope.ALL_ROWS, changes);
        Example noVersions =
                new Example(ACCOUNT.tableWithoutVersions(), VersionGuard.NEWER, RowScope.ALL_ROWS, changes);

        golden("update-others.sql", sharedVersions.updateOthers());
        golden("update-others-without-versions.sql", noVersions.updateOthers());
    }

    @Test
    void rendersWritesOfSideColumns() {
        Schema schema = SchemaBuilder.struct()
                .name("v2")
                .optional()
                .field("Id", Schema.OPTIONAL_STRING_SCHEMA)
                .field("Employees", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        SinkRecord text = Changes.change("u", "003", 3, schema, Map.of("Employees", "many"), List.of("Employees"));
        SinkRecord number = Changes.update("004", 4, Map.of("Employees", 5));
        TableChanges changes = ACCOUNT.changes(text, number);
        Example both = new Example(ACCOUNT.tableWithSideColumn(), VersionGuard.NEWER, RowScope.ALL_ROWS, changes);

        golden("update-side-column.sql", both.update());
        golden("insert-side-column.sql", both.insert(InsertRace.FAIL));
    }

    @Test
    void rendersSearches() {
        Example whole = new Example(false, WHOLE);

        golden("convert.sql", whole.convert());
        golden("has-origins.sql", OriginStatements.HAS_ORIGINS);
        golden("count-untouched.sql", UntouchedStatements.count(AccountTable.id(), 100_000));
        golden("find-stale.sql", whole.statements.findStale(whole.keysAndVersions()));
        golden("identify.sql", whole.statements.identify(whole.keys()));
        golden("count-unwritten.sql", whole.statements.countUnwritten(whole.keysAndVersions(), InsertMode.UPSERT));
        golden("count-undeleted.sql", whole.statements.countUndeleted(whole.keysAndVersions()));
    }

    @ParameterizedTest
    @CsvSource({"false,", "true,-with-origins"})
    void rendersTombstones(boolean origins, String suffix) {
        String end = (suffix == null ? "" : suffix) + ".sql";
        Example whole = new Example(origins, WHOLE);
        TombstoneStatements tombstones = new TombstoneStatements(whole.columns);

        golden("tombstones-find" + end, tombstones.find(whole.keys()));
        golden("tombstones-insert" + end, tombstones.insert(whole.keysAndVersions()));
        golden("tombstones-delete" + end, tombstones.delete(whole.keys()));
        golden("look-at-table" + end, tombstones.lookAtTable());
    }

    @Test
    void rendersConflicts() {
        Example mixed = new Example(true, WHOLE, CITY_ONLY);
        ColumnArrays source = mixed.all();
        for (String name : List.of("type", "resolution", "local_origin", "topic")) {
            source.add(name, Wire.TEXT, new BinaryArray(Wire.TEXT, NulRule.STRIP, 0));
        }

        golden("conflicts-log.sql", new ConflictStatements(mixed.columns).log(source, mixed.fields()));
        golden("conflicts-note-arrivals.sql", ConflictStatements.NOTE_ARRIVALS);
    }

    @Test
    void rendersReplicationOrigin() {
        golden("replication-origin-look.sql", ReplicationOriginStatements.LOOK);
        golden("replication-origin-create.sql", ReplicationOriginStatements.CREATE);
        golden("replication-origin-begin.sql", ReplicationOriginStatements.BEGIN);
        golden("replication-origin-cancel.sql", ReplicationOriginStatements.CANCEL);
        golden("replication-origin-end.sql", ReplicationOriginStatements.END);
    }

    @ParameterizedTest
    @CsvSource({"false,", "true,-with-origins"})
    void rendersTruncate(boolean origins, String suffix) {
        AccountTable account = new AccountTable(origins);
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, "t");
        SinkRecord record =
                new SinkRecord(Changes.TOPIC, 0, null, null, null, null, 7, 0L, TimestampType.CREATE_TIME, headers);

        Statement truncate =
                TruncateStatement.of(account.table(), account.table().uniqueKeys(), account.truncate(record));

        golden("truncate" + (suffix == null ? "" : suffix) + ".sql", truncate);
        golden("count-truncate-left.sql", TruncateStatement.countUndeleted(account.table(), account.truncate(record)));
        golden(
                "truncate-remember" + (suffix == null ? "" : suffix) + ".sql",
                TruncateStatement.remember(account.truncate(record)));
    }

    @Test
    void rendersTransactionsAndSystemTables() {
        golden("session-plain-names.sql", Session.PLAIN_NAMES);
        golden("session-current-schema.sql", Session.CURRENT_SCHEMA);
        golden("begin.sql", TransactionStatements.BEGIN);
        golden("set.sql", TransactionStatements.SET);
        golden("arrivals-note.sql", ArrivalStatements.NOTE);
        golden("positions-begin.sql", TransactionStatements.BEGIN_POSITIONS);
        golden("positions-read.sql", PositionStatements.READ);
        golden("positions-store.sql", PositionStatements.STORE);
        golden("purge-tombstones.sql", SystemTableStatements.purgeTombstones(10_000));
        golden("purge-conflicts.sql", SystemTableStatements.purgeConflicts(10_000));
        StringBuilder ddl = new StringBuilder(SystemTableStatements.LOCK).append(";\n");
        for (SystemTableStatements.Part part : SystemTableStatements.TOMBSTONES) {
            append(ddl, part);
        }
        ddl.append("\n-- where conflicts are logged\n");
        for (SystemTableStatements.Part part : SystemTableStatements.CONFLICTS) {
            append(ddl, part);
        }
        ddl.append("\n-- where versions are offsets\n");
        append(ddl, ArrivalStatements.TABLE);
        ddl.append("\n-- for the comparison with offsets in Kafka\n");
        PositionStatements.TABLE.subList(1, 2).forEach(part -> append(ddl, part));
        golden("create-system-tables.sql", ddl.toString().strip().replaceFirst(";$", ""));
    }

    private static void append(StringBuilder ddl, SystemTableStatements.Part part) {
        ddl.append("\n-- unless this is true\nSELECT ").append(part.present()).append(";\n");
        ddl.append(part.ddl()).append(";\n");
    }

    private static void golden(String file, Statement statement) {
        golden(file, statement.sql());
    }

    private static void golden(String file, String sql) {
        StatementFile.assertHolds(file, sql);
    }

    /** Changes of the example table, and their statements. */
    private static final class Example {
        private final TargetColumns columns;
        private final RowEncoder encoder;
        private final TableStatements statements;
        private final List<RowWrite> writes;

        Example(boolean origins, SinkRecord... records) {
            this(
                    new AccountTable(origins).table(),
                    VersionGuard.NEWER,
                    RowScope.ALL_ROWS,
                    new AccountTable(origins).changes(records));
        }

        Example(Table table, VersionGuard guard, RowScope scope, TableChanges changes) {
            this.columns = new TargetColumns(table, changes, TableLayout.NATIVE);
            this.encoder = new RowEncoder(columns, NulRule.STRIP);
            this.statements = new TableStatements(columns, guard, scope, TableLayout.NATIVE);
            this.writes = changes.inLockOrder().stream()
                    .map(RowHistory::last)
                    .map(RowWrite::of)
                    .toList();
        }

        WrittenFields fields() {
            return columns.written(writes);
        }

        ColumnArrays all() {
            return encoder.rows(writes, fields());
        }

        Statement insert(InsertRace race) {
            return statements.insert(all(), fields(), race);
        }

        Statement update() {
            return statements.update(all(), fields());
        }

        Statement updateOthers() {
            return statements.updateOthers(all(), fields());
        }

        Statement convert() {
            ColumnArrays source = encoder.fields(writes.get(0).last(), fields().numbers());
            return TableStatements.convert(source, columns.values(fields()));
        }

        ColumnArrays keys() {
            List<Change> changes = writes.stream().map(RowWrite::last).toList();
            return encoder.keys(changes);
        }

        ColumnArrays keysAndVersions() {
            return encoder.keysAndVersions(writes);
        }
    }
}
