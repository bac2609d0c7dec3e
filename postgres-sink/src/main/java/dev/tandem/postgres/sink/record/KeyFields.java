/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The fields that form the key of a row.
 *
 * @param names the fields' names; empty means all fields of a struct. A key that is not a struct takes the one name
 */
public record KeyFields(KeyMode mode, List<String> names) {
    public KeyFields {
        names = List.copyOf(names);
    }

    Object source(SinkRecord record) {
        return mode.source(record);
    }

    List<KeyField> fields(SinkRecord record) {
        Schema schema = mode.schema(record);
        if (mode == KeyMode.RECORD_VALUE && record.value() == null) {
            throw new RejectedRecordException(
                    record,
                    "It is a delete without a value, so it has no key with pk.mode=record_value. Set pk.mode=record_key, or"
                            + " delete.enabled=false to ignore deletes.");
        }
        if (source(record) == null || schema == null) {
            throw new RejectedRecordException(
                    record,
                    "It has no " + mode.name().toLowerCase(java.util.Locale.ROOT)
                            + " with a schema to take the key from. Set pk.mode, or use a converter that provides schemas.");
        }
        if (schema.type() != Schema.Type.STRUCT) {
            if (names.size() != 1) {
                throw new RejectedRecordException(
                        record,
                        "Its key is a plain " + schema.type() + ". Name the one column that holds it in pk.fields.");
            }
            return List.of(new KeyField(names.get(0), schema));
        }
        if (names.isEmpty() && schema.fields().isEmpty()) {
            throw new RejectedRecordException(
                    record, "Its key is a struct without fields, so it identifies no row. Set pk.mode or pk.fields.");
        }
        if (names.isEmpty()) {
            return schema.fields().stream()
                    .map(field -> new KeyField(field.name(), field.schema()))
                    .toList();
        }
        return names.stream().map(name -> named(record, schema, name)).toList();
    }

    private static KeyField named(SinkRecord record, Schema schema, String name) {
        Field field = schema.field(name);
        if (field == null) {
            throw new RejectedRecordException(record, "It lacks the key field " + name + " that pk.fields names.");
        }
        return new KeyField(name, field.schema());
    }
}
