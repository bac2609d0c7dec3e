/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.state.RowChange;
import java.util.ArrayList;
import java.util.List;

/**
 * The effects of decisions on locked rows: what is written in their transaction, and what is done once it is committed.
 *
 * @param <R> the type of the results that the caller gets after the commit
 */
public final class Effects<R> {
    private final List<RowChange> changes = new ArrayList<>();
    private final List<Lost> lost = new ArrayList<>();
    private final List<String> recordsToRead = new ArrayList<>();
    private final List<WriteLogEntry> log = new ArrayList<>();
    private final List<R> results = new ArrayList<>();

    /** Values that a row lost because of a request. */
    record Lost(TwoWayRow row, List<LostValue> values, long requestId) {}

    public void write(RowChange change) {
        changes.add(change);
    }

    public void lose(TwoWayRow row, List<LostValue> values, long requestId) {
        if (!values.isEmpty()) {
            lost.add(new Lost(row, values, requestId));
        }
    }

    /** Asks the source to read a record again. */
    public void read(String recordId) {
        recordsToRead.add(recordId);
    }

    public void log(WriteLogEntry entry) {
        log.add(entry);
    }

    public void result(R result) {
        results.add(result);
    }

    List<RowChange> changes() {
        return changes;
    }

    List<Lost> lost() {
        return lost;
    }

    List<String> recordsToRead() {
        return recordsToRead;
    }

    List<WriteLogEntry> log() {
        return log;
    }

    List<R> results() {
        return results;
    }
}
