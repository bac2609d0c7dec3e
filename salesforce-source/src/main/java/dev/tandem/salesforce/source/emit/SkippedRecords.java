/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that the worker has passed over instead of writing them: a transform dropped them or, with {@code errors.tolerance=all},
 * they could not be converted or written. Connect does not say which, and logs the latter only with errors.log.enable=true.
 *
 * <p><b>Threads.</b> The worker calls it on the threads of its producer, and on the task's for what a transform drops.
 */
public final class SkippedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);

    private final Map<String, ObjectMetrics> sources;
    private final boolean toleratesErrors;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /**
     * @param sources the metrics of objects and channels, by name and address
     * @param toleratesErrors whether Connect passes over errors
     */
    public SkippedRecords(Map<String, ObjectMetrics> sources, boolean toleratesErrors) {
        this.sources = Map.copyOf(sources);
        this.toleratesErrors = toleratesErrors;
    }

    /** Counts a record, and reports the first of each object and channel if it may be an error. */
    public void add(SourceRecord record) {
        String source = OffsetFormat.source(record.sourcePartition());
        ObjectMetrics metrics = sources.get(source);
        if (metrics == null) {
            return;
        }
        metrics.countSkipped();
        if (toleratesErrors && reported.add(source)) {
            LOG.error(
                    "{}: Connect has not written a record to {}. A transform dropped it, or Connect ignored an error, because"
                            + " errors.tolerance is all. The metric RecordsSkipped counts them. Set errors.log.enable=true to see the"
                            + " errors, or errors.tolerance=none to stop at the first. Then read the object again by a signal.",
                    source,
                    record.topic());
        }
    }
}
