/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Operation;
import dev.tandem.postgres.testing.Database;
import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.rule.AdoptionRule;
import dev.tandem.twoway.rule.ChangeRule;
import dev.tandem.twoway.rule.Guard;
import dev.tandem.twoway.rule.LocalEditRule;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.StoredRow;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares Postgres, its triggers and the sink with the rules alone, which {@code ProtocolTest} proves. Random schedules of local
 * edits, requests, and changes in batches of any size must leave the same rows, wishes, requests, tombstones, conflicts and re-reads.
 * {@code -Dtandem.schedules=N} runs N schedules, {@code -Dtandem.seed=N} repeats one.
 */
class TwoWayRulesTest {
    private static final int SCHEDULES = Integer.getInteger("tandem.schedules", 40);
    private static final Long SEED = Long.getLong("tandem.seed");
    private static final int STEPS = 20;
    private static final TakeRule TAKE = new TakeRule(Duration.ofHours(1), Duration.ofHours(1));

    /** Rows and tombstones as the rules have them, by their keys in Postgres. */
    private final Map<String, TwoWayRow> rows = new TreeMap<>();

    private final List<String> lost = new ArrayList<>();
    private final TreeSet<String> reads = new TreeSet<>();
    private final List<Long> requests = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private StoredContacts stored;
    private ChangeRule rule;
    private Random random;
    private long version;

    /** A change, as the rules and as the sink take it. */
    private record Delivery(IncomingChange change, SinkRecord record) {}

    @ParameterizedTest
    @EnumSource(names = {"LAST_WRITER", "POSTGRES"})
    void postgresAndTheSinkDoWhatTheRulesSay(FieldOwner ownerOfCity) throws SQLException {
        boolean isOwned = ownerOfCity == FieldOwner.POSTGRES;
        rule = new ChangeRule(TieBreaker.SALESFORCE, Map.of("City", ownerOfCity));
        try (Database database = Database.create();
                Harness sink = Harness.on(database)
                        .with("access", "read_write")
                        .with("field.policies", isOwned ? "Contact.City:wins(postgres)" : "")
                        .with("topics.to.external.id.mapping", Contacts.TOPIC + ":Key__c")) {
            sink.put(Contacts.read("x0", 1, Instant.EPOCH, Map.of("Name", "any")));
            try (Connection connection = DriverManager.getConnection(database.url())) {
                connection.setAutoCommit(false);
                stored = new StoredContacts(connection);
                for (long seed = SEED == null ? 0 : SEED; seed < (SEED == null ? SCHEDULES : SEED + 1); seed++) {
                    run(seed, connection, sink);
                }
            }
            assertThat(sink.errors()).isEmpty();
        }
    }

    private void run(long seed, Connection connection, Harness sink) throws SQLException {
        random = new Random(seed);
        rows.clear();
        lost.clear();
        reads.clear();
        requests.clear();
        deliveries.clear();
        stored.clear();
        for (int step = 0; step < STEPS; step++) {
            step(connection, sink);
            compare("schedule " + seed + " (-Dtandem.seed=" + seed + "), step " + step, connection);
        }
    }

    private void step(Connection connection, Harness sink) throws SQLException {
        switch (random.nextInt(8)) {
            case 0, 1 -> update(connection);
            case 2 -> insertOrDelete(connection);
            case 3 -> take(connection);
            default -> deliver(connection, sink);
        }
    }

    // Local edits

    private void update(Connection connection) throws SQLException {
        TwoWayRow row = anyRow(true);
        if (row == null) {
            return;
        }
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        StoredContacts.FIELDS.forEach(field -> {
            if (random.nextBoolean()) {
                values.put(field, text(anyText()));
            }
        });
        if (values.isEmpty()) {
            return;
        }
        String assignments = values.entrySet().stream()
                .map(value -> "\"" + value.getKey() + "\" = " + literal(value.getValue()))
                .collect(Collectors.joining(", "));
        stored.execute("UPDATE " + Contacts.TABLE + " SET " + assignments + " WHERE _sync_key = " + row.key());
        connection.commit();
        rows.put(row.key(), LocalEditRule.edit(row, values, stored.lastTime(row.key())));
    }

    private void insertOrDelete(Connection connection) throws SQLException {
        if (random.nextBoolean()) {
            String name = anyText();
            String city = anyText();
            String key = stored.query("INSERT INTO " + Contacts.TABLE + " (\"Name\", \"City\") VALUES ("
                            + literal(text(name)) + ", " + literal(text(city)) + ") RETURNING _sync_key")
                    .get(0);
            connection.commit();
            Map<String, CanonicalValue> values = new LinkedHashMap<>(Map.of("Name", text(name), "City", text(city)));
            rows.put(key, LocalEditRule.insert(key, values, stored.lastTime(key)));
            return;
        }
        TwoWayRow row = anyRow(true);
        if (row != null) {
            stored.execute("DELETE FROM " + Contacts.TABLE + " WHERE _sync_key = " + row.key());
            connection.commit();
            if (row.salesforceId() == null && row.request() == null) {
                rows.remove(row.key()); // Salesforce never heard of it
            } else {
                rows.put(
                        row.key(),
                        LocalEditRule.edit(row, Map.of(EXISTENCE, CanonicalValue.FALSE), stored.lastTime(row.key())));
            }
        }
    }

    // The write-back

    private void take(Connection connection) throws SQLException {
        TwoWayRow row = anyRow(random.nextBoolean());
        if (row == null || !row.hasWishes()) {
            return;
        }
        stored.begin();
        long now = RowStore.now(connection);
        StoredRow found = stored.lock(List.of(row.key())).get(0);
        if (TAKE.take(row, now, Guard.GUARDED) instanceof TakeRule.Outcome.Request request) {
            TwoWayRow taken = request.taken().row();
            stored.store().write(connection, List.of(new RowChange(found, taken, RowChange.Wake.NOW, null)));
            rows.put(row.key(), taken);
            requests.add(request.taken().id());
        }
        connection.commit();
    }

    // Changes from Salesforce

    private void deliver(Connection connection, Harness sink) throws SQLException {
        List<Delivery> batch = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            boolean again = !deliveries.isEmpty() && random.nextInt(5) == 0;
            Delivery delivery = again ? deliveries.get(random.nextInt(deliveries.size())) : anyDelivery();
            deliveries.add(delivery);
            batch.add(delivery);
        }
        sink.putRetrying(batch.stream().map(Delivery::record).toList());
        TreeSet<String> unknown = new TreeSet<>();
        batch.forEach(delivery -> apply(delivery, unknown));
        reads.addAll(unknown);
        adoptKeys(connection);
        adoptTimes(connection);
    }

    private Delivery anyDelivery() {
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

    /** @param unknown takes the ids of records that no change of the batch can create */
    private void apply(Delivery delivery, TreeSet<String> unknown) {
        IncomingChange change = delivery.change();
        TwoWayRow row = rows.values().stream()
                .filter(known -> change.recordId().equals(known.salesforceId()))
                .findFirst()
                .orElse(null);
        TwoWayRow maker = change.rowKey() == null ? null : rows.get(change.rowKey());
        if (row == null && maker != null && maker.salesforceId() == null) {
            row = AdoptionRule.adopt(maker, change.recordId()).row();
        }
        if (row == null) {
            if (ChangeRule.needsRead(change.operation())) {
                unknown.add(change.recordId());
            } else {
                unknown.remove(change.recordId());
                String unknownKey = "new " + change.recordId();
                rows.put(unknownKey, whole(ChangeRule.firstRow(unknownKey, change)));
            }
            return;
        }
        RowDecision decision = rule.apply(row, change, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        rows.put(row.key(), whole(decision.row()));
        decision.lost()
                .forEach(value -> lost.add(describe(value, delivery.record().kafkaOffset())));
    }

    /** Returns the row with all columns, as a table has it. */
    private static TwoWayRow whole(TwoWayRow row) {
        RowDraft whole = row.draft();
        StoredContacts.FIELDS.forEach(field -> whole.setValue(field, row.value(field)));
        return row.exists() ? whole.toRow() : row;
    }

    /** Renames rows that the sink has created to the keys that Postgres gave them. */
    private void adoptKeys(Connection connection) throws SQLException {
        for (String unknown : List.copyOf(rows.keySet())) {
            if (!Character.isDigit(unknown.charAt(0))) {
                TwoWayRow row = rows.remove(unknown);
                List<String> key = stored.query(
                        "SELECT _sync_key FROM " + Contacts.TABLE + " WHERE \"Id\" = '" + row.salesforceId() + "'");
                String name = key.isEmpty() ? row.salesforceId() : key.get(0);
                rows.put(
                        name,
                        new TwoWayRow(
                                name,
                                row.salesforceId(),
                                row.values(),
                                row.version(),
                                row.wishes(),
                                row.request(),
                                row.failedAt()));
            }
        }
        connection.commit();
    }

    /** Gives the wishes that an owner's value came back by the times that Postgres's clock gave them. */
    private void adoptTimes(Connection connection) throws SQLException {
        stored.begin();
        List<String> keys = rows.keySet().stream()
                .filter(key -> Character.isDigit(key.charAt(0)))
                .toList();
        for (StoredRow found : stored.lock(keys)) {
            TwoWayRow row = rows.get(found.key());
            Wish restored = found.row().wishes().get("City");
            Wish expected = row == null ? null : row.wishes().get("City");
            if (restored != null && expected != null) {
                Wish timed = new Wish(restored.time(), expected.base());
                rows.put(row.key(), row.draft().setWish("City", timed).toRow());
            }
        }
        connection.commit();
    }

    // Comparison

    private void compare(String when, Connection connection) throws SQLException {
        stored.begin();
        Map<String, String> expected = new TreeMap<>();
        rows.forEach((key, row) -> expected.put(key, describe(row)));
        assertThat(stored.rows(TwoWayRulesTest::describe))
                .as("rows in %s", when)
                .isEqualTo(expected);
        assertThat(stored.conflicts())
                .as("conflicts in %s", when)
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(lost));
        assertThat(stored.reads()).as("re-reads in %s", when).isEqualTo(reads);
        connection.commit();
    }

    private static String describe(TwoWayRow row) {
        Map<String, String> values = new TreeMap<>();
        StoredContacts.FIELDS.forEach(
                field -> values.put(field, row.value(field).text()));
        Map<String, String> wishes = new TreeMap<>();
        row.wishes()
                .forEach((field, wish) ->
                        wishes.put(field, wish.time() + " " + wish.base().text()));
        String request = row.request() == null
                ? "none"
                : row.request().id() + " " + row.request().kind() + " "
                        + new TreeSet<>(row.request().sent().keySet()) + " "
                        + row.request().isAnswered();
        return row.salesforceId() + " " + row.exists() + " " + values + " v" + Math.max(row.version(), 0) + " " + wishes
                + " " + request;
    }

    private static String describe(LostValue value, long offset) {
        return offset + "|" + value.field() + "|" + value.type().label() + "|"
                + value.resolution().label() + "|"
                + value.local().value().text() + "|"
                + value.remote().value().text();
    }

    // Helpers

    private TwoWayRow anyRow(boolean existing) {
        List<TwoWayRow> candidates =
                rows.values().stream().filter(row -> row.exists() == existing).toList();
        return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
    }

    private String anyText() {
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

    private static CanonicalValue text(String text) {
        return CanonicalValue.of(FieldKind.TEXT, text);
    }

    private static String literal(CanonicalValue value) {
        return value.isNull() ? "NULL" : "'" + value.text() + "'";
    }
}
