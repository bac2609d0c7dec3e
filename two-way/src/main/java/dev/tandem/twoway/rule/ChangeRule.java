/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import dev.tandem.event.Operation;
import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rule for changes (rules 2, 7 and 8). It applies a change from Salesforce to a row or tombstone.
 *
 * <p>A change has a time and beats the wishes that are not later. Whoever loses is logged. A change of ours is as old as its request,
 * whether that is still open or long settled; anybody else's is as old as the second of its commit. In fields with an owner, the owner
 * wins whatever the times are.
 */
public final class ChangeRule {
    private final TieBreaker ties;
    private final Map<String, FieldOwner> owners;

    /** Creates a rule for a table whose fields have no owner. */
    public ChangeRule(TieBreaker ties) {
        this(ties, Map.of());
    }

    /** @param owners of fields; all others belong to their last writer */
    public ChangeRule(TieBreaker ties, Map<String, FieldOwner> owners) {
        this.ties = ties;
        this.owners = Map.copyOf(owners);
    }

    /**
     * Applies a change. One that is not newer than the row, by version, changes nothing.
     *
     * @param now the time, in µs since the epoch, from which the row's request counts as answered if the change is its event
     */
    public RowDecision apply(TwoWayRow row, IncomingChange change, long now) {
        return change.version() <= row.version()
                ? RowDecision.unchanged(row)
                : new ChangeApplication(row, change, ties, owners).apply(now);
    }

    /**
     * Returns whether a change of a record without row or tombstone cannot create the row. An update carries some of the fields, so the
     * record must be read instead.
     */
    public static boolean needsRead(Operation operation) {
        return operation == Operation.UPDATE;
    }

    /** Returns the row, or the tombstone, of a record that had neither. */
    public static TwoWayRow firstRow(String key, IncomingChange change) {
        Map<String, CanonicalValue> values = new LinkedHashMap<>(change.values());
        values.putAll(change.readOnlyValues());
        return new TwoWayRow(key, change.recordId(), values, change.version(), Map.of(), null, TwoWayRow.NOT_FAILED);
    }
}
