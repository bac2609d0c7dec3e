/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableId;
import dev.tandem.postgres.sink.type.ValueTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/**
 * A table that can hold what the records of a batch carry.
 *
 * @param key the columns of the primary key
 * @param columns all columns, the key's first and the system columns last
 */
record TableSpec(TableId id, List<String> key, List<ColumnSpec> columns) {
    static TableSpec of(TableBatch batch) {
        List<String> key = batch.fields().keyColumns();
        Map<String, ColumnSpec> keys = new LinkedHashMap<>();
        Map<String, ColumnSpec> values = new LinkedHashMap<>();
        for (RowShape shape : batch.shapes()) {
            for (int i = 0; i < key.size(); i++) {
                keys.merge(key.get(i), column(key.get(i), shape.keySchema(i)), TableSpec::exacter);
            }
            shape.fields().forEach((position, field) -> {
                String column = shape.table().column(position);
                values.put(column, column(column, field.schema()));
            });
        }
        List<ColumnSpec> columns = new ArrayList<>(keys.values());
        columns.addAll(values.values());
        columns.add(new ColumnSpec(Table.SYNC_VERSION, "bigint"));
        return new TableSpec(batch.table(), key, columns);
    }

    private static ColumnSpec column(String name, Schema schema) {
        return new ColumnSpec(name, ValueTypes.of(schema).columnType(schema));
    }

    /** A delete's record knows the key by its bare schema only; that of a row may know the length too. */
    private static ColumnSpec exacter(ColumnSpec one, ColumnSpec other) {
        return one.type().equals("text") ? other : one;
    }
}
