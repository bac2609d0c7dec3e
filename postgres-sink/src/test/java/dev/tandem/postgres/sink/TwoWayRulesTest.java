/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.postgres.sink.RandomContacts.Delivery;
import dev.tandem.postgres.testing.Database;
import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.change.TieBreaker;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A comparison of Postgres, its triggers and the sink with the rules alone, which {@code ProtocolTest} proves. Random schedules of local
 * edits, requests, and changes in puts of any size must leave the same rows, wishes, requests, tombstones, conflicts and re-reads. {@code
 * -Dtandem.schedules=N} runs N schedules, {@code -Dtandem.seed=N} repeats one.
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
    private final RandomContacts random = new RandomContacts(rows, requests);

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
        random.begin(seed);
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
        switch (random.next(8)) {
            case 0, 1 -> update(connection);
            case 2 -> insertOrDelete(connection);
            case 3 -> take(connection);
            default -> deliver(connection, sink);
        }
    }

    // Local edits

    private void update(Connection connection) throws SQLException {
        TwoWayRow row = random.anyRow(true);
        if (row == null) {
            return;
        }
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        StoredContacts.FIELDS.forEach(field -> {
            if (random.flip()) {
                values.put(field, RandomContacts.text(random.anyText()));
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
        if (random.flip()) {
            String name = random.anyText();
            String city = random.anyText();
            String key = stored.query("INSERT INTO " + Contacts.TABLE + " (\"Name\", \"City\") VALUES ("
                            + literal(RandomContacts.text(name)) + ", " + literal(RandomContacts.text(city))
                            + ") RETURNING _sync_key")
                    .get(0);
            connection.commit();
            Map<String, CanonicalValue> values =
                    new LinkedHashMap<>(Map.of("Name", RandomContacts.text(name), "City", RandomContacts.text(city)));
            rows.put(key, LocalEditRule.insert(key, values, stored.lastTime(key)));
            return;
        }
        TwoWayRow row = random.anyRow(true);
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
        TwoWayRow row = random.anyRow(random.flip());
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
        // Times are compared by their second, so the rules and Postgres must decide in the same one.
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Instant.now().getNano() < 800_000_000);
        List<Delivery> put = new ArrayList<>();
        for (int i = 0; i <= random.next(4); i++) {
            boolean again = !deliveries.isEmpty() && random.next(5) == 0;
            Delivery delivery = again ? deliveries.get(random.next(deliveries.size())) : random.anyDelivery();
            deliveries.add(delivery);
            put.add(delivery);
        }
        sink.putRetrying(put.stream().map(Delivery::record).toList());
        TreeSet<String> unknown = new TreeSet<>();
        put.forEach(delivery -> apply(delivery, unknown));
        reads.addAll(unknown);
        adoptKeys(connection);
        adoptTimes(connection);
    }

    /** @param unknown takes the ids of records that no change of the put can create */
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
                .forEach(value ->
                        lost.add(TwoWayTexts.describe(value, delivery.record().kafkaOffset())));
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
        rows.forEach((key, row) -> expected.put(key, TwoWayTexts.describe(row)));
        assertThat(stored.rows(TwoWayTexts::describe)).as("rows in %s", when).isEqualTo(expected);
        assertThat(stored.conflicts())
                .as("conflicts in %s", when)
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(lost));
        assertThat(stored.reads()).as("re-reads in %s", when).isEqualTo(reads);
        connection.commit();
    }

    private static String literal(CanonicalValue value) {
        return value.isNull() ? "NULL" : "'" + value.text() + "'";
    }
}
