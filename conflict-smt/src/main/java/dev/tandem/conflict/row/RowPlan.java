/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.field.FieldSet;
import dev.tandem.conflict.shape.Change;
import java.util.List;
import org.apache.kafka.connect.data.SchemaAndValue;

/** How the rows of one schema are given on; made once per schema, and again when the object's schema has grown. */
public interface RowPlan {
    /** The fields whose values the change does not have, although it should: unchanged TOAST columns. */
    FieldSet unavailable(Change change);

    /** The fields that the change carries, as far as it says. */
    FieldSet carried(Change change);

    /** The row with the values that it has. */
    SchemaAndValue asRead(Object row, FieldSet fields);

    /** The row with the values of only these fields. */
    SchemaAndValue only(Object row, FieldSet fields);

    /** The names of the given fields, as far as the row has them. */
    List<String> names(Object row, FieldSet fields);

    /** The value of a field in the row given on. */
    Object value(Object row, int slot);
}
