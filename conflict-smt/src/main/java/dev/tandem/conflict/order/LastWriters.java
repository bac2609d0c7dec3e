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
 * The last writer of each field of recently seen rows, in a memory of bounded size. It finds the fields of a change that are
 * strictly older than a change seen before.
 *
 * <p><b>Order.</b> Each field is a register in which the greatest stamp of one total order wins. So the surviving state does not
 * depend on the order of arrival, as long as each origin's changes arrive in order and the rows stay in memory. Whole rows and
 * deletes write every field.
 *
 * <p><b>Redelivery.</b> An equal change is never dropped, because a rewound consumer delivers again what the sink may not have
 * written.
 */
public final class LastWriters {
    private final OrderSettings settings;
    private final Origins origins;
    /** One end of the linked list of rows in the order of last use. */
    private RowLastWriters mostRecentlyUsed;

    private RowLastWriters leastRecentlyUsed;
    /** The stamp of the current change, reused to avoid an allocation per record. It never leaves a call. */
    private final Stamp stamp = new Stamp();

    private long weight;
    private long rows;
    private long evicted;

    public LastWriters(OrderSettings settings) {
        this.settings = settings;
        this.origins = new Origins(settings.originPriority());
    }

    public LastWriterCache cache(String topic, FieldSlots slots) {
        return new LastWriterCache(new ObjectPolicies(settings.fieldPolicies(), topic, slots));
    }

    /** Decides which fields of the change apply, and remembers it as their last writer. */
    public Verdict judge(LastWriterCache cache, Object recordKey, Change change, FieldSet carried, RowPlan plan) {
        if (plan == null) {
            return judge(cache, recordKey, change, carried, null, carried);
        }
        boolean mayLose = remembers(change) || !cache.policies.latestOnly();
        // A whole row says nothing of fields that it does not have, and another origin's rows may.
        FieldSet written = carried.isOpen() && mayLose ? carried.and(plan.present(change.row())) : carried;
        return judge(cache, recordKey, change, written, plan, carried);
    }

    private boolean remembers(Change change) {
        return settings.memoryMaxBytes() > 0 && change.versioned();
    }

    /** @param all the result if all of the fields apply */
    private Verdict judge(
            LastWriterCache cache, Object recordKey, Change change, FieldSet written, RowPlan plan, FieldSet all) {
        ObjectPolicies policies = cache.policies;
        FieldSet allowed = change.isDelete() || policies.latestOnly()
                ? written
                : written.minus(policies.readOnlyFrom(change.origin()));
        Reason reason = allowed.equals(written) ? null : Reason.POLICY;
        Object key = remembers(change) ? CompactKey.of(recordKey) : null;
        if (key == null || allowed.isEmpty()) {
            return Verdict.of(reason == null ? all : allowed, reason);
        }
        RowLastWriters row = row(cache, key);
        int before = row.weight(0);
        try {
            stamp(row, change);
            // An echo always passes, because the sink learns from it which fields Salesforce has confirmed.
            FieldSet fields = change.echo() == null ? notBeaten(row, allowed, policies) : allowed;
            FieldSet kept = policies.latestOnly() ? fields : notExceeded(row, change, fields, policies, plan);
            row.note(stamp, kept);
            return Verdict.of(kept.equals(written) ? all : kept, reason(allowed, fields, kept, reason));
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

    /** Forgets the writers of a row, so that its next change passes. */
    public void forget(LastWriterCache cache, Object recordKey) {
        Object key = CompactKey.of(recordKey);
        RowLastWriters row = key == null ? null : cache.rows.get(key);
        if (row != null) {
            remove(row);
        }
    }

    /** Forgets the writers of all rows of a topic. */
    public void forgetAll(LastWriterCache cache) {
        cache.rows.values().stream().toList().forEach(this::remove);
    }

    private void stamp(RowLastWriters row, Change change) {
        stamp.origin = origins.number(change.origin());
        stamp.version = change.version();
        stamp.delete = change.isDelete();
        stamp.time = change.commitTs() - origins.rank(stamp.origin) * settings.clockSkewMs() * 1_000;
        Stamp newestOfOrigin = row.newestOf(stamp.origin);
        if (newestOfOrigin != null && newestOfOrigin.version == stamp.version) {
            stamp.time = newestOfOrigin.time;
        } else if (newestOfOrigin != null && newestOfOrigin.version < stamp.version) {
            // The clock of an origin may go back, but its changes must keep their order among those of other origins.
            stamp.time = Math.max(stamp.time, newestOfOrigin.time);
        }
    }

    private FieldSet notBeaten(RowLastWriters row, FieldSet carried, ObjectPolicies policies) {
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

    /** Returns the fields that a known change wins. For an owned field, its owner's values and all deletes beat other changes. */
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
            RowLastWriters row, Change change, FieldSet fields, ObjectPolicies policies, RowPlan plan) {
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
        throw new DataException("Field " + field + " is not a number, but its policy in " + OrderSettings.FIELD_POLICIES
                + " is max or min.");
    }

    private static boolean exceeds(Number known, Number value, boolean greatest) {
        int order = compare(known, value);
        return greatest ? order > 0 : order < 0;
    }

    /** Compares as Postgres does: infinity is greater than any other number, and what is not a number is greater still. */
    private static int compare(Number one, Number other) {
        if (one instanceof Long && other instanceof Long) {
            return Long.compare((Long) one, (Long) other);
        }
        return isFinite(one) && isFinite(other)
                ? new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()))
                : Double.compare(one.doubleValue(), other.doubleValue());
    }

    private static boolean isFinite(Number number) {
        boolean isFloat = number instanceof Double || number instanceof Float;
        return !isFloat || Double.isFinite(number.doubleValue());
    }

    private RowLastWriters row(LastWriterCache cache, Object key) {
        RowLastWriters row = cache.rows.get(key);
        if (row == null) {
            row = new RowLastWriters(cache, key);
            cache.rows.put(key, row);
            weight += row.weight(CompactKey.weight(key));
            rows++;
            link(row);
        } else if (row != mostRecentlyUsed) {
            unlink(row);
            link(row);
        }
        return row;
    }

    private void evict() {
        while (weight > settings.memoryMaxBytes() && leastRecentlyUsed != null) {
            remove(leastRecentlyUsed);
            evicted++;
        }
    }

    private void remove(RowLastWriters row) {
        row.cache.rows.remove(row.key);
        weight -= row.weight(CompactKey.weight(row.key));
        rows--;
        unlink(row);
    }

    private void link(RowLastWriters row) {
        row.lessRecentlyUsed = mostRecentlyUsed;
        row.moreRecentlyUsed = null;
        if (mostRecentlyUsed != null) {
            mostRecentlyUsed.moreRecentlyUsed = row;
        }
        mostRecentlyUsed = row;
        if (leastRecentlyUsed == null) {
            leastRecentlyUsed = row;
        }
    }

    private void unlink(RowLastWriters row) {
        if (row.moreRecentlyUsed == null) {
            mostRecentlyUsed = row.lessRecentlyUsed;
        } else {
            row.moreRecentlyUsed.lessRecentlyUsed = row.lessRecentlyUsed;
        }
        if (row.lessRecentlyUsed == null) {
            leastRecentlyUsed = row.moreRecentlyUsed;
        } else {
            row.lessRecentlyUsed.moreRecentlyUsed = row.moreRecentlyUsed;
        }
    }

    /** Returns an estimate of the memory's size in bytes. */
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
