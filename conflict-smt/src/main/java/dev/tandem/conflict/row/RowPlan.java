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

/** A plan for turning the rows of one schema into output rows. It is replaced when the object's common schema grows. */
public interface RowPlan {
    /** Returns the fields whose values are missing from the change because the database did not send them. */
    FieldSet unavailable(Change change);

    /** Returns the fields that the change carries. */
    FieldSet carried(Change change);

    /** Returns the fields that the row has, whatever their values are. */
    FieldSet present(Object row);

    /** Returns no output row, but the schema that one would have; null for maps. */
    SchemaAndValue noRow();

    /** Returns the output row with all values of the input row. */
    SchemaAndValue asRead(Object row, FieldSet fields);

    /** Returns the output row with the values of only these fields. */
    SchemaAndValue only(Object row, FieldSet fields);

    /** Returns the names of those of the given fields that the row has. */
    List<String> names(Object row, FieldSet fields);

    /** Returns the value of a field in the output row. */
    Object value(Object row, int slot);
}
