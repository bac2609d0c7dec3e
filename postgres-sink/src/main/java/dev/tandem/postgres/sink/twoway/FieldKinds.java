/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.event.SourceColumn;
import dev.tandem.postgres.sink.type.PgType;
import dev.tandem.twoway.value.FieldKind;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** The kinds of fields, by which their values are compared. */
final class FieldKinds {
    private FieldKinds() {}

    /** Returns the kind of a field in a record: by its describe if the schema carries that. */
    static FieldKind ofSchema(Schema schema) {
        return SourceColumn.type(schema).map(FieldKind::ofDescribeType).orElseGet(() -> byConnectType(schema));
    }

    private static FieldKind byConnectType(Schema schema) {
        if (schema.name() != null) {
            switch (schema.name()) {
                case Decimal.LOGICAL_NAME:
                    return FieldKind.NUMBER;
                case Date.LOGICAL_NAME:
                    return FieldKind.DATE;
                case Time.LOGICAL_NAME:
                    return FieldKind.TIME;
                case Timestamp.LOGICAL_NAME:
                    return FieldKind.DATE_TIME;
                default:
                    break;
            }
        }
        return switch (schema.type()) {
            case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 -> FieldKind.NUMBER;
            case BOOLEAN -> FieldKind.BOOLEAN;
            case STRING -> FieldKind.TEXT;
            default -> FieldKind.EXACT;
        };
    }

    /** Returns the kind of a column that no record has carried yet. */
    static FieldKind ofColumnType(PgType type) {
        return switch (type.kind()) {
            case SMALLINT, INTEGER, BIGINT, NUMERIC, REAL, DOUBLE -> FieldKind.NUMBER;
            case BOOLEAN -> FieldKind.BOOLEAN;
            case DATE -> FieldKind.DATE;
            case TIME, TIMETZ -> FieldKind.TIME;
            case TIMESTAMP, TIMESTAMPTZ -> FieldKind.DATE_TIME;
            case TEXT, VARCHAR, CHAR -> FieldKind.TEXT;
            default -> FieldKind.EXACT;
        };
    }
}
