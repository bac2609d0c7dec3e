/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.batch;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of one table, in as few batches as there can be when all changes of a row in a batch come from one origin. Written
 * one after the other, they do what the changes do one by one.
 */
public final class BatchesByOrigin {
    private final TableId table;
    private final List<TableBatch> batches = new ArrayList<>(1);
    /** The last batch of a row that is in others than the first. */
    private final Map<RowKey, Integer> later = new HashMap<>();

    public BatchesByOrigin(TableId table) {
        this.table = table;
    }

    public void add(Change change) {
        int index = later.isEmpty() ? 0 : later.getOrDefault(change.key(), 0);
        if (index < batches.size() && !batches.get(index).takes(change)) {
            later.put(change.key(), ++index);
        }
        if (index == batches.size()) {
            batches.add(new TableBatch(table));
        }
        batches.get(index).add(change);
    }

    public List<TableBatch> batches() {
        return batches;
    }
}
