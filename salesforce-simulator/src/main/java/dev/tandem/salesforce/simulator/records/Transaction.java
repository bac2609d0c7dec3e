/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.FieldType;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The writes of one request. Others see nothing of it before the store commits it. A record that cannot be saved throws
 * {@link SaveFailure} and leaves the transaction as it was. Not for use outside {@link RecordStore#write}.
 *
 * <p><b>Locks.</b> A save locks its row, the rows it refers to, and values that must be unique, until the transaction
 * ends. A row is read only after it is locked, so nothing that was read changes before the commit.
 */
public final class Transaction {
    private final Function<SObject, Table> tables;
    private final RowLocks locks;
    private final SaveTimes times;
    private final RecordRules rules;
    private final Clock clock;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final Set<String> cascaded = new HashSet<>();
    private Caller caller;

    private record Pending(SObject object, ChangeKind kind, Caller caller, Row before, Row after) {
        boolean isLive() {
            return kind != ChangeKind.DELETE;
        }
    }

    /** A state of the transaction to which it can return. */
    public static final class Savepoint {
        private final Map<String, Pending> pending;

        private Savepoint(Map<String, Pending> pending) {
            this.pending = new LinkedHashMap<>(pending);
        }
    }

    Transaction(
            Function<SObject, Table> tables,
            RowLocks locks,
            SaveTimes times,
            RecordRules rules,
            Caller caller,
            Clock clock) {
        this.tables = tables;
        this.locks = locks;
        this.times = times;
        this.rules = rules;
        this.caller = caller;
        this.clock = clock;
    }

    /** Runs work of another caller as a part of this transaction. */
    <T> T join(Caller other, Function<Transaction, T> work) {
        Caller outer = caller;
        caller = other;
        try {
            return work.apply(this);
        } finally {
            caller = outer;
        }
    }

    /** Creates a record and returns its id. */
    public String create(SObject object, ObjectNode values) {
        long number = tables.apply(object).nextNumber();
        Row.Edit edit = new Row.Edit(Row.empty());
        rules.defaults(object, edit, caller, number);
        stamp(object, edit);
        edit.set(object.systemField("CreatedDate"), now()).set(object.systemField("CreatedById"), caller.userId());
        rules.assign(object, edit, values, RecordRules.Access.CREATE, this);
        rules.automate(object, edit, ChangeKind.CREATE);
        Field idField = object.systemField("Id");
        if (edit.value(idField) == null) {
            edit.set(idField, SalesforceId.of(object.keyPrefix(), number));
        }
        Row row = rules.finished(object, edit);
        String id = (String) row.value(idField);
        lock(id);
        rules.check(object, Row.empty(), row, this);
        lockParents(object, Row.empty(), row);
        stage(object, id, ChangeKind.CREATE, row);
        return id;
    }

    /** Updates a record. */
    public void update(SObject object, String id, ObjectNode values) {
        Row before = lockedRow(object, id);
        Row.Edit edit = new Row.Edit(before);
        stamp(object, edit);
        rules.assign(object, edit, values, RecordRules.Access.UPDATE, this);
        rules.automate(object, edit, ChangeKind.UPDATE);
        Row row = rules.finished(object, edit);
        rules.check(object, before, row, this);
        lockParents(object, before, row);
        stage(object, id, ChangeKind.UPDATE, row);
    }

    /** The result of an upsert. */
    public record Upserted(String id, boolean created) {}

    /** Creates the record, or updates the one that has the value of the external id. */
    public Upserted upsert(SObject object, Field externalId, ObjectNode values) {
        Object key = Values.stored(externalId, values.get(externalId.name()));
        if (externalId.name().equals("Id")) {
            values.remove("Id");
            if (key == null) {
                return new Upserted(create(object, values), true);
            }
            update(object, (String) key, values);
            return new Upserted((String) key, false);
        }
        if (key == null) {
            throw new SaveFailure("MISSING_ARGUMENT", externalId.name() + " not specified", externalId.name());
        }
        lockValue(object, externalId, key);
        Set<String> matches = withValue(object, externalId, key);
        if (matches.size() > 1) {
            throw new SaveFailure(
                    "DUPLICATE_EXTERNAL_ID",
                    "%s: more than one record found for external id field: %s".formatted(externalId.name(), matches),
                    externalId.name());
        }
        if (matches.isEmpty()) {
            return new Upserted(create(object, values), true);
        }
        String id = matches.iterator().next();
        update(object, id, values);
        return new Upserted(id, false);
    }

    /**
     * Moves a record into the recycle bin, and with it each record that names it in a field with {@code cascadeDelete}. No trigger runs
     * for those (<a href="https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_ignoring_operations.htm">
     * Operations That Don't Invoke Triggers</a>).
     */
    public void delete(SObject object, String id) {
        Row before = lockedRow(object, id);
        rules.checkDelete(object, before, this);
        lockParents(object, before, before);
        Row.Edit edit = new Row.Edit(before);
        stamp(object, edit);
        stage(
                object,
                id,
                ChangeKind.DELETE,
                edit.set(object.systemField("IsDeleted"), true).done());
        for (Map.Entry<Field, SObject> detail : rules.details(object).entrySet()) {
            for (String child : withValue(detail.getValue(), detail.getKey(), id)) {
                if (isLive(detail.getValue(), child)) {
                    cascaded.add(child);
                    delete(detail.getValue(), child);
                }
            }
        }
    }

    /** Takes a record out of the recycle bin. */
    public void undelete(SObject object, String id) {
        lock(id);
        Row row = row(object, id);
        if (row == null || isLive(object, id)) {
            throw new SaveFailure("UNDELETE_FAILED", "Entity is not in the recycle bin");
        }
        rules.checkUndelete(object, row, this);
        Row.Edit edit = new Row.Edit(row);
        stamp(object, edit);
        stage(
                object,
                id,
                ChangeKind.UNDELETE,
                edit.set(object.systemField("IsDeleted"), false).done());
    }

    /** Returns the row, deleted or not, or null, once no other transaction can change it. */
    public Row lockedRowOrNull(SObject object, String id) {
        lock(id);
        return row(object, id);
    }

    /** Waits until no other transaction can save a record with that value, which then is unique or known. */
    public void lockValue(SObject object, Field field, Object value) {
        if (!locks.tryLock(this, object.name() + '.' + field.name() + '=' + FieldIndex.key(value), times.lockWait())) {
            throw SaveFailure.locked(object.name());
        }
    }

    /** Returns the ids of live records with that value, as this transaction sees them. */
    public Set<String> withValue(SObject object, Field field, Object value) {
        Set<String> ids = new LinkedHashSet<>(tables.apply(object).withValue(field, value));
        pending.forEach((id, change) -> {
            if (change.object() == object) {
                Object key = FieldIndex.key(change.after().value(field));
                ids.remove(id);
                if (change.isLive() && FieldIndex.key(value).equals(key)) {
                    ids.add(id);
                }
            }
        });
        return ids;
    }

    public boolean isLive(SObject object, String id) {
        Pending change = pending.get(id);
        return change == null ? tables.apply(object).isLive(id) : change.isLive();
    }

    /** Returns the present state, for {@link #rollBackTo}. */
    public Savepoint savepoint() {
        return new Savepoint(pending);
    }

    /** Takes back all that this transaction did since the savepoint. */
    public void rollBackTo(Savepoint savepoint) {
        pending.clear();
        pending.putAll(savepoint.pending);
    }

    Caller caller() {
        return caller;
    }

    boolean hasChanges() {
        return !pending.isEmpty();
    }

    /** Returns the rows of an object as this transaction sees them, in the order of their ids. */
    List<Row> rows(SObject object) {
        List<Row> all = tables.apply(object).all();
        if (pending.values().stream().noneMatch(change -> change.object().name().equals(object.name()))) {
            return all;
        }
        Field id = object.systemField("Id");
        Map<String, Row> rows = new TreeMap<>();
        all.forEach(row -> rows.put((String) row.value(id), row));
        pending.forEach((changed, change) -> {
            if (change.object().name().equals(object.name())) {
                rows.put(changed, change.after());
            }
        });
        return List.copyOf(rows.values());
    }

    Commit commit() {
        List<RecordChange> changes = new ArrayList<>();
        pending.forEach((id, change) -> {
            Table table = tables.apply(change.object());
            if (change.isLive()) {
                table.put(id, change.after());
            } else {
                table.delete(id, change.after());
            }
            changes.add(new RecordChange(
                    change.object(),
                    id,
                    change.kind(),
                    change.caller(),
                    change.before(),
                    change.after(),
                    changed(change),
                    cascaded.contains(id)));
        });
        return new Commit(caller, clock.instant(), changes);
    }

    private static List<Field> changed(Pending change) {
        if (change.kind() != ChangeKind.UPDATE) {
            return List.of();
        }
        return change.object().fields().stream()
                .filter(field -> !Objects.equals(
                        change.before().value(field), change.after().value(field)))
                .toList();
    }

    Row row(SObject object, String id) {
        Pending change = pending.get(id);
        return change == null ? tables.apply(object).row(id) : change.after();
    }

    private void lock(String id) {
        if (!locks.tryLock(this, id, times.lockWait())) {
            throw SaveFailure.locked(id);
        }
    }

    /** Locks the records that a row refers to, before and after a save; people are never locked. */
    private void lockParents(SObject object, Row before, Row after) {
        for (Field field : object.fields()) {
            boolean toRecord = field.type() == FieldType.REFERENCE
                    && !field.referenceTo().contains("User")
                    && !field.referenceTo().contains("Group");
            if (toRecord) {
                for (Object parent : new Object[] {before.value(field), after.value(field)}) {
                    if (parent != null) {
                        lock((String) parent);
                    }
                }
            }
        }
    }

    private Row lockedRow(SObject object, String id) {
        lock(id);
        if (!isLive(object, id)) {
            throw SaveFailure.deleted();
        }
        return row(object, id);
    }

    private void stamp(SObject object, Row.Edit edit) {
        edit.set(object.systemField("LastModifiedDate"), now())
                .set(object.systemField("LastModifiedById"), caller.userId())
                .set(object.systemField("SystemModstamp"), now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Several writes to one record in a transaction are one change: the first kind, the last values. */
    private void stage(SObject object, String id, ChangeKind kind, Row after) {
        Pending earlier = pending.get(id);
        if (earlier == null) {
            pending.put(
                    id, new Pending(object, kind, caller, tables.apply(object).row(id), after));
            return;
        }
        if (kind == ChangeKind.DELETE && earlier.kind() == ChangeKind.CREATE) {
            pending.remove(id);
            return;
        }
        boolean first = kind == ChangeKind.UPDATE && earlier.kind() != ChangeKind.DELETE;
        boolean restored = kind == ChangeKind.UNDELETE && earlier.before() != null;
        ChangeKind whole = first ? earlier.kind() : restored ? ChangeKind.UPDATE : kind;
        pending.put(id, new Pending(object, whole, earlier.caller(), earlier.before(), after));
    }
}
