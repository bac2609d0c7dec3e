/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns that the records of one table have carried so far, besides the key. Each has a position that never changes
 * while the task runs, so that sets of fields are sets of bits.
 */
public final class TableFields {
    private final TableId id;
    private final List<String> keyColumns;
    private final List<String> columns = new ArrayList<>();
    private final Map<String, Integer> positions = new HashMap<>();

    TableFields(TableId id, List<String> keyColumns) {
        this.id = id;
        this.keyColumns = List.copyOf(keyColumns);
    }

    public TableId id() {
        return id;
    }

    public List<String> keyColumns() {
        return keyColumns;
    }

    public String column(int position) {
        return columns.get(position);
    }

    /** Returns the position of a column, which gets one if it has none yet. */
    public int positionOf(String column) {
        return positions.computeIfAbsent(column, added -> {
            columns.add(added);
            return columns.size() - 1;
        });
    }
}
