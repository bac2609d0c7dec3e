/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Schema.Type;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** The numeric types: their common supertypes, and exact conversions to them. */
final class Numeric {
    private static final String VARIABLE = "io.debezium.data.VariableScaleDecimal";

    private Numeric() {}

    static boolean isNumber(Schema schema) {
        return isDecimal(schema) || isInteger(schema) || isFloat(schema) || isVariable(schema);
    }

    /** Returns whether each value has its own scale, like a {@code numeric} of Postgres without one. */
    static boolean isVariable(Schema schema) {
        return schema.type() == Type.STRUCT && VARIABLE.equals(schema.name());
    }

    static boolean isDecimal(Schema schema) {
        return Decimal.LOGICAL_NAME.equals(schema.name());
    }

    static int scale(Schema decimal) {
        return Integer.parseInt(decimal.parameters().get(Decimal.SCALE_FIELD));
    }

    /** Returns the narrowest type that holds both; text for a decimal and a float, since no other type is exact for both. */
    static SchemaBuilder join(Schema left, Schema right) {
        boolean isVariable = isVariable(left) || isVariable(right);
        if (isVariable || isDecimal(left) || isDecimal(right)) {
            if (isFloat(left) || isFloat(right)) {
                return SchemaBuilder.string();
            }
            if (isVariable) {
                return NormalForm.copy(isVariable(left) ? left : right);
            }
            return Decimal.builder(Math.max(isDecimal(left) ? scale(left) : 0, isDecimal(right) ? scale(right) : 0));
        }
        Type wider = left.type().compareTo(right.type()) > 0 ? left.type() : right.type();
        Type narrower = wider == left.type() ? right.type() : left.type();
        if (wider == Type.FLOAT32 && (narrower == Type.INT32 || narrower == Type.INT64)) {
            return SchemaBuilder.float64();
        }
        return new SchemaBuilder(wider);
    }

    /** Converts the value to a wider numeric type. Rejects a value that a float64 cannot hold exactly. */
    static Object convert(Number value, Schema wider) {
        switch (wider.type()) {
            case STRUCT:
                return variable(decimal(value), wider);
            case INT8:
                return value.byteValue();
            case INT16:
                return value.shortValue();
            case INT32:
                return value.intValue();
            case INT64:
                return value.longValue();
            case FLOAT32:
                return value.floatValue();
            case FLOAT64:
                return exactDouble(value);
            default:
                return decimal(value).setScale(scale(wider));
        }
    }

    private static Struct variable(BigDecimal value, Schema schema) {
        return new Struct(schema)
                .put("scale", value.scale())
                .put("value", value.unscaledValue().toByteArray());
    }

    static String text(Object value) {
        if (value instanceof Struct) {
            Struct variable = (Struct) value;
            return new BigDecimal(new BigInteger(bytes(variable.get("value"))), variable.getInt32("scale"))
                    .toPlainString();
        }
        return value instanceof BigDecimal ? ((BigDecimal) value).toPlainString() : value.toString();
    }

    private static byte[] bytes(Object value) {
        return value instanceof ByteBuffer ? Utils.toArray((ByteBuffer) value) : (byte[]) value;
    }

    private static BigDecimal decimal(Number value) {
        return value instanceof BigDecimal ? (BigDecimal) value : BigDecimal.valueOf(value.longValue());
    }

    private static Double exactDouble(Number value) {
        double converted = value.doubleValue();
        if (value instanceof Long && BigDecimal.valueOf((Long) value).compareTo(new BigDecimal(converted)) != 0) {
            throw new DataException(
                    "The whole number has more than 53 bits, but other records have made the field a" + " float64.");
        }
        return converted;
    }

    /** Returns whether the values are plain integers. Logical names that the transform does not know are ignored. */
    private static boolean isInteger(Schema schema) {
        return schema.type().compareTo(Type.INT64) <= 0 && Temporal.of(schema) == null;
    }

    private static boolean isFloat(Schema schema) {
        return schema.type() == Type.FLOAT32 || schema.type() == Type.FLOAT64;
    }
}
