/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.ChangeKind;
import dev.tandem.salesforce.simulator.records.Commit;
import dev.tandem.salesforce.simulator.records.RecordChange;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Change Data Capture: makes the events of each committed transaction. Records of one object that changed in the same way
 * share an event; all events of a transaction share its key, number and commit time.
 */
public final class ChangeCapture implements Consumer<Commit> {
    /** A change event that would be larger is replaced by a gap event. */
    private static final int LARGEST_EVENT = 1_000_000;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final EventLog log;
    private final RecentChanges recent;
    private final Supplier<EventStyle> style;
    private final RandomGenerator random;
    private long commitNumber = 10_426_208_000_000L;

    public ChangeCapture(EventLog log, RecentChanges recent, Supplier<EventStyle> style, RandomGenerator random) {
        this.log = log;
        this.recent = recent;
        this.style = style;
        this.random = random;
    }

    private record Sameness(SObject object, ChangeKind kind, Caller caller, Object distinction) {}

    private record Draft(
            SObject object, String changeType, String origin, ChangeEventBody body, List<String> recordIds) {}

    @Override
    public synchronized void accept(Commit commit) {
        ObjectNode header = header(
                commit.caller().changeOrigin(),
                commit.caller().userId(),
                commit.at().toEpochMilli());
        EventStyle now = style.get();
        Map<String, Long> replayIds = new HashMap<>();
        int sequence = 0;
        for (Draft draft : drafts(commit, now)) {
            sequence++;
            if (draft.object().isCaptured()) {
                BusEvent event = publish(draft, header.put("sequenceNumber", sequence), now);
                draft.recordIds().forEach(id -> replayIds.put(id, event.replayId()));
            }
        }
        commit.changes().forEach(change -> remember(commit, change, replayIds.getOrDefault(change.id(), 0L)));
    }

    /** Publishes an event that has only a header, as gap, overflow and wildcard events do. */
    public synchronized BusEvent publishHeader(
            SObject object, String changeType, List<String> recordIds, String userId, long at) {
        ObjectNode header = header("", userId, at).put("sequenceNumber", 1);
        ChangeEventBody nothing = new ChangeEventBody(JSON.objectNode(), List.of());
        return publish(new Draft(object, changeType, "", nothing, recordIds), header, style.get());
    }

    private static List<Draft> drafts(Commit commit, EventStyle style) {
        Map<Object, Draft> drafts = new LinkedHashMap<>();
        for (RecordChange change : commit.changes()) {
            ChangeEventBody body = ChangeEventBody.of(change, style);
            boolean mergeable = change.kind() == ChangeKind.UPDATE || change.kind() == ChangeKind.DELETE;
            if (change.isCascade() && !style.cascades()) {
                continue;
            }
            if (style.unchanged() == EventStyle.Unchanged.SILENT && body.changesNothing(change.kind())) {
                continue;
            }
            String origin = change.caller().changeOrigin();
            Object key = new Sameness(change.object(), change.kind(), change.caller(), mergeable ? body : change);
            drafts.computeIfAbsent(
                            key,
                            any -> new Draft(change.object(), change.kind().name(), origin, body, new ArrayList<>()))
                    .recordIds()
                    .add(change.id());
        }
        return List.copyOf(drafts.values());
    }

    private BusEvent publish(Draft draft, ObjectNode header, EventStyle style) {
        header.put("changeOrigin", draft.origin());
        header.put("entityName", draft.object().name());
        header.put("changeType", draft.changeType());
        header.remove("changedFields");
        if (style.changedFields()) {
            ArrayNode changed = header.putArray("changedFields");
            draft.body().changedFields().forEach(changed::add);
        }
        ArrayNode recordIds = header.putArray("recordIds");
        draft.recordIds().forEach(recordIds::add);
        ObjectNode payload = draft.body().fields();
        payload.set("ChangeEventHeader", header);
        String json = payload.toString();
        if (json.length() > LARGEST_EVENT) {
            header.put("changeType", "GAP_" + draft.changeType()).putArray("changedFields");
            json = JSON.objectNode().set("ChangeEventHeader", header).toString();
        }
        String body =
                "{\"schema\":\"" + draft.object().schemaId() + "\",\"payload\":" + json + ",\"event\":{\"replayId\":";
        return log.append(Channels.DATA, draft.object().name(), replayId -> body + replayId + "}}");
    }

    private ObjectNode header(String origin, String userId, long at) {
        commitNumber += 1 + random.nextInt(1000);
        return JSON.objectNode()
                .put("commitNumber", commitNumber)
                .put("commitUser", userId)
                .put("changeOrigin", origin)
                .put("transactionKey", transactionKey())
                .put("commitTimestamp", at / 1000 * 1000);
    }

    /** Like a UUID, with a small first group; not in any order. */
    private String transactionKey() {
        return "%08x-%04x-%04x-%04x-%012x"
                .formatted(
                        random.nextInt(1 << 20),
                        random.nextInt(1 << 16),
                        random.nextInt(1 << 16),
                        random.nextInt(1 << 16),
                        random.nextLong(1L << 48));
    }

    private void remember(Commit commit, RecordChange change, long replayId) {
        List<String> fields = change.changed().stream().map(Field::name).toList();
        recent.add(change, commit.at().toEpochMilli(), fields, replayId);
    }
}
