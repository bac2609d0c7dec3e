/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.events.Channels;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.events.RecentChanges;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.http.RequestKind;
import dev.tandem.salesforce.simulator.load.LoadGenerator;
import dev.tandem.salesforce.simulator.records.ChangeKind;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.rest.ApiUsage;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.streaming.StreamingServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** {@code GET /simulator/state}: what the org has seen and done so far. */
public final class StateReport {
    private static final int USUAL_CHANGES = 100;

    private final Parts parts;

    public StateReport(Parts parts) {
        this.parts = parts;
    }

    /** The parts of the org whose state is reported. */
    public record Parts(
            Catalog catalog,
            RecordStore store,
            EventLog log,
            RecentChanges recent,
            StreamingServer streaming,
            ApiUsage usage,
            LoadGenerator load,
            IntSupplier lateRequests) {}

    ObjectNode report(ApiRequest request) {
        ObjectNode state = Json.MAPPER.createObjectNode();
        ObjectNode requests = state.putObject("requests");
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind.wireName(), parts.usage().requests(kind));
        }
        state.putObject("apiUsage")
                .put("used", parts.usage().used())
                .put("max", parts.usage().max());
        streaming(state);
        state.putObject("events")
                .put("retained", parts.log().retained())
                .put("oldestReplayId", parts.log().oldestReplayId(Channels.DATA))
                .put("newestReplayId", parts.log().newestReplayId(Channels.DATA));
        state.put("waitingForLocks", parts.store().waitingForLocks());
        state.put("lateRequests", parts.lateRequests().getAsInt());
        objects(state);
        load(state);
        changes(state, request);
        return state;
    }

    private void streaming(ObjectNode state) {
        Map<String, Integer> subscribers = new TreeMap<>();
        ArrayNode sessions = state.putArray("sessions");
        for (StreamingServer.SessionInfo session : parts.streaming().sessionInfos()) {
            ObjectNode entry = sessions.addObject().put("clientId", session.clientId());
            ArrayNode subscriptions = entry.putArray("subscriptions");
            session.subscriptions().forEach(subscriptions::add);
            session.subscriptions().forEach(channel -> subscribers.merge(channel, 1, Integer::sum));
            entry.put("delivered", session.delivered());
        }
        subscribers.forEach(state.putObject("subscriptions")::put);
        parts.streaming().delivered().forEach(state.putObject("delivered")::put);
    }

    private void objects(ObjectNode state) {
        ObjectNode objects = state.putObject("objects");
        parts.catalog().objects().forEach(object -> {
            ObjectNode entry = objects.putObject(object.name())
                    .put("records", parts.store().liveCount(object))
                    .put("deleted", parts.store().deletedCount(object));
            ObjectNode changes = entry.putObject("changes");
            for (ChangeKind kind : ChangeKind.values()) {
                changes.put(kind.name(), parts.recent().count(object.name(), kind));
            }
        });
    }

    private void load(ObjectNode state) {
        state.putNull("load");
        parts.load()
                .plan()
                .ifPresent(plan -> state.putObject("load")
                        .put("changesPerSecond", plan.changesPerSecond())
                        .put("made", parts.load().made()));
    }

    private void changes(ObjectNode state, ApiRequest request) {
        String after = request.parameter("changesAfter");
        List<RecentChanges.Change> found = after == null
                ? parts.recent().newest(USUAL_CHANGES)
                : parts.recent().after(Long.parseLong(after));
        ArrayNode changes = state.putArray("changes");
        for (RecentChanges.Change change : found) {
            ObjectNode entry = changes.addObject()
                    .put("sequence", change.sequence())
                    .put("object", change.object())
                    .put("id", change.id())
                    .put("kind", change.kind().name())
                    .put("committedAt", change.committedAt());
            ArrayNode fields = entry.putArray("fields");
            change.fields().forEach(fields::add);
            entry.put("replayId", change.replayId());
        }
    }
}
