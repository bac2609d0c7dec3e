/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.util.Date;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/**
 * A field that Heroku Connect's tables have and change events lack. Its value follows from the change itself. Pure.
 *
 * <p>Salesforce sets {@code SystemModstamp} with every change, but no event carries it. It is the record's {@code
 * LastModifiedDate} where the change has that, or else the time of the commit.
 */
enum DerivedField {
    /** A row that exists is not deleted, because a delete removes the row. */
    IS_DELETED("IsDeleted") {
        @Override
        Schema schema() {
            return Schema.OPTIONAL_BOOLEAN_SCHEMA;
        }

        @Override
        Object of(Struct row, Provenance provenance) {
            return false;
        }
    },
    SYSTEM_MODSTAMP("SystemModstamp") {
        @Override
        Schema schema() {
            return Timestamp.builder().optional().build();
        }

        @Override
        Object of(Struct row, Provenance provenance) {
            Date modified = time(row, "LastModifiedDate");
            if (modified == null && provenance.read()) {
                modified = time(row, "CreatedDate");
            }
            if (modified != null) {
                return modified;
            }
            Long micros = provenance.commitMicros() == null ? provenance.version() : provenance.commitMicros();
            return new Date(Math.floorDiv(micros, 1000L));
        }
    };

    private final String field;

    DerivedField(String field) {
        this.field = field;
    }

    /** Returns the name of the field in Salesforce. */
    String field() {
        return field;
    }

    /** Returns the schema of the values. */
    abstract Schema schema();

    /** Returns whether a record's own field of the name has values of this type. */
    boolean isLike(Field own) {
        Schema like = schema();
        return own.schema().type() == like.type() && Objects.equals(own.schema().name(), like.name());
    }

    abstract Object of(Struct row, Provenance provenance);

    private static Date time(Struct row, String name) {
        Field field = row.schema().field(name);
        return field != null && row.getWithoutDefault(name) instanceof Date date ? date : null;
    }
}
