/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.put;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.sql.ColumnValue;
import dev.tandem.postgres.sink.sql.RowEncoder;
import dev.tandem.postgres.sink.sql.Statement;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TargetColumns;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.type.PgType;
import dev.tandem.postgres.sink.write.TablePreparer;
import dev.tandem.postgres.sink.write.WriteSettings;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.postgresql.util.ServerErrorMessage;

/**
 * A search for the column that a value does not fit, which Postgres does not name. It converts the record's values with {@code
 * convert.sql} of {@code src/test/resources/statements}, and halves the columns until one stands alone. A column that was found
 * once is tried first, since bad records mostly come with others of their kind.
 */
final class RejectedColumn {
    /**
     * The classes of failures by which types reject a value: data exceptions, limits of the server, what it does not support, and for
     * types such as {@code ltree} and {@code regclass} a syntax error or the name of something that does not exist.
     */
    private static final Set<String> CLASSES_OF_VALUES = Set.of("22", "54", "0A", "42", "3F");

    private final Session session;
    private final TablePreparer preparer;
    private final WriteSettings settings;
    /** The column of each table that was found last. */
    private final Map<TableId, String> lastFound = new HashMap<>();

    RejectedColumn(Session session, TablePreparer preparer, WriteSettings settings) {
        this.session = session;
        this.preparer = preparer;
        this.settings = settings;
    }

    /** A column, and the schema of the value that does not fit it. */
    record Found(Column column, Schema schema) {}

    /** Returns the column, or empty if each value fits its own. */
    Optional<Found> find(Change change, SQLException failure) throws SQLException {
        if (!mayBeOfValue(failure)) {
            return Optional.empty();
        }
        TableChanges alone = new TableChanges(change.table());
        alone.add(change);
        // To prepare the table here could fail just as the change did.
        Optional<Table> table = preparer.findPrepared(alone);
        return table.isEmpty()
                ? Optional.empty()
                : find(change, new TargetColumns(table.get(), alone, settings.layout()));
    }

    private Optional<Found> find(Change change, TargetColumns columns) throws SQLException {
        RowEncoder encoder = new RowEncoder(columns, settings.nulRule());
        List<ColumnValue> values = values(columns, change);
        Optional<ColumnValue> found = values.stream()
                .filter(value -> isTooLong(change, value) || hasOtherBits(change, value))
                .findFirst()
                .or(() -> values.stream()
                        .filter(value -> isLastFound(change, value))
                        .findFirst());
        boolean isKnown = found.filter(value -> isTooLong(change, value) || hasOtherBits(change, value))
                .isPresent();
        if (found.isEmpty() || (!isKnown && converts(encoder, change, List.of(found.get())))) {
            found = search(encoder, change, values);
        }
        return found.map(value -> {
            Column column = value.format().column();
            lastFound.put(change.table(), column.name());
            return new Found(column, change.shape().fields().get(value.field()).schema());
        });
    }

    /** Returns whether a value may have caused the failure by itself: it cannot be converted, or breaks a constraint of a domain. */
    private static boolean mayBeOfValue(SQLException failure) {
        ServerErrorMessage message = FailureKind.serverMessage(failure);
        boolean isOfDomain = message != null && message.getDatatype() != null;
        return isOfDomain
                || CLASSES_OF_VALUES.contains(
                        String.valueOf(failure.getSQLState()).substring(0, 2));
    }

    /** Returns the columns that take the values of a change, one for each value. */
    private static List<ColumnValue> values(TargetColumns columns, Change change) {
        BitSet fields = columns.written(List.of(RowWrite.of(change))).numbers();
        return fields.stream()
                .filter(field -> change.value(field) != null)
                .mapToObj(field -> columns.values(field).stream()
                        .filter(value -> value.format().takes(change.shape()))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private static boolean isTooLong(Change change, ColumnValue value) {
        return isTooLong(
                change.value(value.field()),
                value.format().column().base().element().maxLength());
    }

    private static boolean isTooLong(Object value, OptionalInt limit) {
        if (value instanceof List<?> elements) {
            return elements.stream().anyMatch(element -> isTooLong(element, limit));
        }
        return value instanceof String text
                && limit.isPresent()
                && text.codePointCount(0, text.length()) > limit.getAsInt();
    }

    /** Returns whether a string of bits has not the column's length, to which the conversion of a single value would cut it. */
    private static boolean hasOtherBits(Change change, ColumnValue value) {
        PgType type = value.format().column().base();
        if (!(change.value(value.field()) instanceof String bits)
                || type.modifiers().isEmpty()) {
            return false;
        }
        int limit = type.modifiers().get(0);
        return switch (type.kind()) {
            case BIT -> bits.length() != limit;
            case VARBIT -> bits.length() > limit;
            default -> false;
        };
    }

    private boolean isLastFound(Change change, ColumnValue value) {
        return value.format().column().name().equals(lastFound.get(change.table()));
    }

    /** Returns the first value that cannot be converted. */
    private Optional<ColumnValue> search(RowEncoder encoder, Change change, List<ColumnValue> values)
            throws SQLException {
        if (converts(encoder, change, values)) {
            return Optional.empty();
        }
        List<ColumnValue> suspects = values;
        while (suspects.size() > 1) {
            List<ColumnValue> half = suspects.subList(0, suspects.size() / 2);
            suspects = converts(encoder, change, half) ? suspects.subList(half.size(), suspects.size()) : half;
        }
        return suspects.stream().findFirst();
    }

    private boolean converts(RowEncoder encoder, Change change, List<ColumnValue> values) throws SQLException {
        if (values.isEmpty()) {
            return true;
        }
        BitSet fields = new BitSet();
        values.forEach(value -> fields.set(value.field()));
        Statement convert = TableStatements.convert(encoder.fields(change, fields), values);
        try {
            session.inTransaction(connection -> {
                new StatementRunner(connection).query(convert).close();
                return null;
            });
            return true;
        } catch (SQLException failure) {
            if (mayBeOfValue(failure) || FailureKind.of(failure) == FailureKind.REJECTED_RECORD) {
                return false;
            }
            throw failure;
        }
    }
}
