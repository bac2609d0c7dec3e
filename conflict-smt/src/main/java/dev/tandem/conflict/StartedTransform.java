/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.OutcomeSettings.Dropped;
import dev.tandem.conflict.OutcomeSettings.OnError;
import dev.tandem.conflict.OutcomeSettings.OnUnknownShape;
import dev.tandem.conflict.OutcomeSettings.Tombstones;
import dev.tandem.conflict.OutcomeSettings.Truncates;
import dev.tandem.conflict.TransformMetrics.Count;
import dev.tandem.conflict.field.FieldSet;
import dev.tandem.conflict.order.NewestWriters;
import dev.tandem.conflict.order.Verdict;
import dev.tandem.conflict.order.Verdict.Reason;
import dev.tandem.conflict.row.ObjectKeys;
import dev.tandem.conflict.row.ObjectRows;
import dev.tandem.conflict.row.RowPlan;
import dev.tandem.conflict.shape.Change;
import dev.tandem.conflict.shape.Shape;
import dev.tandem.conflict.shape.Shapes;
import dev.tandem.event.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.slf4j.MDC;

/**
 * The transform between configure and close: how a record becomes a row. Its shape tells the change; the newest writers tell which
 * fields of it are still to be applied; the object's rows give it the schema that all of them have.
 */
final class StartedTransform<R extends ConnectRecord<R>> implements AutoCloseable {
    private static final SchemaAndValue NO_ROW = SchemaAndValue.NULL;

    private final LastWriterWinsConfig config;
    private final OutcomeSettings outcome;
    private final Shapes shapes;
    private final NewestWriters writers;
    private final HeaderWriter headers = new HeaderWriter();
    private final Map<String, ObjectStream> streams = new HashMap<>();
    private final TransformMetrics metrics;

    StartedTransform(LastWriterWinsConfig config) {
        this.config = config;
        this.outcome = config.outcome();
        this.shapes = new Shapes(config.shape());
        this.writers = new NewestWriters(config.order());
        this.metrics = new TransformMetrics(writers, MDC.get("connector.context"));
    }

    R apply(R record) {
        metrics.add(Count.RECORDS);
        if (HeaderWriter.isSettled(record.headers())) {
            return record;
        }
        ObjectStream stream = stream(record.topic());
        Change change = null;
        R keyed = record;
        try {
            if (record.value() == null && !Shapes.toldByHeaders(record)) {
                return tombstone(record, stream);
            }
            Shape shape = stream.shape(record);
            change = shape == null ? null : shape.read(record);
            if (change == null) {
                return unknown(record);
            }
            keyed = keyed(record, stream);
            return row(keyed, stream, shape, change);
        } catch (RuntimeException e) {
            // The change is not applied, so nothing may be held back on its account.
            writers.forget(stream.memory(), keyed.key());
            return failed(keyed, change, e);
        }
    }

    /** The record with the key that all records of its row have. */
    private R keyed(R record, ObjectStream stream) {
        SchemaAndValue key = stream.keys().changed(record);
        return key == null
                ? record
                : record.newRecord(
                        record.topic(),
                        record.kafkaPartition(),
                        key.schema(),
                        key.value(),
                        record.valueSchema(),
                        record.value(),
                        record.timestamp(),
                        record.headers().duplicate());
    }

    private ObjectStream stream(String topic) {
        ObjectStream known = streams.get(topic);
        if (known != null) {
            return known;
        }
        ObjectRows rows = new ObjectRows(config.row(), topic, config.shape().placeholder());
        ObjectKeys keys = new ObjectKeys(config.row(), topic);
        ObjectStream added =
                new ObjectStream(new Shapes(config.shape()), keys, rows, writers.memory(topic, rows.slots()));
        streams.put(topic, added);
        return added;
    }

    private R row(R record, ObjectStream stream, Shape shape, Change change) {
        if (change.operation() == Operation.TRUNCATE) {
            writers.forgetAll(stream.memory());
            return outcome.truncates() == Truncates.PASS ? flat(record, NO_ROW, headersOf(record, change, null)) : null;
        }
        if (shape.isEcho(change)) {
            return dropped(record, change, null, Reason.ECHO);
        }
        return change.isDelete() ? delete(record, stream, change) : upsert(record, stream, shape, change);
    }

    private R upsert(R record, ObjectStream stream, Shape shape, Change change) {
        RowPlan plan = stream.rows().plan(shape.rowSchema());
        FieldSet unavailable = shape.leavesValuesOut() ? plan.unavailable(change) : FieldSet.NONE;
        FieldSet carried = plan.carried(change).minus(unavailable);
        if (carried.isEmpty() && change.echo() == null) {
            return dropped(record, change, plan, Reason.UNCHANGED);
        }
        Verdict verdict = writers.judge(stream.memory(), record.key(), change, carried, plan);
        FieldSet fields = verdict.fields();
        if (fields.isEmpty() && change.echo() == null) {
            return dropped(record, change, plan, verdict.reason());
        }
        Headers all = headersOf(record, change, fields.isAll() ? null : plan.names(change.row(), fields));
        boolean shown = verdict.reason() == null || outcome.dropped() == Dropped.MARK;
        if (verdict.reason() != null) {
            metrics.addPartly(verdict.reason());
            if (shown) {
                HeaderWriter.droppedFields(all, plan.names(change.row(), carried.minus(fields)));
            }
        }
        boolean asRead = shown && unavailable.isEmpty();
        return flat(record, asRead ? plan.asRead(change.row(), carried) : plan.only(change.row(), fields), all);
    }

    /** A delete that comes after newer values of some fields takes away the others: that is the row it would have left. */
    private R delete(R record, ObjectStream stream, Change change) {
        Verdict verdict = writers.judge(stream.memory(), record.key(), change, FieldSet.ALL, null);
        if (verdict.fields().isAll()) {
            return flat(record, NO_ROW, headersOf(record, change, null));
        }
        ObjectRows rows = stream.rows();
        List<String> erased = rows.erasedNames(verdict.fields(), record.key());
        if (erased.isEmpty()) {
            return dropped(record, change, null, verdict.reason());
        }
        metrics.addPartly(verdict.reason());
        Headers all = headersOf(record, change.as(Operation.UPDATE), erased);
        return flat(record, rows.erased(verdict.fields(), record.key()), all);
    }

    private R tombstone(R record, ObjectStream stream) {
        metrics.add(Count.TOMBSTONES);
        if (outcome.tombstones() == Tombstones.DROP) {
            return null;
        }
        R keyed = keyed(record, stream);
        if (outcome.tombstones() == Tombstones.PASS) {
            return keyed;
        }
        writers.forget(stream.memory(), keyed.key());
        return flat(keyed, NO_ROW, headersOf(keyed, shapes.tombstone(keyed), null));
    }

    private R unknown(R record) {
        metrics.add(Count.UNKNOWN_SHAPE);
        if (outcome.onUnknownShape() == OnUnknownShape.PASS) {
            return record;
        }
        throw new DataException(
                "The value is no change event of a shape that is known (Tandem's or Debezium's envelope, or a"
                        + " flat row with the fields that version.field names). Set " + OutcomeSettings.ON_UNKNOWN_SHAPE
                        + "=pass to let it through, or choose the topics with a predicate");
    }

    /** @param plan of the change's row; null when it has none */
    private R dropped(R record, Change change, RowPlan plan, Reason reason) {
        metrics.addDropped(reason);
        if (outcome.dropped() == Dropped.DROP) {
            return null;
        }
        Headers marked = headersOf(record, change, change.changed());
        HeaderWriter.dropped(marked, reason);
        return flat(record, plan == null ? NO_ROW : plan.asRead(change.row(), FieldSet.ALL), marked);
    }

    private R failed(R record, Change change, RuntimeException e) {
        metrics.add(Count.ERRORS);
        String text = "Cannot transform a record of topic " + record.topic() + ": "
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        if (outcome.onError() == OnError.THROW) {
            throw new DataException(text, e);
        }
        Headers marked =
                change == null ? new ConnectHeaders(record.headers()) : headersOf(record, change, change.changed());
        HeaderWriter.error(marked, text);
        return flat(record, new SchemaAndValue(record.valueSchema(), record.value()), marked);
    }

    private Headers headersOf(R record, Change change, List<String> changed) {
        return headers.write(record.headers(), change, changed);
    }

    private R flat(R record, SchemaAndValue row, Headers all) {
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                row.schema(),
                row.value(),
                record.timestamp(),
                all);
    }

    TransformMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        metrics.close();
    }
}
