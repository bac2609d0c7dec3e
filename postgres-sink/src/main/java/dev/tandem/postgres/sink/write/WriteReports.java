/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.plugin.time.SteadyClock;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.conflict.ConflictWarning;
import dev.tandem.postgres.sink.metrics.SinkMetrics;
import dev.tandem.postgres.sink.plan.OffsetVersionCheck;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.TruncateResult;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.record.Truncate;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics and warnings about what was committed. */
public final class WriteReports {
    private static final Logger LOG = LoggerFactory.getLogger(WriteReports.class);

    private final WriteSettings settings;
    private final SinkMetrics metrics;
    private final TableWarnings unordered = new TableWarnings(SteadyClock.start(), LOG::warn);
    private final TableWarnings missingRows = new TableWarnings(SteadyClock.start(), LOG::warn);
    private final TableWarnings truncates = new TableWarnings(SteadyClock.start(), LOG::warn);
    private final TableWarnings skipped = new TableWarnings(SteadyClock.start(), LOG::warn);
    private final ConflictWarning conflicts = new ConflictWarning(SteadyClock.start(), LOG::warn);

    WriteReports(WriteSettings settings, SinkMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Reports a committed transaction, which took so many nanoseconds. */
    void reportCommit(
            Map<TableChanges, CachedTable> tables,
            Map<TableChanges, WriteResult> results,
            OffsetVersionCheck offsets,
            long nanos) {
        offsets.warnings().forEach(unordered::warn);
        results.forEach((changes, result) -> {
            if (settings.conflicts().logged()) {
                warnOfConflicts(tables.get(changes), result);
            }
            if (result.updateMissing() > 0) {
                missingRows.warn(
                        changes.table(),
                        result.updateMissing()
                                + " updates met no row, so rows were created from the fields that they carry. Replay the topic from"
                                + " its beginning, or have the source read the object again.");
            }
        });
        results.forEach((changes, result) -> warnOfSkippedRows(changes.table(), result.skipped()));
        metrics.countCommit(results, nanos);
    }

    private void warnOfSkippedRows(TableId table, long rows) {
        if (rows > 0) {
            skipped.warn(
                    table,
                    rows
                            + " rows were not written or deleted, because a trigger skipped them, changed their key or"
                            + " restored their old values, an INSTEAD rule redirected them, or a policy does not allow it."
                            + " If that is not intended, change the trigger, rule or policy, and replay the topic.");
        }
    }

    /** Reports a committed truncate. */
    public void reportTruncate(Truncate truncate, TruncateResult result) {
        if (result.skipped() > 0) {
            warnOfSkippedRows(truncate.table(), result.skipped());
            metrics.countSkipped(truncate.table(), result.skipped());
        }
        if (result.asked() > 0) {
            LOG.info(
                    "A complete read of Salesforce did not contain the records of {} rows of two-way table {}. The source is asked for"
                            + " them through tandem.signals, and emits a delete for each that is gone.",
                    result.asked(),
                    truncate.table());
            return;
        }
        if (truncate.hasComparableVersion()) {
            LOG.info("A truncate at the source removed {} older rows of table {}", result.removed(), truncate.table());
            return;
        }
        truncates.warn(
                truncate.table(),
                "A truncate at the source removed " + result.removed()
                        + " older rows. If its topic has several partitions, older changes of"
                        + " the others that are still to come are written. Compare the table with its source.");
    }

    private void warnOfConflicts(CachedTable cached, WriteResult result) {
        conflicts.add(cached.table().id(), result.conflicts());
        if (!cached.table().isVersioned() || !cached.table().hasOrigins()) {
            conflicts.cannotSee(cached.table().id());
        }
    }
}
