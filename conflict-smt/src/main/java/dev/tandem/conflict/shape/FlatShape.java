/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Operation;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** A whole row whose fields hold its version, and optionally its origin, time and operation. */
final class FlatShape implements Shape {
    private final Schema schema;
    private final ShapeSettings settings;
    private final OriginReader origin;
    private final Access version;
    private final Access tie;
    private final Access commitTs;
    private final Access op;
    private final Access deleted;
    private final FieldVersion fieldVersion;
    private final Times commitTimes;

    /** @param schema of the row; null for maps */
    FlatShape(Schema schema, ShapeSettings settings) {
        this.schema = schema;
        this.settings = settings;
        this.origin = OriginReader.of(schema, settings, row -> "");
        this.version = access(schema, settings.versionField());
        this.tie = access(schema, settings.versionTieField());
        this.commitTs = access(schema, settings.commitTsField());
        this.op = access(schema, settings.opField());
        this.deleted = access(schema, settings.deletedField());
        this.fieldVersion =
                new FieldVersion(settings.versionField(), schema != null, Times.of(schema, settings.versionField()));
        this.commitTimes = Times.of(schema, settings.commitTsField());
    }

    private static Access access(Schema schema, String field) {
        return field.isEmpty() ? Access.NOTHING : Access.to(schema, field);
    }

    @Override
    public Change read(ConnectRecord<?> record) {
        Object row = record.value();
        Object code = op.of(row);
        Operation operation = code == null ? Operation.UPDATE : Operations.of(code);
        if (operation == null) {
            throw new DataException("Field " + settings.opField() + " (" + ShapeSettings.OP_FIELD
                    + ") holds an unknown operation. Use c, u, d or r.");
        }
        Object isDeleted = deleted.of(row);
        if (isDeleted != null && Boolean.parseBoolean(isDeleted.toString())) {
            operation = Operation.DELETE;
        }
        return new Change(
                operation,
                origin.of(row),
                version(row),
                commitTs(row, record),
                operation == Operation.DELETE ? null : row,
                null,
                null,
                null,
                operation == Operation.READ);
    }

    private long version(Object row) {
        Object value = version.of(row);
        if (value == null) {
            throw new DataException("Field " + settings.versionField() + " (" + ShapeSettings.VERSION_FIELD
                    + ") is null, so the change cannot be ordered.");
        }
        if (settings.versionTieField().isEmpty()) {
            return fieldVersion.of(value);
        }
        Object second = tie.of(row);
        return fieldVersion.withTie(value, second == null ? 0 : WholeNumbers.whole(second, settings.versionTieField()));
    }

    private long commitTs(Object row, ConnectRecord<?> record) {
        Object value = commitTs.of(row);
        if (value != null) {
            return commitTimes.micros(value);
        }
        return record.timestamp() == null ? 0 : record.timestamp() * 1_000;
    }

    @Override
    public Schema rowSchema() {
        return schema;
    }

    @Override
    public boolean leavesValuesOut() {
        return true;
    }
}
