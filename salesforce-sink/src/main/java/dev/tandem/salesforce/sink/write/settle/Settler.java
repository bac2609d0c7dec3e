/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.settle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.write.row.Effects;
import dev.tandem.salesforce.sink.write.row.RetryDelays;
import dev.tandem.salesforce.sink.write.row.RowTransactions;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.row.WriteLogEntry;
import dev.tandem.salesforce.sink.write.take.CurrentRecords;
import dev.tandem.salesforce.sink.write.take.HiddenRecords;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.AdoptionRule;
import dev.tandem.twoway.rule.Look;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.SettleRule;
import dev.tandem.twoway.rule.SettleRule.Step;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.StoredRow;
import dev.tandem.twoway.value.CanonicalValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;

/** The step that settles requests which no event has confirmed in time, by a look at their records. */
public final class Settler {
    private static final int MAX_ROWS = 2_000;

    private final TableContext context;
    private final CurrentRecords currentRecords;
    private final HiddenRecords hiddenRecords;
    private final Session session;
    private final RetryDelays delays;
    private final SettleRule rule;
    private final long echoMicros;
    private final long readMicros;
    private final long abandonedBefore;

    /** @param abandonedBefore the time before which no request waits for its answer any more, in µs since the epoch */
    public Settler(
            TableContext context,
            CurrentRecords currentRecords,
            Session session,
            RetryDelays delays,
            long abandonedBefore) {
        this.context = context;
        this.currentRecords = currentRecords;
        this.hiddenRecords = new HiddenRecords(context);
        this.session = session;
        this.delays = delays;
        this.rule = new SettleRule(
                context.table().owners(),
                context.settings().echoTimeout(),
                context.settings().deadline(),
                context.settings().repeatAfter(),
                abandonedBefore);
        this.abandonedBefore = abandonedBefore;
        this.echoMicros =
                TimeUnit.NANOSECONDS.toMicros(context.settings().echoTimeout().toNanos());
        this.readMicros =
                TimeUnit.NANOSECONDS.toMicros(context.settings().deadline().toNanos());
    }

    /** A request that is due, with the row as it was when it was found. */
    private record Due(TwoWayRow row, Step step) {
        String key() {
            return row.key();
        }

        long requestId() {
            return row.request().id();
        }
    }

    private record Found(Due due, Look look) {
        String key() {
            return due.key();
        }
    }

    /** @param records those that have the row's key as their external id, recycle bin included */
    private record LookedUp(Due due, List<ObjectNode> records) {
        String key() {
            return due.key();
        }

        boolean isOpenOn(TwoWayRow row) {
            return row.request() != null && row.request().id() == due.requestId();
        }

        /** Returns the record that is not deleted, since the external id is unique; null if there is none. */
        ObjectNode living() {
            return records.stream()
                    .filter(record -> !isDeleted(record))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Settles requests that are due, and returns creates that are to be sent again. */
    public List<Taken> settleDue() throws SQLException {
        List<String> keys = session.inTransaction(connection -> context.table()
                .store()
                .keysToSettle(connection, RowStore.now(connection), echoMicros, readMicros, abandonedBefore, MAX_ROWS));
        if (keys.isEmpty()) {
            return List.of();
        }
        List<Due> due = context.rows()
                .run(context.table(), keys, Function.identity(), this::nextStep)
                .results();
        settleByLook(due.stream().filter(each -> each.step == Step.LOOK).toList());
        return settleCreates(
                due.stream().filter(each -> each.step == Step.LOOK_UP).toList());
    }

    private void nextStep(String key, StoredRow stored, long now, Effects<Due> effects) {
        if (stored == null) {
            return;
        }
        Step step = rule.next(stored.row(), now);
        if (step == Step.ASK_FOR_READ) {
            RowDecision decision = rule.askForRead(stored.row());
            effects.write(new RowChange(stored, decision.row(), Wake.NOW, stored.error()));
            effects.read(stored.row().salesforceId());
        } else if (step == Step.FORGET) {
            effects.write(new RowChange(stored, SettleRule.forget(stored.row()), Wake.NOW, stored.error()));
        } else if (step != Step.WAIT) {
            effects.result(new Due(stored.row(), step));
        }
    }

    private void settleByLook(List<Due> due) throws SQLException {
        if (due.isEmpty()) {
            return;
        }
        Map<String, Look> looks = currentRecords.look(due.stream().map(Due::row).toList());
        List<Due> hidden =
                due.stream().filter(each -> !looks.containsKey(each.key())).toList();
        hiddenRecords.letRest(hidden.stream().map(each -> new Taken(each.row())).toList());
        hidden.forEach(each -> delays.forget(each.key()));
        List<Found> found = due.stream()
                .filter(each -> looks.containsKey(each.key()))
                .map(each -> new Found(each, looks.get(each.key())))
                .toList();
        context.rows()
                .run(
                        context.table(),
                        found,
                        Found::key,
                        (Found job, StoredRow stored, long now, Effects<Void> effects) -> {
                            if (stored != null) {
                                RowDecision decision = rule.settle(stored.row(), job.due.row(), job.look);
                                write(stored, decision, stored.error(), job.due, effects);
                            }
                        });
    }

    /** Looks for the records of creates without an answer by their external id, recycle bin included. */
    private List<Taken> settleCreates(List<Due> due) throws SQLException {
        if (due.isEmpty()) {
            return List.of();
        }
        if (context.table().externalId() == null) {
            throw new ConnectException("Failed to settle inserts into "
                    + context.table().id()
                    + ": external.id.fields has no field of " + context.table().object()
                    + ". Name the field that it had when the rows were sent.");
        }
        String field = context.table().externalId().name();
        List<String> keys = due.stream().map(Due::key).toList();
        Map<String, List<ObjectNode>> records = new HashMap<>();
        for (ObjectNode record : context.lookup()
                .findByExternalId(context.table().object(), context.table().externalId(), keys, List.of("Id"))) {
            records.computeIfAbsent(record.path(field).asText(), key -> new ArrayList<>())
                    .add(record);
        }
        List<LookedUp> lookedUp = due.stream()
                .map(each -> new LookedUp(each, records.getOrDefault(each.key(), List.of())))
                .toList();
        Map<String, StoredRow> owners = new HashMap<>();
        RowTransactions.Lock lock = (connection, some) -> {
            List<StoredRow> rows = context.table().store().lock(connection, some);
            lockOwners(connection, some.stream().flatMap(key -> records.getOrDefault(key, List.of()).stream()), owners);
            return rows;
        };
        return context.rows()
                .run(
                        context.table(),
                        lock,
                        lookedUp,
                        LookedUp::key,
                        (LookedUp job, StoredRow stored, long now, Effects<Taken> effects) -> {
                            if (stored != null) {
                                settleCreate(job, stored, owners, now, effects);
                            }
                        })
                .results();
    }

    /**
     * Locks the rows that records belong to, deleted ones included. A key may be inserted again after its row was deleted, and people can
     * give a record any external id: so a record with the row's key may be that of another row.
     *
     * @param owners gets the rows by record id
     */
    private void lockOwners(Connection connection, Stream<ObjectNode> records, Map<String, StoredRow> owners)
            throws SQLException {
        List<String> ids = records.map(Settler::id).toList();
        owners.keySet().removeAll(ids);
        if (!ids.isEmpty()) {
            for (StoredRow owner : context.table().store().lockByRecordId(connection, ids)) {
                String id = owner.row().salesforceId();
                boolean neverHadRow = owner.key().equals(id);
                if (!neverHadRow) {
                    owners.putIfAbsent(id, owner);
                }
            }
        }
    }

    private void settleCreate(
            LookedUp job, StoredRow stored, Map<String, StoredRow> owners, long now, Effects<Taken> effects) {
        TwoWayRow row = stored.row();
        ObjectNode living = job.living();
        StoredRow owner = living == null ? null : ownerOf(living, row, owners);
        if (owner != null && job.isOpenOn(row)) {
            rejectKey(stored, keyTaken(id(living), owner), job.due, effects);
            return;
        }
        ObjectNode record = living == null ? deletedOf(job, row, owners) : living;
        RowDecision decision = settleCreate(row, record, job, now);
        write(stored, decision, stored.error(), job.due, effects);
        if (SettleRule.isRepeated(decision.row(), job.due.requestId())) {
            effects.result(new Taken(decision.row()));
        }
    }

    /** Returns the deleted record that was created from the row; null if there is none. */
    private static ObjectNode deletedOf(LookedUp job, TwoWayRow row, Map<String, StoredRow> owners) {
        return job.records.stream()
                .filter(record -> ownerOf(record, row, owners) == null)
                .findFirst()
                .orElse(null);
    }

    /** Returns the other row that a record belongs to; null if there is none. */
    private static StoredRow ownerOf(ObjectNode record, TwoWayRow row, Map<String, StoredRow> owners) {
        return id(record).equals(row.salesforceId()) ? null : owners.get(id(record));
    }

    private String keyTaken(String recordId, StoredRow owner) {
        String owning = owner.place() == StoredRow.Place.TABLE ? "row " + owner.key() : "a row that was deleted";
        return "Failed to create the record of the row: record " + recordId + " of " + owning
                + " has this row's key in "
                + context.table().externalId().name()
                + ". Change that value or delete the record, then call tandem.requeue.";
    }

    private void rejectKey(StoredRow stored, String message, Due due, Effects<?> effects) {
        if (stored.row().exists()) {
            context.metrics().add(WriteMetric.WRITES_REJECTED, 1);
            effects.log(new WriteLogEntry(stored.row(), stored.row().request(), WriteLogEntry.State.FAILED, message));
        }
        write(stored, SettleRule.settleKeyTaken(stored.row()), message, due, effects);
    }

    /** @param record the one that was created from the row; null if there is none */
    private RowDecision settleCreate(TwoWayRow row, ObjectNode record, LookedUp job, long now) {
        if (record == null || !job.isOpenOn(row)) {
            return rule.settleNotCreated(row, job.due.requestId(), now);
        }
        RowDecision adopted = isDeleted(record)
                ? AdoptionRule.adopt(row, tombstone(row, id(record)))
                : AdoptionRule.adopt(row, id(record));
        return rule.settleCreated(adopted, now);
    }

    /** Returns what a delete in Salesforce leaves of a record that no event has named yet. */
    private static TwoWayRow tombstone(TwoWayRow row, String id) {
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        values.put(TwoWayRow.EXISTENCE, CanonicalValue.FALSE);
        return new TwoWayRow(row.key(), id, values, row.version(), Map.of(), null, TwoWayRow.NOT_FAILED);
    }

    /** @param error the message that the row shows if it has failed */
    private void write(StoredRow stored, RowDecision decision, String error, Due due, Effects<?> effects) {
        boolean isSettled = !decision.row().equals(stored.row());
        if (!isSettled) {
            return;
        }
        context.metrics().add(WriteMetric.REQUESTS_SETTLED, 1);
        effects.lose(decision.row(), decision.lost(), due.requestId());
        Wake wake = decision.wakesWriteBack() ? Wake.NOW : Wake.AFTER_NEXT_CHANGE;
        boolean failed = decision.row().hasFailed();
        effects.write(new RowChange(stored, decision.row(), wake, failed ? error : null));
        if (decision.needsRead() && decision.row().salesforceId() != null) {
            effects.read(decision.row().salesforceId());
        }
        if (decision.wakesWriteBack()) {
            context.wake(due.key());
        } else if (!due.row.request().isAnswered()) {
            delays.forget(due.key()); // The write whose answer was lost is through.
        }
    }

    private static String id(ObjectNode record) {
        return record.path("Id").asText();
    }

    private static boolean isDeleted(ObjectNode record) {
        return record.path("IsDeleted").asBoolean();
    }
}
