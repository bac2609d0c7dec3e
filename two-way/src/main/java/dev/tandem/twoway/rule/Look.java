/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record as Salesforce has it now.
 *
 * @param values its values, {@link TwoWayRow#EXISTENCE} included. For a delete these are all fields that people can change, without
 *     formulas and the like, which change without an event
 * @param modifiedSecond its {@code LastModifiedDate}, in seconds since the epoch
 * @param second when it was read by Salesforce's clock, in seconds since the epoch
 */
public record Look(Map<String, CanonicalValue> values, long modifiedSecond, long second) {
    public Look {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public boolean exists() {
        return CanonicalValue.TRUE.equals(values.get(TwoWayRow.EXISTENCE));
    }

    /**
     * Returns whether every later save moves {@code LastModifiedDate} beyond what was read, so that the guard will see it. A save in the
     * very second of the last one would not.
     */
    public boolean isExact() {
        return second > modifiedSecond;
    }

    /** Returns whether Salesforce has this value. A field that was not read has no value that could be compared. */
    boolean has(String field, CanonicalValue value) {
        return value.equals(values.get(field));
    }
}
