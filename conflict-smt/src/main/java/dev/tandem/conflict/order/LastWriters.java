/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.FieldSet;
import dev.tandem.conflict.field.FieldSlots;
import dev.tandem.conflict.order.Verdict.Reason;
import dev.tandem.conflict.row.RowPlan;
import dev.tandem.conflict.shape.Change;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/**
 * Knows who wrote the fields of recently seen rows last, and so what of a change is strictly older. Whole rows and deletes write
 * every field. What is equal is never held back: a rewound consumer brings back what the sink may not have written.
 *
 * <p>The surviving state is the same for every order of arrival that keeps each origin's own, as long as the rows stay in
 * memory: every field is a register of its own, in which the greatest stamp of one total order wins.
 */
public final class NewestWriters {
    private final OrderSettings settings;
    private final Origins origins;
    /** Ends of the list of rows in the order of last use. */
    private RowWriters newest;

    private RowWriters oldest;
    /** The change in hand: one object for all, since it never leaves a call. */
    private final Stamp stamp = new Stamp();

    private long weight;
    private long rows;
    private long evicted;

    public NewestWriters(OrderSettings settings) {
        this.settings = settings;
        this.origins = new Origins(settings.originPriority());
    }

    public RowMemory memory(String topic, FieldSlots slots) {
        return new RowMemory(new ObjectPolicies(settings.fieldPolicies(), topic, slots));
    }

    /** What of the change is to be applied; from now on it is remembered. */
    public Verdict judge(RowMemory memory, Object recordKey, Change change, FieldSet carried, RowPlan plan) {
        ObjectPolicies policies = memory.policies;
        FieldSet allowed = change.isDelete() || policies.latestOnly()
                ? carried
                : carried.minus(policies.readOnlyFrom(change.origin()));
        Reason reason = allowed.equals(carried) ? null : Reason.POLICY;
        Object key = settings.memoryMaxBytes() == 0 || !change.versioned() ? null : RowKey.of(recordKey);
        if (key == null || allowed.isEmpty()) {
            return Verdict.of(allowed, reason);
        }
        RowWriters row = row(memory, key);
        int before = row.weight(0);
        try {
            stamp(row, change);
            // What an echo confirms is known from its fields: it is never held back.
            FieldSet fields = change.echo() == null ? notBeaten(row, allowed, policies) : allowed;
            FieldSet kept = policies.latestOnly() ? fields : notExceeded(row, change, fields, policies, plan);
            row.note(stamp, kept);
            return Verdict.of(kept, reason(allowed, fields, kept, reason));
        } finally {
            weight += row.weight(0) - before;
            evict();
        }
    }

    private static Reason reason(FieldSet allowed, FieldSet fields, FieldSet kept, Reason before) {
        if (!kept.equals(fields)) {
            return Reason.POLICY;
        }
        return fields.equals(allowed) ? before : Reason.OLDER;
    }

    /** The row is as good as new: what is known of it says nothing about changes to come. */
    public void forget(RowMemory memory, Object recordKey) {
        Object key = RowKey.of(recordKey);
        RowWriters row = key == null ? null : memory.rows.get(key);
        if (row != null) {
            remove(row);
        }
    }

    public void forgetAll(RowMemory memory) {
        memory.rows.values().stream().toList().forEach(this::remove);
    }

    private void stamp(RowWriters row, Change change) {
        stamp.origin = origins.number(change.origin());
        stamp.version = change.version();
        stamp.delete = change.isDelete();
        stamp.time = change.commitTs() - origins.rank(stamp.origin) * settings.clockSkewMs() * 1_000;
        Stamp newestOfOrigin = row.newestOf(stamp.origin);
        if (newestOfOrigin != null && newestOfOrigin.version == stamp.version) {
            stamp.time = newestOfOrigin.time;
        } else if (newestOfOrigin != null && newestOfOrigin.version < stamp.version) {
            // An origin's clock may go back; its changes must not overtake each other in the common order for that.
            stamp.time = Math.max(stamp.time, newestOfOrigin.time);
        }
    }

    private FieldSet notBeaten(RowWriters row, FieldSet carried, ObjectPolicies policies) {
        FieldSet left = carried;
        for (int i = 0; i < row.stamps().size(); i++) {
            Stamp known = row.stamps().get(i);
            FieldSet beaten = policies.latestOnly()
                    ? (known.newerThan(stamp, origins) ? known.fields : FieldSet.NONE)
                    : known.fields.and(beaten(known, policies));
            left = left.minus(beaten);
        }
        return left;
    }

    /** Of an owned field, its owner's values and deletes are of a higher class than all else; within a class, the newer wins. */
    private FieldSet beaten(Stamp known, ObjectPolicies policies) {
        boolean newer = known.newerThan(stamp, origins);
        FieldSet beaten = newer ? FieldSet.ALL : FieldSet.NONE;
        for (Map.Entry<String, FieldSet> owned : policies.owned().entrySet()) {
            int owner = origins.number(owned.getKey());
            boolean knownIsHigher = known.delete || known.origin == owner;
            boolean changeIsHigher = stamp.delete || stamp.origin == owner;
            if (knownIsHigher && !changeIsHigher) {
                beaten = beaten.or(owned.getValue());
            } else if (changeIsHigher && !knownIsHigher) {
                beaten = beaten.minus(owned.getValue());
            }
        }
        return known.delete || stamp.delete ? beaten : beaten.minus(policies.extremes());
    }

    private FieldSet notExceeded(
            RowWriters row, Change change, FieldSet fields, ObjectPolicies policies, RowPlan plan) {
        if (change.isDelete()) {
            row.forgetExtremes(fields);
            return fields;
        }
        FieldSet extremes = policies.extremes().and(fields);
        FieldSet left = fields;
        for (int slot = 0; slot < policies.fields() && !extremes.isEmpty(); slot++) {
            if (extremes.contains(slot)) {
                Number value = number(plan.value(change.row(), slot), policies.name(slot));
                Number known = row.extreme(slot);
                if (known != null && (value == null || exceeds(known, value, policies.isGreatest(slot)))) {
                    left = left.minus(FieldSet.of(slot));
                } else if (value != null) {
                    row.noteExtreme(slot, value);
                }
            }
        }
        return left;
    }

    private static Number number(Object value, String field) {
        if (value == null || value instanceof Number) {
            return (Number) value;
        }
        throw new DataException("The field " + field + " is not a number, but its policy in "
                + OrderSettings.FIELD_POLICIES + " is max or min");
    }

    private static boolean exceeds(Number known, Number value, boolean greatest) {
        int order = known instanceof Long && value instanceof Long
                ? Long.compare((Long) known, (Long) value)
                : new BigDecimal(known.toString()).compareTo(new BigDecimal(value.toString()));
        return greatest ? order > 0 : order < 0;
    }

    private RowWriters row(RowMemory memory, Object key) {
        RowWriters row = memory.rows.get(key);
        if (row == null) {
            row = new RowWriters(memory, key);
            memory.rows.put(key, row);
            weight += row.weight(RowKey.weight(key));
            rows++;
            link(row);
        } else if (row != newest) {
            unlink(row);
            link(row);
        }
        return row;
    }

    private void evict() {
        while (weight > settings.memoryMaxBytes() && oldest != null) {
            remove(oldest);
            evicted++;
        }
    }

    private void remove(RowWriters row) {
        row.memory.rows.remove(row.key);
        weight -= row.weight(RowKey.weight(row.key));
        rows--;
        unlink(row);
    }

    private void link(RowWriters row) {
        row.older = newest;
        row.newer = null;
        if (newest != null) {
            newest.newer = row;
        }
        newest = row;
        if (oldest == null) {
            oldest = row;
        }
    }

    private void unlink(RowWriters row) {
        if (row.newer == null) {
            newest = row.older;
        } else {
            row.newer.older = row.older;
        }
        if (row.older == null) {
            oldest = row.newer;
        } else {
            row.older.newer = row.newer;
        }
    }

    /** About how many bytes the memory takes. */
    public long weight() {
        return weight;
    }

    public long rows() {
        return rows;
    }

    public long evicted() {
        return evicted;
    }
}
