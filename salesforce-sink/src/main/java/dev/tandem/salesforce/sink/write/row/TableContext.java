/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.salesforce.client.rest.AbsentRecords;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.settings.WriteSettings;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.wake.WakeUps;
import java.time.Duration;
import java.util.List;

/** The things that the steps of one table's write-back share. */
public record TableContext(
        MappedTable table,
        RowTransactions rows,
        RecordLookup lookup,
        AbsentRecords absentRecords,
        WakeUps wakeUps,
        WriteSettings settings,
        MetricGroup<WriteMetric> metrics) {
    private static final Duration LOCKED_ROW_DELAY = Duration.ofMillis(200);

    public void wake(String key) {
        wakeUps.wake(table.id(), key);
    }

    /** Tries rows again later that an application holds. */
    public void wakeLocked(List<String> keys) {
        metrics.add(WriteMetric.ROWS_LOCKED, keys.size());
        keys.forEach(key -> wakeUps.wakeAfter(LOCKED_ROW_DELAY, table.id(), key));
    }
}
