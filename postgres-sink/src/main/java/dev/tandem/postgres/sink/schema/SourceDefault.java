/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.event.SourceColumn;
import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.type.PgType;
import dev.tandem.postgres.sink.type.TypeKind;
import dev.tandem.postgres.sink.type.UnwritableValueException;
import dev.tandem.postgres.sink.type.ValueTypes;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/**
 * The default of a column at its source. A source gives it to all existing rows when it adds the column, without a change event
 * for any of them, so the sink's table needs it too. Pure.
 */
final class SourceDefault {
    /** The kinds in which Debezium reports a default such as {@code now()} as the epoch. */
    private static final Set<TypeKind> TIMES = EnumSet.of(
            TypeKind.DATE, TypeKind.TIME, TypeKind.TIMETZ, TypeKind.TIMESTAMP, TypeKind.TIMESTAMPTZ, TypeKind.INTERVAL);

    private SourceDefault() {}

    /** Returns the SQL of the default for a column of this type; null if there is none or it is not certain. */
    static String of(Schema field, PgType type) {
        Object value =
                field.defaultValue() == null ? SourceColumn.defaultValue(field).orElse(null) : field.defaultValue();
        if (value == null || TIMES.contains(type.element().kind())) {
            return null;
        }
        try {
            String text = ValueTypes.of(field).literal(field, type, value);
            return text.indexOf(0) < 0
                    ? Identifier.literal(text) + "::" + type.unlimited().sql()
                    : null;
        } catch (UnwritableValueException unwritable) {
            return null;
        }
    }
}
