/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.List;

/**
 * A field of the queried object, or of one that it refers to: {@code Account.Owner.Name}.
 *
 * @param object the object that has {@code field}
 */
public record FieldPath(List<Step> steps, SObject object, Field field, RecordStore store) {
    /** From a reference field to the object it names. */
    public record Step(Field reference, SObject target) {
        public String relationship() {
            return reference.relationshipName();
        }
    }

    /** The row that has the field, or null where a reference on the way is empty. */
    public Row row(Row start) {
        Row row = start;
        for (Step step : steps) {
            String id = (String) row.value(step.reference());
            row = id == null ? null : store.row(step.target(), id);
            if (row == null) {
                return null;
            }
        }
        return row;
    }

    public Object value(Row start) {
        Row row = row(start);
        return row == null ? null : row.value(field);
    }

    /** The path as it heads a CSV column. */
    public String text() {
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> text.append(step.relationship()).append('.'));
        return text.append(field.name()).toString();
    }
}
