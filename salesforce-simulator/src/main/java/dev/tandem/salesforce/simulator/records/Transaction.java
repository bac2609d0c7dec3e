/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * The writes of one request. Others see nothing of it before the store commits it. A record that cannot be saved throws
 * {@link SaveFailure} and leaves the transaction as it was. Not for use outside {@link RecordStore#write}.
 */
public final class Transaction {
    private final Function<SObject, Table> tables;
    private final RecordRules rules;
    private final Caller caller;
    private final Instant at;
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    private record Pending(SObject object, ChangeKind kind, Row before, Row after) {
        boolean isLive() {
            return kind != ChangeKind.DELETE;
        }
    }

    Transaction(Function<SObject, Table> tables, RecordRules rules, Caller caller, Instant at) {
        this.tables = tables;
        this.rules = rules;
        this.caller = caller;
        this.at = at;
    }

    /** Creates a record and returns its id. */
    public String create(SObject object, ObjectNode values) {
        long number = tables.apply(object).nextNumber();
        Row.Edit edit = new Row.Edit(Row.empty());
        rules.defaults(object, edit, caller, number);
        stamp(object, edit);
        edit.set(object.systemField("CreatedDate"), now()).set(object.systemField("CreatedById"), caller.userId());
        rules.assign(object, edit, values, RecordRules.Access.CREATE);
        Field idField = object.systemField("Id");
        if (edit.value(idField) == null) {
            edit.set(idField, SalesforceId.of(object.keyPrefix(), number));
        }
        Row row = rules.finished(object, edit);
        String id = (String) row.value(idField);
        rules.check(object, Row.empty(), row, this);
        stage(object, id, ChangeKind.CREATE, row);
        return id;
    }

    public void update(SObject object, String id, ObjectNode values) {
        Row before = liveRow(object, id);
        Row.Edit edit = new Row.Edit(before);
        stamp(object, edit);
        rules.assign(object, edit, values, RecordRules.Access.UPDATE);
        Row row = rules.finished(object, edit);
        rules.check(object, before, row, this);
        stage(object, id, ChangeKind.UPDATE, row);
    }

    public void delete(SObject object, String id) {
        Row.Edit edit = new Row.Edit(liveRow(object, id));
        stamp(object, edit);
        stage(
                object,
                id,
                ChangeKind.DELETE,
                edit.set(object.systemField("IsDeleted"), true).done());
    }

    public void undelete(SObject object, String id) {
        Row row = row(object, id);
        if (row == null || isLive(object, id)) {
            throw new SaveFailure("UNDELETE_FAILED", "Entity is not in the recycle bin");
        }
        Row.Edit edit = new Row.Edit(row);
        stamp(object, edit);
        stage(
                object,
                id,
                ChangeKind.UNDELETE,
                edit.set(object.systemField("IsDeleted"), false).done());
    }

    /** The ids of live records with that value, as this transaction sees them. */
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

    /** Takes back all that this transaction did so far. */
    public void rollBack() {
        pending.clear();
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
                    change.object(), id, change.kind(), change.before(), change.after(), changed(change)));
        });
        return new Commit(caller, at, changes);
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

    private Row row(SObject object, String id) {
        Pending change = pending.get(id);
        return change == null ? tables.apply(object).row(id) : change.after();
    }

    private Row liveRow(SObject object, String id) {
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
        return at.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Several writes to one record in a transaction are one change: the first kind, the last values. */
    private void stage(SObject object, String id, ChangeKind kind, Row after) {
        Pending earlier = pending.get(id);
        if (earlier == null) {
            pending.put(id, new Pending(object, kind, tables.apply(object).row(id), after));
            return;
        }
        if (kind == ChangeKind.DELETE && earlier.kind() == ChangeKind.CREATE) {
            pending.remove(id);
            return;
        }
        boolean first = kind == ChangeKind.UPDATE && earlier.kind() != ChangeKind.DELETE;
        boolean restored = kind == ChangeKind.UNDELETE && earlier.before() != null;
        ChangeKind whole = first ? earlier.kind() : restored ? ChangeKind.UPDATE : kind;
        pending.put(id, new Pending(object, whole, earlier.before(), after));
    }
}
