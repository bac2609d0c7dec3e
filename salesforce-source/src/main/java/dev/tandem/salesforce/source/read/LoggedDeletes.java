/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.DeleteLog;
import dev.tandem.salesforce.client.rest.DeleteLog.Deletes;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.offset.SourceOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A search for records that were deleted while no event could be received.
 *
 * <p>A Bulk job finds them as long as the recycle bin has them. Salesforce's log of deletes may know more. If it says that it does
 * not cover the whole time, that is reported.
 */
final class LoggedDeletes {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedDeletes.class);

    private final ObjectContext context;
    private final DeleteLog log;

    LoggedDeletes(ObjectContext context, SalesforceApi api) {
        this.context = context;
        this.log = new DeleteLog(api);
    }

    /**
     * Emits a delete for each of them. One that was undeleted since is read afterwards.
     *
     * @param began the time of the read that this belongs to
     * @return whether these are all records that were deleted since
     */
    boolean emit(Instant since, Instant began, LongFunction<SourceOffset> position) throws InterruptedException {
        RowLayout layout = context.schema().layout();
        Deletes deletes = log.since(layout.description().name(), since).orElse(new Deletes(Set.of(), false));
        if (!deletes.isComplete()) {
            context.metrics().countDeletesUnverified();
            context.emitter().setUnverified();
            LOG.error(
                    "{}: records that were deleted since {} and purged from the recycle bin may stay in the copy, because"
                            + " Salesforce no longer lists them. All records are read now. A truncate then removes the rows with a"
                            + " version up to {}. The Postgres sink needs truncate.enabled=true for that.",
                    context.object(),
                    since,
                    context.emitter().version());
        }
        List<RecordId> ids = List.copyOf(deletes.ids());
        Read read = new Read(began, Snapshot.TRUE);
        for (int from = 0; from < ids.size(); from += RecordReread.UNIT) {
            List<ObjectEmitter.Pending> unit = new ArrayList<>(RecordReread.UNIT);
            for (RecordId id : ids.subList(from, Math.min(from + RecordReread.UNIT, ids.size()))) {
                unit.add(place -> context.records().deletion(layout, id.value(), read, place));
            }
            context.emitter().emit(unit, began, position);
        }
        return deletes.isComplete();
    }
}
