/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The columns that the records of one table and key have carried so far, besides the key. Each has a number that never changes
 * while the task runs, so that sets of fields are sets of bits. A thread may write rows while another reads records that bring new
 * columns.
 */
public final class TableFields {
    private final TableId id;
    private final List<String> keyColumns;
    /** The columns by number. */
    private final List<String> columns = new CopyOnWriteArrayList<>();

    private final Map<String, Integer> numbers = new HashMap<>();

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

    public String column(int field) {
        return columns.get(field);
    }

    /** Assigns a number to a column that has none yet, and returns its number. */
    public synchronized int assignNumber(String column) {
        return numbers.computeIfAbsent(column, added -> {
            columns.add(added);
            return columns.size() - 1;
        });
    }
}
