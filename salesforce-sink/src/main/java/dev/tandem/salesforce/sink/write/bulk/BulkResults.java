/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.bulk;

import dev.tandem.salesforce.client.bulk.IngestJob;
import dev.tandem.salesforce.client.bulk.IngestResults;
import dev.tandem.salesforce.client.bulk.IngestRow;
import dev.tandem.salesforce.client.bulk.JobState;
import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.TwoWayRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The outcomes of the rows of one ended Bulk job. Pure. */
final class BulkResults {
    private final RequestKind kind;
    private final Map<String, Outcome> byName;
    private final Outcome others;

    private BulkResults(RequestKind kind, Map<String, Outcome> byName, Outcome others) {
        this.kind = kind;
        this.byName = byName;
        this.others = others;
    }

    /** Reads the results by the column that identifies their records. */
    static BulkResults of(RequestKind kind, String keyColumn, IngestResults results) {
        int key = results.columns().indexOf(keyColumn);
        Map<String, Outcome> byName = new HashMap<>();
        for (IngestRow row : results.rows()) {
            byName.put(row.fields().get(key), row.outcome());
        }
        return new BulkResults(kind, byName, null);
    }

    /** Returns the results of a job that has written nothing. */
    static BulkResults ofNothing(RequestKind kind, String code, String message) {
        return new BulkResults(kind, Map.of(), new Outcome.Busy(code, message));
    }

    /** Returns whether a job that has ended has no results to read, because it was never uploaded or never begun. */
    static boolean isEmpty(IngestJob job) {
        return job.state() != JobState.JOB_COMPLETE && job.processed() == 0;
    }

    /** Returns the outcome of a row; empty if the row was not part of the job. */
    Optional<Outcome> outcomeOf(TwoWayRow row) {
        if (row.request().kind() != kind) {
            return Optional.empty();
        }
        String name = kind == RequestKind.CREATE ? row.key() : row.salesforceId();
        return Optional.ofNullable(byName.getOrDefault(name, others));
    }
}
