/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * A struct that is complete by construction. Each value is checked when it is put, and no field without a value is required.
 *
 * <p>{@code Struct} checks all fields again when it becomes part of another one. For a row with many columns, that costs more
 * than everything else that is done with it.
 */
final class CheckedStruct extends Struct {
    CheckedStruct(Schema schema) {
        super(schema);
    }

    /**
     * Puts a value without the name of its field. Connect makes a text of the name of each value that it checks, in case it has to
     * reject one.
     */
    @Override
    public Struct put(Field field, Object value) {
        try {
            return super.put(new Field(null, field.index(), field.schema()), value);
        } catch (DataException unnamed) {
            return super.put(field, value);
        }
    }

    @Override
    public void validate() {
        // Each value was checked when it was put.
    }
}
