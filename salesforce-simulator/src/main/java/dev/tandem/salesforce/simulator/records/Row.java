/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import dev.tandem.salesforce.simulator.schema.Field;
import java.util.Arrays;

/** One record as it was at one commit. Immutable, so a reader needs no lock and a query sees one state. */
public final class Row {
    private final Object[] values;

    private Row(Object[] values) {
        this.values = values;
    }

    static Row empty() {
        return new Row(new Object[0]);
    }

    /** Returns the value, or null. A field that was added after the last write of this record has none. */
    public Object value(Field field) {
        return field.slot() < values.length ? values[field.slot()] : null;
    }

    Row with(Field field, Object value) {
        Object[] changed = Arrays.copyOf(values, Math.max(values.length, field.slot() + 1));
        changed[field.slot()] = value;
        return new Row(changed);
    }

    /** Changes many fields with one copy. */
    static final class Edit {
        private Object[] values;

        Edit(Row row) {
            this.values = row.values.clone();
        }

        Edit set(Field field, Object value) {
            if (field.slot() >= values.length) {
                values = Arrays.copyOf(values, Math.max(field.slot() + 1, values.length + values.length / 2));
            }
            values[field.slot()] = value;
            return this;
        }

        Object value(Field field) {
            return field.slot() < values.length ? values[field.slot()] : null;
        }

        Row done() {
            return new Row(values.clone());
        }
    }
}
