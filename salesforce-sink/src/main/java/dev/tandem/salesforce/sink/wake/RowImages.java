/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import dev.tandem.event.QuietStates;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.state.RowStore.Search;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** The row images that Debezium reads from the WAL, as wake-ups. What an image says of the row does not matter otherwise. */
public final class RowImages {
    private static final TableId TOMBSTONES = new TableId("tandem", "tombstones");

    private final Map<String, TableId> tables;
    private final WakeUps wakeUps;

    /** @param tables the two-way tables */
    public RowImages(Collection<TableId> tables, WakeUps wakeUps) {
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(TableId::toString, table -> table));
        this.wakeUps = wakeUps;
    }

    /** Wakes the rows of these images. Images of other tables are ignored. */
    public void wake(Collection<SinkRecord> records) {
        records.forEach(this::wake);
    }

    private void wake(SinkRecord record) {
        String topic = record.topic();
        if (topic.endsWith("." + TOMBSTONES)) {
            wakeTombstone(record);
            return;
        }
        TableId table = table(topic);
        if (table == null || isQuiet(record)) {
            return;
        }
        String key = key(record);
        if (key == null) {
            wakeUps.sweep(table, Search.PENDING);
        } else {
            wakeUps.wake(table, key);
        }
    }

    /** Finds the table of a topic of the form {@code <prefix>.<schema>.<table>}. */
    private TableId table(String topic) {
        for (int start = 0; start >= 0; start = topic.indexOf('.', start) + 1) {
            TableId table = tables.get(topic.substring(start));
            if (table != null || topic.indexOf('.', start) < 0) {
                return table;
            }
        }
        return null;
    }

    private void wakeTombstone(SinkRecord record) {
        if (record.value() instanceof Struct row && row.schema().field("table_schema") != null) {
            TableId table = tables.get(row.getString("table_schema") + "." + row.getString("table_name"));
            String key = text(row, "row_key");
            if (table != null && key != null && !isQuiet(record)) {
                wakeUps.wake(table, key);
            }
        }
    }

    /** Returns whether an image is of a row that does not need the write-back: a deleted one, or one that it has just written itself. */
    private static boolean isQuiet(SinkRecord record) {
        return !(record.value() instanceof Struct row) || QuietStates.include(text(row, "_sync_state"));
    }

    /** Returns the row's key as {@code tandem.key_sql} writes it; null if the record does not say. */
    private static String key(SinkRecord record) {
        if (!(record.key() instanceof Struct key) || key.schema().fields().size() != 1) {
            return null;
        }
        Object value = key.get(key.schema().fields().get(0));
        boolean isPlain =
                value instanceof String || value instanceof Long || value instanceof Integer || value instanceof Short;
        return isPlain ? value.toString() : null;
    }

    private static String text(Struct row, String name) {
        Field field = row.schema().field(name);
        return field == null ? null : Objects.toString(row.get(field), null);
    }
}
