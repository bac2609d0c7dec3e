/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.Operation;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.sink.SinkRecord;

/** Random changes of contacts, from rows that a test keeps. */
final class RandomContacts {
    private final Map<String, TwoWayRow> rows;
    private final List<Long> requests;
    private Random random = new Random(0);
    private long version;

    /**
     * @param rows by their keys
     * @param requests the ids of all requests so far
     */
    RandomContacts(Map<String, TwoWayRow> rows, List<Long> requests) {
        this.rows = rows;
        this.requests = requests;
    }

    /** A change, as the rules and as the sink take it. */
    record Delivery(IncomingChange change, SinkRecord record) {}

    /** Begins the schedule of a seed. Versions go on rising. */
    void begin(long seed) {
        random = new Random(seed);
    }

    int next(int bound) {
        return random.nextInt(bound);
    }

    boolean flip() {
        return random.nextBoolean();
    }

    /** Returns a change of a row or of a record without one, by anyone. */
    Delivery anyDelivery() {
        TwoWayRow row = anyRow(random.nextBoolean());
        boolean creates = row != null && row.salesforceId() == null;
        String id = row == null || creates || random.nextInt(6) == 0
                ? "x" + (creates ? row.key() + "c" : Integer.toString(random.nextInt(4)))
                : row.salesforceId();
        boolean isOfRow = row != null && (creates || id.equals(row.salesforceId()));
        long echo = isOfRow ? anyEcho(row) : IncomingChange.NOT_OURS;
        Instant committed = anyInstant();
        version++;
        if (!creates && random.nextInt(6) == 0) {
            return delivery(
                    new IncomingChange(id, Operation.DELETE, version, micros(committed), Map.of(), echo, null),
                    Contacts.change("d", id, version, committed, null));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        boolean isRead = !creates && random.nextInt(4) == 0;
        StoredContacts.FIELDS.forEach(field -> {
            if (isRead || creates || random.nextBoolean()) {
                fields.put(field, anyText());
            }
        });
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        fields.forEach((field, value) -> values.put(field, text(value)));
        if (isRead) {
            return delivery(
                    new IncomingChange(
                            id, Operation.READ, version, micros(committed), values, IncomingChange.NOT_OURS, null),
                    Contacts.read(id, version, committed, fields));
        }
        boolean isCreate = creates || random.nextInt(5) == 0;
        Operation operation = isCreate ? Operation.CREATE : Operation.UPDATE;
        if (creates) {
            fields.put("Key__c", row.key());
        }
        return delivery(
                new IncomingChange(id, operation, version, micros(committed), values, echo, creates ? row.key() : null),
                Contacts.change(operation.code(), id, version, committed, fields));
    }

    private static Delivery delivery(IncomingChange change, SinkRecord record) {
        if (change.isOurs()) {
            record.headers().addString(dev.tandem.event.ChangeHeaders.ECHO, Long.toString(change.echo()));
        }
        return new Delivery(change, record);
    }

    private long anyEcho(TwoWayRow row) {
        if (row.request() != null && random.nextBoolean()) {
            return row.request().id();
        }
        return requests.isEmpty() || random.nextInt(4) > 0
                ? IncomingChange.NOT_OURS
                : requests.get(random.nextInt(requests.size()));
    }

    /** Returns a row that exists or one that does not, or null if there is none. */
    TwoWayRow anyRow(boolean existing) {
        List<TwoWayRow> candidates =
                rows.values().stream().filter(row -> row.exists() == existing).toList();
        return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
    }

    String anyText() {
        return random.nextInt(5) == 0 ? null : "v" + random.nextInt(4);
    }

    private Instant anyInstant() {
        return switch (random.nextInt(3)) {
            case 0 -> Instant.EPOCH;
            case 1 -> Instant.now();
            default -> Instant.parse("2099-01-01T00:00:00Z");
        };
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000;
    }

    static CanonicalValue text(String text) {
        return CanonicalValue.of(FieldKind.TEXT, text);
    }
}
