/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.AbsentRecords;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.UserPermissions;
import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteCollection;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A writer of topics' records to objects, in their order. An example of each kind of call is in {@code src/test/resources/calls}.
 *
 * <p><b>Failure.</b> What Salesforce rejects goes to the {@link Rejections}. What it cannot do now stays queued, with everything after
 * it: call {@link #write} again. An insert whose answer was lost is rejected, because sending it again could create a second record.
 * <p><b>Threads.</b> Used by the task's thread.
 */
public final class ObjectWriter {
    private final ObjectRules rules;
    private final SalesforceApi api;
    private final AbsentRecords absentRecords;
    private final UserPermissions permissions;
    private final WriteApi writeApi;
    private final Rejections rejections;
    private final MetricGroup<WriteMetric> metrics;
    private final Map<SObjectName, SObjectDescription> objects = new HashMap<>();
    private final List<ObjectWrite> queue = new ArrayList<>();

    public ObjectWriter(
            ObjectRules rules,
            SalesforceApi api,
            WriteApi writeApi,
            Rejections rejections,
            MetricGroup<WriteMetric> metrics) {
        this.rules = rules;
        this.api = api;
        this.absentRecords = new AbsentRecords(api);
        this.permissions = new UserPermissions(api);
        this.writeApi = writeApi;
        this.rejections = rejections;
        this.metrics = metrics;
    }

    /** The receiver of records that cannot be written. */
    public interface Rejections {
        /** @param reason ends with a full stop, and contains no values */
        void reject(SinkRecord record, String reason);
    }

    /** The end of an attempt to write everything. */
    public sealed interface Progress {
        record Done() implements Progress {}

        /** @param reason Salesforce's message */
        record Stuck(String reason) implements Progress {}
    }

    /** Queues records. */
    public void add(Iterable<SinkRecord> records) {
        for (SinkRecord record : records) {
            try {
                SObjectName object = rules.objectOf(record.topic())
                        .orElseThrow(() -> new UnwritableRecordException(
                                "topic " + record.topic() + " has no object. Add it to topics.to.objects.mapping."));
                new ObjectWriteReader(rules, objects.computeIfAbsent(object, api::describe))
                        .read(record)
                        .ifPresent(queue::add);
            } catch (UnwritableRecordException unwritable) {
                rejections.reject(record, "Failed to write a record: " + unwritable.getMessage());
            }
        }
    }

    /** Writes what is queued, as far as Salesforce lets it. */
    public Progress write() {
        while (!queue.isEmpty()) {
            findFirstIds();
            List<List<ObjectWrite>> call = ObjectCalls.firstCall(queue);
            if (!call.isEmpty()) {
                Optional<String> busy = write(call);
                if (busy.isPresent()) {
                    return new Progress.Stuck(busy.get());
                }
            }
        }
        return new Progress.Done();
    }

    /** Returns the reason if some of the writes must be sent again. They stay first in the queue. */
    private Optional<String> write(List<List<ObjectWrite>> call) {
        List<ObjectWrite> sent = call.stream().flatMap(List::stream).toList();
        List<Outcome> outcomes = send(call);
        List<ObjectWrite> left = new ArrayList<>();
        List<ObjectWrite> unfound = new ArrayList<>();
        Optional<String> reason = Optional.empty();
        for (int i = 0; i < sent.size(); i++) {
            ObjectWrite write = sent.get(i);
            if (write.operation() == ObjectOperation.DELETE
                    && outcomes.get(i) instanceof Outcome.Gone gone
                    && !gone.isDeleted()) {
                unfound.add(write);
                continue;
            }
            Optional<String> busy = settle(write, outcomes.get(i));
            if (busy.isPresent()) {
                left.add(write);
                reason = busy;
            }
        }
        queue.subList(0, sent.size()).clear();
        queue.addAll(0, left);
        settleUnfound(unfound);
        return reason;
    }

    /** Settles deletes that have not found their records. They are in the queue meanwhile, in case Salesforce fails. */
    private void settleUnfound(List<ObjectWrite> unfound) {
        queue.addAll(0, unfound);
        Map<SObjectName, Set<RecordId>> absent = new HashMap<>();
        unfound.forEach(write -> absent.computeIfAbsent(write.object(), added -> new HashSet<>())
                .add(write.id().orElseThrow()));
        Set<RecordId> deleted = new HashSet<>();
        absent.forEach((object, ids) -> deleted.addAll(absentRecords.findDeleted(object, ids)));
        for (ObjectWrite write : unfound) {
            if (deleted.contains(write.id().orElseThrow())) {
                metrics.add(WriteMetric.WRITES_ANSWERED, 1);
            } else {
                rejectHidden(write);
            }
        }
        queue.subList(0, unfound.size()).clear();
    }

    private void rejectHidden(ObjectWrite write) {
        metrics.add(WriteMetric.WRITES_REJECTED, 1);
        rejections.reject(
                write.source(),
                "Failed to " + verb(write) + ": it may be deleted, or the user of the app may not see it. "
                        + UserPermissions.remedy(write.object()) + " Then send the record again.");
    }

    /** Forgets what is queued, because its partitions belong to another task now. */
    public void clear() {
        queue.clear();
    }

    private List<Outcome> send(List<List<ObjectWrite>> collections) {
        List<WriteCollection> writes = collections.stream()
                .map(collection -> new WriteCollection(
                        collection.stream().map(ObjectWrite::toRecordWrite).toList()))
                .toList();
        metrics.add(WriteMetric.CALLS, 1);
        List<Outcome> outcomes =
                writeApi.writeCollections(writes, "tandem-sink").outcomes();
        metrics.add(WriteMetric.WRITES_SENT, outcomes.size());
        return outcomes;
    }

    /** Returns the reason if the write must be sent again. */
    private Optional<String> settle(ObjectWrite write, Outcome outcome) {
        if (outcome instanceof Outcome.Written
                || (outcome instanceof Outcome.Gone && write.operation() == ObjectOperation.DELETE)) {
            metrics.add(WriteMetric.WRITES_ANSWERED, 1);
        } else if (outcome instanceof Outcome.Busy busy) {
            metrics.add(WriteMetric.WRITES_RETRIED, 1);
            return Optional.of(busy.code() + ": " + busy.message());
        } else if (outcome instanceof Outcome.Lost lost && write.operation() != ObjectOperation.INSERT) {
            metrics.add(WriteMetric.ANSWERS_LOST, 1);
            return Optional.of(lost.message());
        } else {
            metrics.add(WriteMetric.WRITES_REJECTED, 1);
            rejections.reject(write.source(), "Failed to " + verb(write) + ": " + reason(outcome));
        }
        return Optional.empty();
    }

    private static String verb(ObjectWrite write) {
        return write.operation().name().toLowerCase(Locale.ROOT) + " a record of " + write.object();
    }

    /** Salesforce's messages quote values, so only the code and the names of the fields are passed on. */
    private static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return "Salesforce answered " + rejected.code()
                    + (rejected.fields().isEmpty() ? "" : " for " + String.join(", ", rejected.fields()))
                    + ". Correct the record, and send it again.";
        } else if (outcome instanceof Outcome.Gone) {
            return "the record does not exist in Salesforce, or the user of the app may not see it."
                    + " Use upsert to create such records.";
        }
        return "the answer was lost, so the record may exist. Look for it, or use upsert, which can be repeated.";
    }

    /**
     * Looks up the ids of the first writes in the queue that need one. Those behind other writes come later: their records may be
     * created first.
     */
    private void findFirstIds() {
        List<ObjectWrite> first = queue.stream().takeWhile(ObjectWrite::needsId).toList();
        if (first.isEmpty()) {
            return;
        }
        Map<SObjectName, List<String>> wanted = new HashMap<>();
        first.forEach(write -> wanted.computeIfAbsent(write.object(), added -> new ArrayList<>())
                .add(externalId(write)));
        Map<SObjectName, Named> named = new HashMap<>();
        wanted.forEach((object, values) -> named.put(object, findNamed(object, values)));
        Set<SObjectName> shown = first.stream()
                .filter(write -> write.operation() == ObjectOperation.DELETE
                        && named.get(write.object()).isUnknown(externalId(write)))
                .map(ObjectWrite::object)
                .distinct()
                .filter(permissions::showAllRecords)
                .collect(Collectors.toSet());
        List<ObjectWrite> identified = new ArrayList<>();
        for (ObjectWrite write : first) {
            Optional<RecordId> id = named.get(write.object()).id(externalId(write));
            if (id.isPresent()) {
                identified.add(write.withId(id.get()));
            } else if (write.operation() != ObjectOperation.DELETE) {
                rejections.reject(
                        write.source(),
                        "Failed to " + verb(write)
                                + ": no record has this external id. Use upsert to create such records.");
            } else if (named.get(write.object()).isUnknown(externalId(write)) && !shown.contains(write.object())) {
                rejectHidden(write);
            }
        }
        queue.subList(0, first.size()).clear();
        queue.addAll(0, identified);
    }

    private static String externalId(ObjectWrite write) {
        return write.externalId().orElseThrow().value();
    }

    /** The records that external ids name, and the external ids that deleted records have, as {@code field} compares them. */
    private record Named(FieldDescription field, Map<String, RecordId> ids, Set<String> deleted) {
        void add(ObjectNode record) {
            String key = comparable(record.path(field.name()).asText());
            if (record.path("IsDeleted").asBoolean()) {
                deleted.add(key);
            } else {
                ids.put(key, new RecordId(record.path("Id").asText()));
            }
        }

        Optional<RecordId> id(String externalId) {
            return Optional.ofNullable(ids.get(comparable(externalId)));
        }

        /** Returns whether no record was found with this external id, not even a deleted one. */
        boolean isUnknown(String externalId) {
            String key = comparable(externalId);
            return !ids.containsKey(key) && !deleted.contains(key);
        }

        private String comparable(String externalId) {
            if (field.type().isNumber()) {
                return new BigDecimal(externalId).stripTrailingZeros().toPlainString();
            }
            return field.caseSensitive() ? externalId : externalId.toLowerCase(Locale.ROOT);
        }
    }

    private Named findNamed(SObjectName object, List<String> values) {
        FieldDescription field =
                objects.get(object).field(rules.externalIdField().orElseThrow()).orElseThrow();
        Named found = new Named(field, new HashMap<>(), new HashSet<>());
        new RecordLookup(api)
                .findByExternalId(object, field, values, List.of("Id"))
                .forEach(found::add);
        return found;
    }
}
