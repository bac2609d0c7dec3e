/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.transaction;

import dev.tandem.event.Envelope;
import dev.tandem.event.SalesforceChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Groups of a task's records, formed so that all changes of an object in one transaction of Salesforce end up in one transaction of Kafka.
 * Pure: the caller says what time it is, and what is under way.
 *
 * <p>Salesforce does not mark the end of a transaction. One is over when an event of the same object has another key, or when none
 * is on its way. Until then, the records are held back, and those of other objects pass. The order of each object is kept.
 *
 * <p><b>Memory.</b> When too many records are held, those of the transaction that goes on are released, and nothing is committed
 * before it is over. Its last record is held back all the same, because a worker commits only when it gets a record.
 */
public final class TransactionGroups {
    private final int maxHeld;
    private final long maxHeldBytes;
    private final Duration check;
    private final Duration patience;
    private final Predicate<Map<String, ?>> underWay;
    /** The last transaction of each source partition, if it may go on. */
    private final Map<Map<String, ?>, Group> open = new LinkedHashMap<>();

    private int held;
    private long heldBytes;

    /**
     * @param maxHeld records of all objects that are held back
     * @param maxHeldBytes bytes of these records; 0 for no limit
     * @param check the time between two looks at what is under way
     * @param patience the time without a record after which a transaction is over in any case, so that an object that stands still
     *     does not hold it for ever
     * @param underWay whether more records of a source partition are on their way, or may be
     */
    public TransactionGroups(
            int maxHeld, long maxHeldBytes, Duration check, Duration patience, Predicate<Map<String, ?>> underWay) {
        this.maxHeld = maxHeld;
        this.maxHeldBytes = maxHeldBytes;
        this.check = check;
        this.patience = patience;
        this.underWay = underWay;
    }

    /**
     * Records for Kafka.
     *
     * @param commit whether all transactions are over with the last of them
     */
    public record Release(List<SourceRecord> records, boolean commit) {}

    private record Held(SourceRecord record, long bytes) {}

    /** A transaction that may go on. */
    private static final class Group {
        private final String key;
        private final List<Held> held = new ArrayList<>();
        private boolean released;
        private long lastNanos;

        private Group(String key) {
            this.key = key;
        }
    }

    /** Returns the time to wait for further records; empty if none are held back. */
    public Optional<Duration> untilNextCheck() {
        return open.isEmpty() ? Optional.empty() : Optional.of(check);
    }

    /**
     * Takes records in the order of their emission, possibly none, and returns those that may be sent now.
     *
     * @param bytes of all these records; each is counted with an equal part
     */
    public Release add(List<SourceRecord> emitted, long bytes, long nowNanos) {
        List<SourceRecord> sent = new ArrayList<>(emitted.size());
        boolean ended = false;
        for (SourceRecord record : emitted) {
            Map<String, ?> partition = record.sourcePartition();
            Group group = open.get(partition);
            Optional<String> key = key(record, group);
            if (group != null && !key.equals(Optional.of(group.key))) {
                ended |= end(partition, sent);
                group = null;
            }
            if (key.isEmpty()) {
                sent.add(record);
            } else {
                Held next = new Held(record, bytes / emitted.size());
                hold(partition, group == null ? new Group(key.get()) : group, next, nowNanos, sent);
            }
        }
        List<Map<String, ?>> over = open.entrySet().stream()
                .filter(entry -> isOver(entry.getKey(), entry.getValue(), nowNanos))
                .<Map<String, ?>>map(Map.Entry::getKey)
                .toList();
        for (Map<String, ?> partition : over) {
            ended |= end(partition, sent);
        }
        boolean anyReleased = open.values().stream().anyMatch(group -> group.released);
        return new Release(sent, !anyReleased && (ended || !sent.isEmpty()));
    }

    private boolean isOver(Map<String, ?> partition, Group group, long nowNanos) {
        return nowNanos - group.lastNanos >= patience.toNanos() || !underWay.test(partition);
    }

    private void hold(Map<String, ?> partition, Group group, Held next, long nowNanos, List<SourceRecord> sent) {
        open.put(partition, group);
        group.lastNanos = nowNanos;
        group.held.add(next);
        held++;
        heldBytes += next.bytes();
        if (group.released || held > maxHeld || (maxHeldBytes > 0 && heldBytes > maxHeldBytes)) {
            group.released = true;
            release(group, group.held.size() - 1, sent);
        }
    }

    /** Ends the transaction of a partition. Returns whether records of it have been released before. */
    private boolean end(Map<String, ?> partition, List<SourceRecord> sent) {
        Group group = open.remove(partition);
        release(group, group.held.size(), sent);
        return group.released;
    }

    private void release(Group group, int count, List<SourceRecord> sent) {
        List<Held> released = group.held.subList(0, count);
        for (Held next : released) {
            sent.add(next.record());
            heldBytes -= next.bytes();
        }
        held -= count;
        released.clear();
    }

    /** Returns the transaction of a record; empty if it is a read. A tombstone follows its delete. */
    private static Optional<String> key(SourceRecord record, Group group) {
        if (record.value() == null && record.key() != null && group != null) {
            return Optional.of(group.key);
        }
        return Envelope.isSalesforceEnvelope(record.valueSchema())
                ? Optional.ofNullable(((Struct) record.value())
                                .getStruct(Envelope.SOURCE)
                                .getString(SalesforceChange.TRANSACTION_KEY))
                        .filter(key -> !key.isEmpty())
                : Optional.empty();
    }
}
