/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.UserPermissions;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.read.AppearedFields;
import dev.tandem.salesforce.source.read.RecordReread;
import dev.tandem.salesforce.source.settings.ReadSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A follower of an object without change events. It asks from time to time which records were modified, and reads those.
 *
 * <p><b>Completeness.</b> A record's stamp is the time of its write, and it appears with its commit. So each poll looks back by
 * the longest transaction, and leaves out what it has seen with the same stamp. Deleted records are found in the recycle bin.
 *
 * <p><b>Sight.</b> Salesforce leaves out what the user may not see, without a word. So the position only moves to a time at which
 * the user saw all records, and what is missed until the loss is noticed is found once the user sees them again.
 *
 * <p><b>Order.</b> Records are emitted as they are now. All of a poll share one position, however many have the same stamp.
 */
public final class PollFollower implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(PollFollower.class);
    /** Records that are remembered, about 30 MB at most. */
    private static final int MEMORY = 200_000;
    /** Records that are read one by one. More of them are read by a Bulk job. */
    private static final int MAX_SINGLE = 20_000;

    /**
     * Stamps count seconds, and the clocks of Salesforce's servers differ. A record whose stamp is younger than this may be
     * modified again without a new stamp.
     */
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private static final int POLLS_PER_SIGHT_CHECK = 5;
    /** The longest interval at which not every poll checks the user's sight. */
    private static final Duration FREQUENT = Duration.ofMinutes(1);

    private final ObjectContext context;
    private final SalesforceApi api;
    private final Handover handover;
    private final RecordReread reread;
    private final AppearedFields appeared;
    private final ModifiedRecords modified;
    private final Duration interval;
    private final Duration overlap;
    private final SeenStamps seen = new SeenStamps(MEMORY);
    private final FormulaRefresh refresh;
    private final ReadScopes scopes;
    private Position position;
    private boolean saysHidden;

    public PollFollower(ObjectContext context, SalesforceApi api, Handover handover, ReadSettings settings) {
        this.context = context;
        this.api = api.forPurpose(CallPurpose.RECOVERY);
        this.handover = handover;
        this.reread = new RecordReread(context, api, settings.filters().of(context.object()));
        this.appeared = new AppearedFields(context, api, reread);
        this.modified = new ModifiedRecords(this.api);
        this.interval = settings.capture().pollInterval();
        this.overlap = settings.transactionMax();
        this.scopes = new ReadScopes(overlap);
        this.refresh = new FormulaRefresh(settings.sweeps().formulaRefresh());
    }

    @Override
    public SourceOffset follow(StreamOffset start) throws InterruptedException {
        position = start.position();
        warnOnceOfHiddenRecords();
        while (true) {
            if (reread.answerSignals(position)) {
                return reread(ReadScope.ALL);
            }
            context.schema().refresh();
            appeared.emit(position);
            if (context.schema().rowsAreIncomplete()
                    || refresh.isDue(context.schema().layout())) {
                refresh.restart();
                return reread(ReadScope.ALL);
            }
            if (context.schema().rowsAreComplete()) {
                context.emitter().setColumns(context.schema().emitted());
            }
            Optional<ReadScope> scope = poll();
            if (scope.isPresent()) {
                return reread(scope.get());
            }
            context.feed().awaitRequest(pause());
        }
    }

    private SourceOffset reread(ReadScope scope) {
        return handover.reread(position, scope, context.emitter().version());
    }

    /** After more changes than can be remembered, waits until none of them is looked back at, except once. */
    private Duration pause() {
        boolean overfull = seen.forgotten().isAfter(position.time().minus(overlap));
        return overfull && overlap.compareTo(interval) > 0 ? overlap : interval;
    }

    private void warnOnceOfHiddenRecords() {
        if (!context.sight().wasWhole() && !saysHidden) {
            saysHidden = true;
            LOG.warn(
                    "{}: the user of the app may not see all records, or may not ask whether it does. Polls do not find changes of"
                            + " records that it does not see. {}",
                    context.object(),
                    UserPermissions.remedy(
                            context.schema().layout().description().name()));
        }
    }

    /** Returns whether the user has seen all records until now, or never did. Most polls do not ask, to save API calls. */
    private boolean sawAll(Instant now) {
        if (!context.sight().wasWhole()) {
            return true;
        }
        int polls = interval.compareTo(FREQUENT) > 0 ? 1 : POLLS_PER_SIGHT_CHECK;
        if (now.isBefore(position.time().plus(interval.multipliedBy(polls - 1L)))) {
            return false;
        }
        context.sight().requireKept();
        return true;
    }

    /** Emits the records that were modified. Returns what to read instead if they are too many. */
    private Optional<ReadScope> poll() throws InterruptedException {
        Instant now = api.serverTime();
        ReadScope scope = scopes.modifiedSince(position.time());
        Instant since = scope.modifiedSince().orElseThrow();
        Map<RecordId, Instant> found = new LinkedHashMap<>();
        modified.forEach(context.schema().layout(), since, (id, stamp) -> {
            if (!seen.contains(id, stamp) && found.size() <= MEMORY) {
                found.put(id, stamp);
            }
        });
        context.metrics().countPoll(found.size());
        Position end = sawAll(now) ? new Position.Since(now) : position;
        boolean many = found.size() > MAX_SINGLE;
        if (!many) {
            reread.emit(found.keySet(), context.records()::deletion, version -> new StreamOffset(end, version));
        }
        found.forEach((id, stamp) -> {
            if (stamp.plus(SETTLE).isBefore(now)) {
                seen.add(id, stamp);
            }
        });
        seen.dropBefore(since);
        position = end;
        LOG.debug("{}: {} records were modified since {}.", context.object(), found.size(), since);
        return many ? Optional.of(scope) : Optional.empty();
    }
}
