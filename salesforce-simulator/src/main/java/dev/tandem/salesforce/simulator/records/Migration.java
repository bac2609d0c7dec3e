/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.List;

/** A conversion of values to the new shape of their fields. What cannot be converted becomes null, as in Salesforce. */
final class Migration {
    private final SObject before;
    private final List<Field> reshaped;

    Migration(SObject before, SObject now) {
        this.before = before;
        this.reshaped = now.fields().stream()
                .filter(field -> before.field(field.name()) != null
                        && before.field(field.name()).slot() != field.slot())
                .toList();
    }

    Row apply(Row row) {
        Row.Edit edit = new Row.Edit(row);
        reshaped.forEach(field -> edit.set(field, converted(field, row.value(before.field(field.name())))));
        return reshaped.isEmpty() ? row : edit.done();
    }

    private static Object converted(Field field, Object value) {
        try {
            return Values.stored(field, TextNode.valueOf(Wire.EVENT.text(value)));
        } catch (SaveFailure e) {
            return null;
        }
    }
}
