/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.DeleteLog;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.feed.ObjectFeed;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.offset.Position;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check, after a restart and before the first event is emitted, that no event since a position in time has been purged.
 *
 * <p>A request for all retained events succeeds, however many are gone, and Salesforce may purge them earlier than documented. It
 * purges the oldest first, so an event from before the position proves that none is missing. Its stamp must be older than the position by
 * the longest transaction: a younger one may have been committed after it. Without such an event, Salesforce is asked for changes since
 * then: if there is none, there was no event. Usually costs two API calls, and one for the time of a read.
 */
final class PurgeCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeCheck.class);

    private final ObjectContext context;
    private final SalesforceApi api;
    private final ModifiedRecords modified;
    private final DeleteLog deletes;
    private final ReadScopes scopes;

    PurgeCheck(ObjectContext context, SalesforceApi api, ReadScopes scopes) {
        this.api = api.forPurpose(CallPurpose.RECOVERY);
        this.context = context;
        this.modified = new ModifiedRecords(this.api);
        this.deletes = new DeleteLog(this.api);
        this.scopes = scopes;
    }

    /**
     * Returns the position after everything that a read covers which begins now; empty if no event after the position is missing.
     * Events that wait already are emitted after the rows of that read.
     */
    Optional<Position> positionIfEventsMayBeMissing(Position position) throws InterruptedException {
        if (!isInTime(position) || !mayMissEventsSince(position.time())) {
            return Optional.empty();
        }
        LOG.warn(
                "{}: records have changed since {}, and Salesforce may have purged the events of that time.",
                context.object(),
                position.time());
        return Optional.of(new Position.Since(api.serverTime()));
    }

    private boolean mayMissEventsSince(Instant time) throws InterruptedException {
        Instant since = scopes.oldestStamp(time);
        if (context.feed().hasEventBefore(since)) {
            return false;
        }
        RowLayout layout = context.schema().layout();
        boolean isChanged = isModified(layout, since) || isAnyDeleted(layout, since);
        return isChanged && !context.feed().awaitEventBefore(since, ObjectFeed.FIRST_DELIVERY);
    }

    /** Returns whether Salesforce accepts a position though events after it are gone, and they are wanted. */
    static boolean isInTime(Position position) {
        return position instanceof Position.Since && !position.time().equals(Instant.EPOCH);
    }

    private boolean isModified(RowLayout layout, Instant since) {
        return !layout.hasSystemModstamp() || modified.hasAny(layout, since);
    }

    /**
     * Returns whether the log of deletes has any, or does not reach back so far. The recycle bin lacks those that were purged. An
     * object without a log is not doubted: it would be read completely at each restart.
     */
    private boolean isAnyDeleted(RowLayout layout, Instant since) {
        return deletes.since(layout.description().name(), since)
                .filter(found -> !found.ids().isEmpty() || !found.isComplete())
                .isPresent();
    }
}
