/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Operation;
import java.util.List;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;

/** A row that this transform has already produced, for instance in a source connector. Its headers describe the change. */
final class HeaderShape implements Shape {
    private final Schema schema;

    /** @param schema of the row; null for maps and deletes */
    HeaderShape(Schema schema) {
        this.schema = schema;
    }

    static boolean fits(ConnectRecord<?> record) {
        return !record.headers().isEmpty() && record.headers().lastWithName(ChangeHeaders.OP) != null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Change read(ConnectRecord<?> record) {
        Operation operation = Operations.of(header(record, ChangeHeaders.OP));
        Object version = header(record, ChangeHeaders.VERSION);
        Object origin = header(record, ChangeHeaders.ORIGIN);
        if (operation == null || origin == null) {
            throw new DataException("Header " + ChangeHeaders.OP + " or " + ChangeHeaders.ORIGIN
                    + " is missing or has an unknown value.");
        }
        Object echo = header(record, ChangeHeaders.ECHO);
        return new Change(
                operation,
                origin.toString(),
                version == null ? Change.UNVERSIONED : WholeNumbers.whole(version, ChangeHeaders.VERSION),
                WholeNumbers.whole(header(record, ChangeHeaders.COMMIT_TS), ChangeHeaders.COMMIT_TS),
                record.value(),
                null,
                (List<String>) header(record, ChangeHeaders.CHANGED),
                echo == null ? null : echo.toString(),
                operation == Operation.READ || Boolean.TRUE.equals(header(record, ChangeHeaders.READ)));
    }

    private static Object header(ConnectRecord<?> record, String name) {
        Header header = record.headers().lastWithName(name);
        return header == null ? null : header.value();
    }

    @Override
    public Schema rowSchema() {
        return schema;
    }

    @Override
    public boolean leavesValuesOut() {
        return false;
    }
}
