/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.OutcomeSettings.Dropped;
import dev.tandem.conflict.OutcomeSettings.OnError;
import dev.tandem.conflict.OutcomeSettings.Tombstones;
import dev.tandem.conflict.OutcomeSettings.Truncates;
import dev.tandem.conflict.field.FieldSet;
import dev.tandem.conflict.order.LastWriters;
import dev.tandem.conflict.order.Verdict;
import dev.tandem.conflict.order.Verdict.Reason;
import dev.tandem.conflict.row.ObjectKeys;
import dev.tandem.conflict.row.ObjectRows;
import dev.tandem.conflict.row.RowPlan;
import dev.tandem.conflict.shape.Change;
import dev.tandem.conflict.shape.Shape;
import dev.tandem.conflict.shape.Shapes;
import dev.tandem.event.Operation;
import dev.tandem.event.SalesforceChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.MDC;

/**
 * The running transform, between configure and close. A record becomes a row in three steps: its shape reads the change, the
 * last writers decide which of the change's fields still apply, and the object's rows provide the common schema.
 */
final class StartedTransform<R extends ConnectRecord<R>> implements AutoCloseable {
    private static final SchemaAndValue NO_ROW = SchemaAndValue.NULL;
    private static final String UNKNOWN_SHAPE =
            "The value is not a change event of a known shape: neither Tandem's or Debezium's envelope nor a flat row with the"
                    + " fields in version.field. Set " + OutcomeSettings.ON_UNKNOWN_SHAPE
                    + "=pass to pass such records on or =drop to drop them, or select the topics with a predicate.";

    private final LastWriterWinsConfig config;
    private final OutcomeSettings outcome;
    private final Shapes shapes;
    private final LastWriters writers;
    private final HeaderWriter headers = new HeaderWriter();
    private final Map<String, TopicState> topics = new HashMap<>();
    private final TransformMetrics metrics;

    StartedTransform(LastWriterWinsConfig config) {
        this.config = config;
        this.outcome = config.outcome();
        this.shapes = new Shapes(config.shape());
        this.writers = new LastWriters(config.order());
        this.metrics = new TransformMetrics(writers, MDC.get("connector.context"));
    }

    R apply(R record) {
        metrics.add(TransformMetric.RECORDS);
        if (HeaderWriter.isSettled(record.headers())) {
            return record;
        }
        TopicState topic = topic(record.topic());
        Change change = null;
        R keyed = record;
        try {
            if (record.value() == null && !Shapes.hasChangeHeaders(record)) {
                return tombstone(record, topic);
            }
            Shape shape = topic.shape(record);
            change = shape == null ? null : shape.read(record);
            if (change == null) {
                return unknown(record);
            }
            keyed = withCommonKey(record, topic);
            return row(keyed, topic, shape, change);
        } catch (RuntimeException e) {
            // The change failed. Forget its row so that no later change is dropped because of it.
            writers.forget(topic.lastWriters(), keyed.key());
            return failed(keyed, change, e);
        }
    }

    /** Returns the record with its key in the common schema. */
    private R withCommonKey(R record, TopicState topic) {
        SchemaAndValue key = topic.keys().convert(record);
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

    private TopicState topic(String name) {
        TopicState known = topics.get(name);
        if (known != null) {
            return known;
        }
        ObjectRows rows = new ObjectRows(config.row(), name, config.shape().placeholder());
        ObjectKeys keys = new ObjectKeys(config.row(), name);
        TopicState added = new TopicState(new Shapes(config.shape()), keys, rows, writers.cache(name, rows.slots()));
        topics.put(name, added);
        return added;
    }

    private R row(R record, TopicState topic, Shape shape, Change change) {
        if (shape.isEcho(record, change)) {
            return dropped(record, change, null, Reason.ECHO);
        }
        if (change.operation() == Operation.TRUNCATE) {
            writers.forgetAll(topic.lastWriters());
            return outcome.truncates() == Truncates.PASS ? flat(record, NO_ROW, headersOf(record, change, null)) : null;
        }
        if (change.isDelete() && SalesforceChange.isOfNoRecord(record.key())) {
            SchemaAndValue noRow = topic.rows().plan(shape.rowSchema()).noRow();
            return flat(record, noRow, headersOf(record, change, null));
        }
        return change.isDelete() ? delete(record, topic, change) : upsert(record, topic, shape, change);
    }

    private R upsert(R record, TopicState topic, Shape shape, Change change) {
        RowPlan plan = topic.rows().plan(shape.rowSchema());
        FieldSet unavailable = shape.leavesValuesOut() ? plan.unavailable(change) : FieldSet.NONE;
        FieldSet carried = plan.carried(change).minus(unavailable);
        if (carried.isEmpty() && change.echo() == null) {
            return dropped(record, change, plan, Reason.UNCHANGED);
        }
        Verdict verdict = writers.judge(topic.lastWriters(), record.key(), change, carried, plan);
        FieldSet fields = verdict.fields();
        if (fields.isEmpty() && change.echo() == null) {
            return dropped(record, change, plan, verdict.reason());
        }
        Headers all = headersOf(record, change, fields.isAll() ? null : plan.names(change.row(), fields));
        boolean shown = verdict.reason() == null || outcome.dropped() == Dropped.MARK;
        if (verdict.reason() != null) {
            metrics.addPartly(verdict.reason());
            if (shown) {
                HeaderWriter.markDroppedFields(all, plan.names(change.row(), carried.minus(fields)));
            }
        }
        boolean asRead = shown && unavailable.isEmpty();
        return flat(record, asRead ? plan.asRead(change.row(), carried) : plan.only(change.row(), fields), all);
    }

    /** Applies a delete. If some fields have newer values, it only erases the others, as if the changes had come in order. */
    private R delete(R record, TopicState topic, Change change) {
        Verdict verdict = writers.judge(topic.lastWriters(), record.key(), change, FieldSet.ALL, null);
        if (verdict.fields().isAll()) {
            return flat(record, NO_ROW, headersOf(record, change, null));
        }
        ObjectRows rows = topic.rows();
        List<String> erased = rows.erasedNames(verdict.fields(), record.key());
        if (erased.isEmpty()) {
            return dropped(record, change, null, verdict.reason());
        }
        metrics.addPartly(verdict.reason());
        Headers all = headersOf(record, change.withOperation(Operation.UPDATE), erased);
        return flat(record, rows.erased(verdict.fields(), record.key()), all);
    }

    private R tombstone(R record, TopicState topic) {
        metrics.add(TransformMetric.TOMBSTONES);
        if (outcome.tombstones() == Tombstones.DROP) {
            return null;
        }
        R keyed = withCommonKey(record, topic);
        if (outcome.tombstones() == Tombstones.PASS) {
            return keyed;
        }
        writers.forget(topic.lastWriters(), keyed.key());
        return flat(keyed, NO_ROW, headersOf(keyed, shapes.tombstone(keyed), null));
    }

    private R unknown(R record) {
        metrics.add(TransformMetric.UNKNOWN_SHAPE);
        switch (outcome.onUnknownShape()) {
            case PASS:
                return record;
            case DROP:
                return null;
            default:
                if (Shapes.isAboutNoRow(record.valueSchema())) {
                    // A source connector has to write it to its topic.
                    return record instanceof SinkRecord ? null : record;
                }
                throw new DataException(UNKNOWN_SHAPE);
        }
    }

    /** @param plan the plan for the change's row; null if it has none */
    private R dropped(R record, Change change, RowPlan plan, Reason reason) {
        metrics.addDropped(reason);
        if (outcome.dropped() == Dropped.DROP) {
            return null;
        }
        Headers marked = headersOf(record, change, change.changed());
        HeaderWriter.markDropped(marked, reason);
        return flat(record, plan == null ? NO_ROW : plan.asRead(change.row(), FieldSet.ALL), marked);
    }

    private R failed(R record, Change change, RuntimeException e) {
        metrics.add(TransformMetric.ERRORS);
        String text = "Failed to transform a record of topic " + record.topic() + ": "
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        if (outcome.onError() == OnError.THROW) {
            throw new DataException(text, e);
        }
        Headers marked =
                change == null ? new ConnectHeaders(record.headers()) : headersOf(record, change, change.changed());
        HeaderWriter.markError(marked, text);
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
