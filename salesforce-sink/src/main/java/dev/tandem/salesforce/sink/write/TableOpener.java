/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.bulk.BulkIngest;
import dev.tandem.salesforce.client.rest.AbsentRecords;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.write.TableWriteBack.Senders;
import dev.tandem.salesforce.sink.write.TableWriteBack.Start;
import dev.tandem.salesforce.sink.write.TaskWriteBack.Role;
import dev.tandem.salesforce.sink.write.answer.AnswerApplier;
import dev.tandem.salesforce.sink.write.answer.AnswerRecorder;
import dev.tandem.salesforce.sink.write.bulk.BulkSender;
import dev.tandem.salesforce.sink.write.bulk.RunningJobs;
import dev.tandem.salesforce.sink.write.parent.ParentLinks;
import dev.tandem.salesforce.sink.write.row.BlockedRows;
import dev.tandem.salesforce.sink.write.row.RetryDelays;
import dev.tandem.salesforce.sink.write.row.RowTransactions;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.send.CallSender;
import dev.tandem.twoway.state.RowStore;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The maker of a task's table write-backs. It keeps what outlives the preparation of a table. Used by one thread. */
final class TableOpener {
    /** Other tasks may wait for the answers to their requests, however old they are. */
    private static final long NOTHING_IS_ABANDONED = 0;

    private final TaskWriteBack.Setup setup;
    private final RecordLookup lookup;
    private final AbsentRecords absentRecords;
    private final WriteApi writeApi;
    private final Map<SObjectName, MappedTable> tablesByObject = new HashMap<>();
    /** Those that failed after they had been prepared, until they are prepared again. */
    private final Map<SObjectName, MappedTable> failedByObject = new HashMap<>();

    private final Map<TableId, RunningJobs> jobs = new HashMap<>();

    TableOpener(TaskWriteBack.Setup setup, WriteApi writeApi) {
        this.setup = setup;
        this.lookup = new RecordLookup(setup.api());
        this.absentRecords = new AbsentRecords(setup.api());
        this.writeApi = writeApi;
    }

    /** Returns the write-back of a table that was just prepared. */
    TableWriteBack open(MappedTable table) throws SQLException {
        boolean isOnly = setup.role() == Role.ONLY;
        long abandonedBefore = isOnly ? setup.session().inTransaction(RowStore::now) : NOTHING_IS_ABANDONED;
        BlockedRows blocked = new BlockedRows(
                setup.session(), table.id(), setup.settings().sweepInterval(), setup.metrics(), setup.clock());
        RowTransactions rows =
                new RowTransactions(setup.session(), blocked, setup.settings().lockTimeout());
        TableContext context = new TableContext(
                table, rows, lookup, absentRecords, setup.wakeUps(), setup.settings(), setup.metrics());
        RetryDelays delays = new RetryDelays(setup.clock(), new Random());
        AnswerApplier answers = new AnswerApplier(context, delays, setup.clock());
        RunningJobs running = jobs.computeIfAbsent(table.id(), added -> new RunningJobs());
        AnswerRecorder recorder = new AnswerRecorder(context, answers, setup.clock());
        BulkSender bulk =
                new BulkSender(context, setup.session(), new BulkIngest(setup.api()), recorder, running, setup.clock());
        Senders senders = new Senders(new CallSender(context, writeApi, setup.calls(), recorder), bulk, recorder);
        tablesByObject.put(table.object(), table);
        failedByObject.remove(table.object());
        ParentLinks parents = new ParentLinks(context, setup.session(), tablesByObject, failedByObject);
        return new TableWriteBack(
                context, setup.session(), senders, parents, delays, new Start(setup.clock(), abandonedBefore));
    }

    /**
     * Lets other tables find no parents in a table that has failed or is gone, and wait for it with their deletes. Its Bulk jobs go on
     * when it is opened again.
     */
    void close(TableId table) {
        for (MappedTable other : List.copyOf(tablesByObject.values())) {
            if (other.id().equals(table)) {
                tablesByObject.remove(other.object());
                failedByObject.put(other.object(), other);
            }
        }
    }

    /** Lets no other table wait for one that is gone. */
    void forget(TableId table) {
        failedByObject.values().removeIf(other -> other.id().equals(table));
    }
}
