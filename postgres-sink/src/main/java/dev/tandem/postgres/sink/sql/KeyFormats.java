/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Table;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The formats in which the keys of records travel to the key columns of a table. */
public final class KeyFormats {
    private static final ColumnFormat[] NONE = {};

    private final Table table;
    private final Map<RowShape, ColumnFormat[]> byShape = new IdentityHashMap<>();

    public KeyFormats(Table table) {
        this.table = table;
    }

    /** Returns whether Java compares the key of a change exactly as Postgres does, with keys of the same meaning. */
    public boolean isExact(Change change) {
        ColumnFormat[] formats = byShape.computeIfAbsent(change.shape(), this::formats);
        for (int i = 0; i < formats.length; i++) {
            if (!formats[i].isExact(change.key().part(i))) {
                return false;
            }
        }
        return formats.length > 0;
    }

    /** Returns a format for each part of the key; none if the table lacks a column. */
    private ColumnFormat[] formats(RowShape shape) {
        List<String> names = shape.table().keyColumns();
        ColumnFormat[] formats = new ColumnFormat[names.size()];
        for (int i = 0; i < formats.length; i++) {
            Column column = table.columns().get(names.get(i));
            if (column == null) {
                return NONE;
            }
            formats[i] = ColumnFormat.ofKey(column, Map.of(shape, shape.keySchema(i)));
        }
        return formats;
    }
}
