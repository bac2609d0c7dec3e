/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.event.Operation;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.type.ColumnLimit;
import dev.tandem.postgres.sink.type.UnwritableValueException;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** A translator of changes of rows, as the sink reads them, into changes of records, as the rules of two-way tables take them. */
final class ChangeTranslator {
    private static final String MODIFIED = "LastModifiedDate";
    private static final long MICROS = 1_000_000;

    private final TwoWayTarget target;

    ChangeTranslator(TwoWayTarget target) {
        this.target = target;
    }

    IncomingChange translate(Change change) {
        Operation operation = operation(change);
        if (change.version() == null) {
            throw new RejectedRecordException(
                    change.record(),
                    "The record has no version, so it cannot be applied to two-way table " + change.table()
                            + ". Let the transform LastWriterWins add one.");
        }
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        Map<String, CanonicalValue> readOnlyValues = new LinkedHashMap<>();
        change.fields().stream().forEach(number -> {
            String column = change.shape().table().column(number);
            boolean isWritable = target.writableColumns().contains(column);
            (isWritable ? values : readOnlyValues).put(column, value(change, number));
        });
        if (operation == Operation.READ && change.isDelete()) {
            values.put(TwoWayRow.EXISTENCE, CanonicalValue.FALSE);
        }
        return new IncomingChange(
                recordId(change),
                operation,
                change.version(),
                operation == Operation.READ ? modifiedAt(change) : committedAt(change),
                values,
                readOnlyValues,
                echo(change),
                rowKey(change));
    }

    /** Returns what the change does to the record. A read that finds no record is a read all the same. */
    static Operation operation(Change change) {
        return change.provenance().read() ? Operation.READ : change.operation();
    }

    static String recordId(Change change) {
        return String.valueOf(change.key().part(0));
    }

    private CanonicalValue value(Change change, int number) {
        Object value = change.value(number);
        FieldKind ofField =
                FieldKinds.ofSchema(change.shape().fields().get(number).schema());
        Column column = target.columns().get(change.shape().table().column(number));
        FieldKind kind =
                column == null ? ofField : ofField.inColumn(column.base().sql());
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            value = "\\x" + HexFormat.of().formatHex(bytes);
        } else if (value instanceof byte[] bytes) {
            value = "\\x" + HexFormat.of().formatHex(bytes);
        } else if (value instanceof String text && text.indexOf('\0') >= 0) {
            value = withoutNul(change, number, text);
        }
        CanonicalValue canonical = canonical(change, number, kind, value);
        rejectLoss(change, number, canonical);
        return canonical;
    }

    private String withoutNul(Change change, int number, String text) {
        try {
            return target.nulRule().apply(text);
        } catch (UnwritableValueException forbidden) {
            throw new RejectedRecordException(
                    change.record(),
                    "Column " + change.shape().table().column(number) + ": " + forbidden.getMessage(),
                    forbidden);
        }
    }

    private static CanonicalValue canonical(Change change, int number, FieldKind kind, Object value) {
        try {
            return CanonicalValue.of(kind, value);
        } catch (RuntimeException broken) {
            // Its message may quote the value.
            throw new RejectedRecordException(
                    change.record(),
                    "Column " + change.shape().table().column(number) + ": Failed to convert the value: "
                            + broken.getClass().getSimpleName() + ". Compare the record's schemas with its values.",
                    FailureReport.withoutMessage(broken));
        }
    }

    /** Rejects a value that its column would round or cut. */
    private void rejectLoss(Change change, int number, CanonicalValue value) {
        Column column = target.columns().get(change.shape().table().column(number));
        if (column == null) {
            return;
        }
        try {
            ColumnLimit.check(column.base(), column.fields(), Schema.STRING_SCHEMA, value.text());
        } catch (UnwritableValueException loss) {
            throw new RejectedRecordException(
                    change.record(),
                    "Column " + column.name() + " (" + column.declared() + "): " + loss.getMessage(),
                    loss);
        }
    }

    private static long committedAt(Change change) {
        Long commit = change.provenance().commitMicros();
        return commit == null ? change.version() : commit;
    }

    /** Returns when the record that was read was last modified, in µs since the epoch. */
    private static long modifiedAt(Change change) {
        if (change.record().value() instanceof Struct row) {
            Field modified = row.schema().field(MODIFIED);
            Object stamp = modified == null ? null : row.getWithoutDefault(MODIFIED);
            if (stamp != null) {
                try {
                    String text = CanonicalValue.of(FieldKind.DATE_TIME, stamp).text();
                    return Instant.parse(text).getEpochSecond() * MICROS;
                } catch (DateTimeParseException notAStamp) {
                    return committedAt(change);
                }
            }
        }
        return committedAt(change);
    }

    private static long echo(Change change) {
        String echo = change.provenance().echo();
        try {
            return echo == null ? IncomingChange.NOT_OURS : Long.parseLong(echo);
        } catch (NumberFormatException foreign) {
            return IncomingChange.NOT_OURS; // another client's name that looks like ours
        }
    }

    /** Returns the key of the row that the record was created from, or null if the change does not name it. */
    String rowKey(Change change) {
        Operation operation = operation(change);
        boolean namesRow = operation == Operation.CREATE || operation == Operation.READ;
        if (!namesRow || target.externalIdColumn().isEmpty()) {
            return null;
        }
        for (Map.Entry<Integer, Field> field : change.shape().fields().entrySet()) {
            if (change.shape().table().column(field.getKey()).equals(target.externalIdColumn())) {
                Object key = change.value(field.getKey());
                return key != null && target.store().table().canBeKey(key.toString()) ? key.toString() : null;
            }
        }
        return null;
    }
}
