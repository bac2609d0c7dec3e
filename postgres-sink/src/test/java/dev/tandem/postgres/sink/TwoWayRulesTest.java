/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Operation;
import dev.tandem.postgres.session.TableId;
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
import dev.tandem.twoway.state.TableShape;
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
import java.util.Objects;
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
    private static final List<String> FIELDS = List.of("Name", "City");
    private static final TableId TABLE = new TableId("salesforce", "Contact");
    private static final TableShape SHAPE = new TableShape(TABLE, Map.of("_sync_key", "bigint"), "Id", fields());
    private static final TakeRule TAKE = new TakeRule(Duration.ofHours(1), Duration.ofHours(1));

    private final RowStore store = new RowStore(SHAPE);
    /** Rows and tombstones as the rules have them, by their keys in Postgres. */
    private final Map<String, TwoWayRow> rows = new TreeMap<>();

    private final List<String> lost = new ArrayList<>();
    private final TreeSet<String> reads = new TreeSet<>();
    private final List<Long> requests = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private boolean isOwned;
    private ChangeRule rule;
    private Random random;
    private long version;

    /** A change, as the rules and as the sink take it. */
    private record Delivery(IncomingChange change, SinkRecord record) {}

    private static Map<String, TableShape.Field> fields() {
        Map<String, TableShape.Field> fields = new LinkedHashMap<>();
        FIELDS.forEach(field -> fields.put(field, new TableShape.Field(FieldKind.TEXT, "text")));
        return fields;
    }

    @ParameterizedTest
    @EnumSource(names = {"LAST_WRITER", "POSTGRES"})
    void postgresAndTheSinkDoWhatTheRulesSay(FieldOwner ownerOfCity) throws SQLException {
        isOwned = ownerOfCity == FieldOwner.POSTGRES;
        rule = new ChangeRule(TieBreaker.SALESFORCE, Map.of("City", ownerOfCity));
        try (Database database = Database.create();
                Harness sink = Harness.on(database)
                        .with("access", "read_write")
                        .with("field.policies", isOwned ? "Contact.City:wins(postgres)" : "")
                        .with("topics.to.external.id.mapping", Contacts.TOPIC + ":Key__c")) {
            sink.put(Contacts.read("x0", 1, Instant.EPOCH, Map.of("Name", "any")));
            try (Connection connection = DriverManager.getConnection(database.url())) {
                connection.setAutoCommit(false);
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
        RowStore.begin(connection, 5_000);
        execute(connection, "DELETE FROM " + Contacts.TABLE);
        for (String table : List.of("tombstones", "conflicts", "signals")) {
            execute(connection, "DELETE FROM tandem." + table);
        }
        connection.commit();
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
        FIELDS.forEach(field -> {
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
        execute(connection, "UPDATE " + Contacts.TABLE + " SET " + assignments + " WHERE _sync_key = " + row.key());
        connection.commit();
        rows.put(row.key(), LocalEditRule.edit(row, values, lastTime(connection, row.key())));
    }

    private void insertOrDelete(Connection connection) throws SQLException {
        if (random.nextBoolean()) {
            String name = anyText();
            String city = anyText();
            String key = query(
                            connection,
                            "INSERT INTO " + Contacts.TABLE + " (\"Name\", \"City\") VALUES (" + literal(text(name))
                                    + ", " + literal(text(city)) + ") RETURNING _sync_key")
                    .get(0);
            connection.commit();
            Map<String, CanonicalValue> values = new LinkedHashMap<>(Map.of("Name", text(name), "City", text(city)));
            rows.put(key, LocalEditRule.insert(key, values, lastTime(connection, key)));
            return;
        }
        TwoWayRow row = anyRow(true);
        if (row != null) {
            execute(connection, "DELETE FROM " + Contacts.TABLE + " WHERE _sync_key = " + row.key());
            connection.commit();
            if (row.salesforceId() == null && row.request() == null) {
                rows.remove(row.key()); // Salesforce never heard of it
            } else {
                rows.put(
                        row.key(),
                        LocalEditRule.edit(
                                row, Map.of(EXISTENCE, CanonicalValue.FALSE), lastTime(connection, row.key())));
            }
        }
    }

    // The write-back

    private void take(Connection connection) throws SQLException {
        TwoWayRow row = anyRow(random.nextBoolean());
        if (row == null || !row.hasWishes()) {
            return;
        }
        RowStore.begin(connection, 5_000);
        long now = RowStore.now(connection);
        StoredRow stored = store.lock(connection, List.of(row.key())).get(0);
        if (TAKE.take(row, now, Guard.GUARDED) instanceof TakeRule.Outcome.Request request) {
            TwoWayRow taken = request.taken().row();
            store.write(connection, List.of(new RowChange(stored, taken, RowChange.Wake.NOW, null)));
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
            if (isClear(delivery, batch)) {
                deliveries.add(delivery);
                batch.add(delivery);
            }
        }
        sink.putRetrying(batch.stream().map(Delivery::record).toList());
        TreeSet<String> unknown = new TreeSet<>();
        batch.forEach(delivery -> apply(delivery, unknown));
        reads.addAll(unknown);
        adoptKeys(connection);
        adoptTimes(connection);
    }

    /**
     * Returns true unless the batch may create the row of the delivery's record. With an owner, it would depend on how the sink divides the
     * batch whether the row begins with the first or with the last of its values from Salesforce.
     */
    private boolean isClear(Delivery delivery, List<Delivery> batch) {
        String id = delivery.change().recordId();
        return !isOwned
                || rows.values().stream().anyMatch(row -> id.equals(row.salesforceId()))
                || batch.stream().noneMatch(other -> other.change().recordId().equals(id));
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
        FIELDS.forEach(field -> {
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
        FIELDS.forEach(field -> whole.setValue(field, row.value(field)));
        return row.exists() ? whole.toRow() : row;
    }

    /** Renames rows that the sink has created to the keys that Postgres gave them. */
    private void adoptKeys(Connection connection) throws SQLException {
        for (String unknown : List.copyOf(rows.keySet())) {
            if (!Character.isDigit(unknown.charAt(0))) {
                TwoWayRow row = rows.remove(unknown);
                List<String> key = query(
                        connection,
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
        RowStore.begin(connection, 5_000);
        List<String> keys = rows.keySet().stream()
                .filter(key -> Character.isDigit(key.charAt(0)))
                .toList();
        for (StoredRow stored : store.lock(connection, keys)) {
            TwoWayRow row = rows.get(stored.key());
            Wish restored = stored.row().wishes().get("City");
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
        RowStore.begin(connection, 5_000);
        List<String> keys = query(
                connection,
                "SELECT _sync_key::text FROM " + Contacts.TABLE
                        + " UNION ALL SELECT row_key FROM tandem.tombstones WHERE row_key ~ '^[0-9]+$'");
        List<String> ids =
                query(connection, "SELECT key FROM tandem.tombstones WHERE coalesce(row_key, 'x') !~ '^[0-9]+$'");
        Map<String, String> stored = new TreeMap<>();
        for (StoredRow row : store.lock(connection, keys)) {
            stored.put(row.key(), describe(row.row()));
        }
        for (StoredRow row : store.lockByRecordId(connection, ids)) {
            stored.putIfAbsent(row.key(), describe(row.row()));
        }
        Map<String, String> expected = new TreeMap<>();
        rows.forEach((key, row) -> expected.put(key, describe(row)));
        assertThat(stored).as("rows in %s", when).isEqualTo(expected);
        assertThat(query(
                        connection,
                        "SELECT concat_ws('|', kafka_offset, field, type, resolution, coalesce(local_value #>> '{}', 'null'),"
                                + " coalesce(remote_value #>> '{}', 'null')) FROM tandem.conflicts"))
                .as("conflicts in %s", when)
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(lost));
        TreeSet<String> asked = query(
                        connection,
                        "SELECT DISTINCT unnest(regexp_matches(data, '''(x\\w+)''', 'g')) FROM tandem.signals")
                .stream()
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).as("re-reads in %s", when).isEqualTo(reads);
        connection.commit();
    }

    private static String describe(TwoWayRow row) {
        Map<String, String> values = new TreeMap<>();
        FIELDS.forEach(field -> values.put(field, row.value(field).text()));
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

    /** Returns the time of the latest wish on a row or tombstone, which is the time of its last edit. */
    private long lastTime(Connection connection, String key) throws SQLException {
        RowStore.begin(connection, 5_000);
        long time = store.lock(connection, List.of(key)).stream()
                .flatMap(row -> row.row().wishes().values().stream())
                .mapToLong(wish -> wish.time())
                .max()
                .orElse(0);
        connection.commit();
        return time;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                lines.add(Objects.toString(result.getString(1)));
            }
        }
        return lines;
    }
}
