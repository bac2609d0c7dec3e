/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Envelope;
import dev.tandem.event.Operation;
import dev.tandem.event.Origin;
import dev.tandem.event.SalesforceChange;
import java.util.List;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** Tandem's own envelope, which carries version, commit time and changed fields. */
final class SalesforceShape implements Shape {
    private final Schema rowSchema;
    private final OriginReader origin;
    private final Access op;
    private final Access after;
    private final Access changed;
    private final Access source;
    private final Access version;
    private final Access commitTs;
    private final Access changeOrigin;
    private final Access changeType;

    /** @param schema of the envelope; null for maps */
    SalesforceShape(Schema schema, ShapeSettings settings) {
        Schema sourceSchema =
                schema == null ? null : schema.field(Envelope.SOURCE).schema();
        this.rowSchema = schema == null ? null : schema.field(Envelope.AFTER).schema();
        this.origin = OriginReader.of(schema, settings, value -> Origin.SALESFORCE.code());
        this.op = Access.to(schema, Envelope.OP);
        this.after = Access.to(schema, Envelope.AFTER);
        this.changed = Access.to(schema, Envelope.CHANGED_FIELDS);
        this.source = Access.to(schema, Envelope.SOURCE);
        this.version = Access.to(sourceSchema, SalesforceChange.VERSION_TS);
        this.commitTs = Access.to(sourceSchema, SalesforceChange.COMMIT_TS);
        this.changeOrigin = Access.to(sourceSchema, SalesforceChange.CHANGE_ORIGIN);
        this.changeType = Access.to(sourceSchema, SalesforceChange.CHANGE_TYPE);
    }

    @Override
    public Change read(ConnectRecord<?> record) {
        Object value = record.value();
        Operation operation = Operations.of(op.of(value));
        if (operation == null) {
            return null;
        }
        Object origins = source.of(value);
        boolean hasRow = operation != Operation.DELETE && operation != Operation.TRUNCATE;
        Object row = hasRow ? after.of(value) : null;
        if (hasRow && row == null) {
            throw new DataException("The envelope has no after, although its op is " + operation.code() + ".");
        }
        return new Change(
                operation,
                origin.of(value),
                WholeNumbers.whole(version.of(origins), SalesforceChange.VERSION_TS),
                WholeNumbers.whole(commitTs.of(origins), SalesforceChange.COMMIT_TS),
                row,
                null,
                names(changed.of(value)),
                RequestId.in((String) changeOrigin.of(origins)),
                operation == Operation.READ || isReadOfNothing(operation, origins));
    }

    /** Only events have a type, so a delete without one is a read that did not find the record. */
    private boolean isReadOfNothing(Operation operation, Object origins) {
        return operation == Operation.DELETE && changeType.of(origins) == null;
    }

    @Override
    public Schema rowSchema() {
        return rowSchema;
    }

    @Override
    public boolean leavesValuesOut() {
        return false;
    }

    @SuppressWarnings("unchecked")
    private static List<String> names(Object changed) {
        return (List<String>) changed;
    }
}
