/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import java.math.BigDecimal;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The type that a field has in its source, stored in the parameters of the field's schema so that a sink can create an exact
 * column. The names are Debezium's (option {@code column.propagate.source.type}), so any Debezium source can provide them.
 */
public final class SourceColumn {
    /** The source's own name of the type; for a Salesforce field, the {@code type} from describe, such as {@code picklist}. */
    public static final String TYPE = "__debezium.source.column.type";

    /** The maximum length in characters, or the precision of a number. */
    public static final String LENGTH = "__debezium.source.column.length";

    /** The number of digits after the decimal point. */
    public static final String SCALE = "__debezium.source.column.scale";

    /**
     * True for a column that is never null in its source. The transform makes its field optional but keeps the default, because a
     * sink that adds the column later needs the default for existing rows.
     */
    public static final String NOT_NULL = "tandem.source.column.not.null";

    /**
     * The default of a column that may be null, as text. The transform takes such a default from the field, because readers would
     * put it in place of nulls. A sink that adds the column later needs it for existing rows.
     */
    public static final String DEFAULT = "tandem.source.column.default";

    private SourceColumn() {}

    public static SchemaBuilder describe(SchemaBuilder field, String type) {
        return field.parameter(TYPE, type);
    }

    public static SchemaBuilder describe(SchemaBuilder field, String type, int length) {
        return field.parameter(TYPE, type).parameter(LENGTH, Integer.toString(length));
    }

    public static SchemaBuilder describe(SchemaBuilder field, String type, int precision, int scale) {
        return describe(field, type, precision).parameter(SCALE, Integer.toString(scale));
    }

    public static Optional<String> type(Schema field) {
        return parameter(field, TYPE);
    }

    /** Returns the length; empty if the parameter is missing or not a number. */
    public static Optional<Integer> length(Schema field) {
        return parameter(field, LENGTH).flatMap(SourceColumn::number);
    }

    public static Optional<Integer> scale(Schema field) {
        return parameter(field, SCALE).flatMap(SourceColumn::number);
    }

    /** Returns the text for {@link #DEFAULT}; empty if the field has no default, or one that is not a scalar. */
    public static Optional<String> defaultText(Schema field) {
        Object value = field.defaultValue();
        if (value instanceof BigDecimal) {
            return Optional.of(((BigDecimal) value).toPlainString());
        }
        boolean isScalar = value instanceof Number || value instanceof Boolean || value instanceof String;
        return isScalar ? Optional.of(value.toString()) : Optional.empty();
    }

    /** Returns the value that {@link #DEFAULT} describes; empty if the parameter is missing or does not fit the field's type. */
    public static Optional<Object> defaultValue(Schema field) {
        try {
            return parameter(field, DEFAULT).map(text -> value(field, text));
        } catch (NumberFormatException | ArithmeticException notOfThisType) {
            return Optional.empty();
        }
    }

    private static Object value(Schema field, String text) {
        switch (field.type()) {
            case BOOLEAN:
                return Boolean.valueOf(text);
            case INT8:
                return Byte.valueOf(text);
            case INT16:
                return Short.valueOf(text);
            case INT32:
                return Integer.valueOf(text);
            case INT64:
                return Long.valueOf(text);
            case FLOAT32:
                return Float.valueOf(text);
            case FLOAT64:
                return Double.valueOf(text);
            case STRING:
                return text;
            default:
                return Decimal.LOGICAL_NAME.equals(field.name())
                        ? new BigDecimal(text)
                                .setScale(Integer.parseInt(field.parameters().get(Decimal.SCALE_FIELD)))
                        : null;
        }
    }

    private static Optional<String> parameter(Schema field, String name) {
        return field.parameters() == null
                ? Optional.empty()
                : Optional.ofNullable(field.parameters().get(name));
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
