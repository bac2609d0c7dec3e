/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;

/**
 * A kind of Connect values: the type that a new column gets for them, and an encoder for each kind of column. Every kind can be
 * written as text, which Postgres then reads as the column's type.
 */
public final class ValueType {
    private final Function<Schema, PgType> columnType;
    private final BiFunction<Schema, Object, String> text;
    private final Map<Wire, Encoder> encoders = new EnumMap<>(Wire.class);
    private final Map<TypeKind, Function<Object, String>> textsOfColumns = new EnumMap<>(TypeKind.class);
    private final Map<String, Function<Object, String>> textsOfOthers = new HashMap<>();
    private BiFunction<Schema, PgType, Encoder> arrayElements;
    private BiFunction<Schema, Object, String> hstoreText;

    private ValueType(Function<Schema, PgType> columnType, BiFunction<Schema, Object, String> text) {
        this.columnType = columnType;
        this.text = text;
    }

    static ValueType of(TypeKind columnType, Function<Object, String> text) {
        return of(schema -> columnType.type(), (schema, value) -> text.apply(value));
    }

    static ValueType of(Function<Schema, PgType> columnType, BiFunction<Schema, Object, String> text) {
        return new ValueType(columnType, text);
    }

    ValueType as(Wire wire, Encoder encoder) {
        encoders.put(wire, encoder);
        return this;
    }

    /** Adds the text for columns of these kinds, which is not that of other columns. */
    ValueType asText(Set<TypeKind> columns, Function<Object, String> columnText) {
        columns.forEach(column -> textsOfColumns.put(column, columnText));
        return this;
    }

    ValueType asText(TypeKind column, Function<Object, String> columnText) {
        return asText(Set.of(column), columnText);
    }

    /** Adds the text for columns of a type that is of no kind of its own, in whatever schema it is. */
    ValueType asTextOf(String typeName, Function<Object, String> columnText) {
        textsOfOthers.put(typeName, columnText);
        return this;
    }

    /** Adds the encoder for a column of an array type, which has a text form of its own. */
    ValueType asArray(BiFunction<Schema, PgType, Encoder> encoder) {
        arrayElements = encoder;
        return this;
    }

    /** Adds the encoder for a column of type hstore, which has a text form of its own. */
    ValueType asHstore(BiFunction<Schema, Object, String> literal) {
        hstoreText = literal;
        return this;
    }

    /** Returns the type of a column created for such values. */
    public PgType columnType(Schema schema) {
        return columnType.apply(schema);
    }

    /** Returns the format to write in for a column of this type. */
    public Wire wireFor(PgType column) {
        Wire preferred = column.wire();
        return encoders.containsKey(preferred) ? preferred : Wire.TEXT;
    }

    /** Returns the encoder of such values for a column of this type, in the format of {@link #wireFor} or as text. */
    public Encoder encoder(Schema schema, PgType column, Wire wire) {
        if (arrayElements != null && column.array()) {
            return arrayElements.apply(schema, column);
        }
        if (hstoreText != null && column.kind() == TypeKind.HSTORE) {
            return (value, array) -> array.addText(hstoreText.apply(schema, value));
        }
        if (column.kind() == TypeKind.JSONB) {
            return (value, array) -> array.addJson(text.apply(schema, value));
        }
        return encoders.getOrDefault(wire, (value, array) -> array.addText(text(schema, column, value)));
    }

    /** Returns the value as text that Postgres reads for a column of this type. */
    String text(Schema schema, PgType column, Object value) {
        Function<Object, String> ofColumn = column.kind() == TypeKind.OTHER
                ? textsOfOthers.get(column.plainName())
                : textsOfColumns.get(column.kind());
        return ofColumn == null ? text.apply(schema, value) : ofColumn.apply(value);
    }

    /** Returns the value as a literal of this type, arrays included. */
    public String literal(Schema schema, PgType column, Object value) {
        return column.array() && value instanceof List<?> elements
                ? NestedTypes.literal(schema, column.element(), elements)
                : text(schema, column, value);
    }

    /** Returns the value as text that Postgres reads. */
    public String text(Schema schema, Object value) {
        return text.apply(schema, value);
    }
}
