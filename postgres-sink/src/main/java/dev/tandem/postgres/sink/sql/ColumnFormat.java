/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.UnfitValue;
import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.ColumnLimit;
import dev.tandem.postgres.sink.type.Encoder;
import dev.tandem.postgres.sink.type.TypeKind;
import dev.tandem.postgres.sink.type.UnwritableValueException;
import dev.tandem.postgres.sink.type.ValueType;
import dev.tandem.postgres.sink.type.ValueTypes;
import dev.tandem.postgres.sink.type.Wire;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** The format in which values for one column travel in one transaction; it suits the column and the schemas of all records. */
public final class ColumnFormat {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Column column;
    private final TypeKind kind;
    private final Wire wire;
    private final Map<RowShape, Encoder> encoders = new IdentityHashMap<>();
    private final Map<RowShape, Schema> schemas;
    private Latest latest = new Latest(null, null);

    /** An encoder, and the shape that it is for. Immutable, so that threads may replace it under each other's eyes. */
    private record Latest(RowShape shape, Encoder encoder) {}

    /** @param schemas the schema of the column's values in each shape that has it; the others leave it null */
    ColumnFormat(Column column, Map<RowShape, Schema> schemas) {
        this(column, schemas, false);
    }

    /** Returns the format of a key column, whose values are compared as Postgres stores them, even if that rounds them. */
    static ColumnFormat ofKey(Column column, Map<RowShape, Schema> schemas) {
        return new ColumnFormat(column, schemas, true);
    }

    private ColumnFormat(Column column, Map<RowShape, Schema> schemas, boolean isKey) {
        this.column = column;
        this.kind = column.type().kind();
        this.schemas = schemas;
        Wire shared = null;
        for (Schema schema : schemas.values()) {
            Wire suited = ValueTypes.of(schema).wireFor(column.type());
            shared = shared == null || shared == suited ? suited : Wire.TEXT;
        }
        this.wire = shared == null ? column.type().wire() : shared;
        schemas.forEach((shape, schema) -> {
            ValueType type = ValueTypes.of(schema);
            Encoder encoder = type.encoder(schema, column.type(), wire);
            encoders.put(
                    shape,
                    isKey
                            ? ColumnLimit.guardKey(column.base(), schema, encoder)
                            : ColumnLimit.guard(column.base(), column.fields(), schema, encoder));
        });
    }

    public Column column() {
        return column;
    }

    /** Returns whether the values of that shape go to this column, and not to a side column. */
    public boolean takes(RowShape shape) {
        return encoders.containsKey(shape);
    }

    Wire wire() {
        return wire;
    }

    /** Returns the SQL of a value of the relation {@code s} as the column's type. */
    String cast(String reference) {
        return column.type().cast(wire, reference);
    }

    /** Returns the encoder of a shape. Rows of one shape mostly follow each other. */
    private Encoder encoder(RowShape shape) {
        Latest known = latest;
        if (shape != known.shape) {
            known = new Latest(shape, encoders.get(shape));
            latest = known;
        }
        return known.encoder;
    }

    /** Returns the SQL of a value as it will be once it is stored, rounded and padded, so that it can be compared with what is. */
    String castStored(String reference) {
        boolean text = wire == Wire.TEXT && column.type().isText();
        return text ? reference : declared(reference);
    }

    /**
     * Returns the SQL of a key as it will be once it is stored, so that it can be compared with the table's. A text that is too
     * long stays as it is, so it equals nothing that is stored; an explicit cast would cut it.
     */
    String castKey(String reference) {
        OptionalInt limit = column.base().maxLength();
        return switch (kind) {
            case TEXT -> wire == Wire.TEXT ? reference : cast(reference);
            case CHAR -> reference + "::bpchar";
            case VARCHAR ->
                limit.isPresent()
                        ? "CASE WHEN char_length(rtrim(" + reference + ", ' ')) <= " + limit.getAsInt() + " THEN "
                                + reference + "::" + column.base() + " ELSE " + reference + " END"
                        : reference;
            case BIT, VARBIT -> reference + "::bit varying";
            case ARRAY -> castKeyArray(reference);
            default -> declared(reference);
        };
    }

    private String declared(String reference) {
        return "CAST(" + column.type().readable(wire, reference) + " AS " + column.declared() + ")";
    }

    private String castKeyArray(String reference) {
        return switch (column.base().element().kind()) {
            case CHAR -> reference + "::bpchar[]";
            case VARCHAR -> reference + "::character varying[]";
            default -> declared(reference);
        };
    }

    /**
     * Returns whether two different values of this column, as Java compares them, are certainly different for Postgres, too. It
     * may be that {@code 7} and {@code 07}, or two spellings of a UUID, are one key.
     */
    boolean isExact(Object value) {
        return switch (kind) {
            case SMALLINT, INTEGER, BIGINT -> wire == Wire.INT8;
            case TEXT -> wire == Wire.TEXT && column.collation().deterministic();
            case VARCHAR ->
                value instanceof String text
                        && !text.endsWith(" ")
                        && column.collation().deterministic();
            case UUID -> value instanceof String text && UUID.matcher(text).matches();
            case BOOLEAN -> wire == Wire.BOOL;
            case BYTEA -> wire == Wire.BYTEA;
            case DATE -> wire == Wire.DATE;
            default -> false;
        };
    }

    void encode(BinaryArray array, Change source, Object value) {
        Encoder encoder = encoder(source.shape());
        if (value == null || encoder == null) {
            array.addNull();
            return;
        }
        try {
            encoder.encode(value, array);
        } catch (ClassCastException | DataException mismatch) {
            throw new RejectedRecordException(
                    source.record(),
                    "Column " + column.name() + " (" + column.declared() + "): the value is not of its schema's type.");
        } catch (ArithmeticException overflow) {
            throw new RejectedRecordException(
                    source.record(),
                    "Column " + column.name() + " (" + column.declared()
                            + "): the number or time is out of the column's range.");
        } catch (UnwritableValueException unwritable) {
            throw new RejectedRecordException(
                    source.record(),
                    "Column " + column.name() + " (" + column.declared() + "): " + unwritable.getMessage(),
                    unwritable,
                    new UnfitValue(column, schemas.get(source.shape())));
        } catch (RuntimeException broken) {
            // Its message may quote the value.
            throw new RejectedRecordException(
                    source.record(),
                    "Column " + column.name() + " (" + column.declared() + "): Failed to convert the value: "
                            + broken.getClass().getSimpleName() + ". Compare the record's schemas with its values.",
                    FailureReport.withoutMessage(broken));
        }
    }
}
