/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.bulk.BulkRow;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Struct;

/** A reader that converts results of REST and Bulk to whole rows. */
public final class RowReader {
    private final RowLayout layout;
    /** The columns in the order of the result; null for a column that the rows do not have. */
    private final Column[] columns;

    private RowReader(RowLayout layout, Column[] columns) {
        this.layout = layout;
        this.columns = columns;
    }

    /** Returns a reader of results with these columns, in this order. */
    public static RowReader of(RowLayout layout, List<String> resultColumns) {
        return new RowReader(layout, resultColumns.stream().map(layout::column).toArray(Column[]::new));
    }

    /** Returns whether a row of this result has all columns. */
    public boolean readsWholeRows() {
        return new HashSet<>(Arrays.asList(columns))
                .containsAll(layout.columnNames().stream().map(layout::column).toList());
    }

    public Struct read(BulkRow row) {
        Struct struct = new CheckedStruct(layout.row());
        for (int i = 0; i < columns.length; i++) {
            Column column = columns[i];
            String text = row.value(i);
            // A struct has nulls from the beginning, and many fields are empty.
            if (column != null && text != null) {
                struct.put(column.field(), value(layout, column, text));
            }
        }
        return struct;
    }

    /** Reads a record as REST returns it when asked for all of the layout's columns. */
    public static Struct read(RowLayout layout, ObjectNode restRecord) {
        Struct struct = new CheckedStruct(layout.row());
        for (String name : layout.columnNames()) {
            Column column = layout.column(name);
            struct.put(column.field(), value(layout, column, restRecord));
        }
        return struct;
    }

    static Object value(RowLayout layout, Column column, ObjectNode restRecord) {
        JsonNode node = restRecord.get(column.name());
        try {
            return column.reader().read(node);
        } catch (RuntimeException unreadable) {
            throw unreadable(layout, column, unreadable);
        }
    }

    private static Object value(RowLayout layout, Column column, String text) {
        try {
            return column.reader().read(text);
        } catch (RuntimeException unreadable) {
            throw unreadable(layout, column, unreadable);
        }
    }

    /** Parsers' messages quote the text that they cannot read, so the cause stays out: no value may reach a log. */
    private static UnreadableValueException unreadable(RowLayout layout, Column column, RuntimeException cause) {
        UnreadableValueException failure = cause instanceof ArithmeticException
                        && Decimal.LOGICAL_NAME.equals(column.field().schema().name())
                ? UnreadableValueException.tooManyDecimals(layout.object(), column)
                : new UnreadableValueException(layout.object(), column);
        failure.setStackTrace(cause.getStackTrace());
        return failure;
    }
}
