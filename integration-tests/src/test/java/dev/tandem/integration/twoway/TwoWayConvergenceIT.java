/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.twoway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.integration.ChangeEvents;
import dev.tandem.integration.SharedPlatform;
import dev.tandem.integration.TestPipeline;
import dev.tandem.integration.twoway.SalesforceHistory.Event;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random users on both sides, while requests and answers get lost or are late, and while worker, Postgres and broker are killed. At rest,
 * both sides must be equal, and no edit lost in silence. Of each record, either side owns a field.
 *
 * <p>{@code -Dtandem.seed=N} repeats the users' choices, and {@code -Dtandem.actions=N} sets their number: some 100,000 take hours.
 */
@ExtendWith(SharedPlatform.class)
class TwoWayConvergenceIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int ACTIONS = Integer.getInteger("tandem.actions", 300);
    private static final int ACTIONS_BETWEEN_KILLS = 100;
    private static final int ACTIONS_WHILE_DOWN = 20;
    private static final int ACTIONS_PER_FAULT = 20;
    private static final List<Part> VICTIMS = List.of(Part.CONNECT, Part.POSTGRES, Part.KAFKA);
    private static final String EARLY_GUARDS = "early-precondition";
    /** The longest time for which a call may still be under way when its fault ends. */
    private static final Duration CALL = Duration.ofSeconds(5);
    /** Each hits some of the write-back's calls. */
    private static final Map<String, Map<String, Object>> FAULTS = new TreeMap<>(Map.of(
            "lost-answer",
            Map.of("requests", "composite", "count", 2),
            "lost-request",
            Map.of("requests", "composite", "count", 2),
            "late-request",
            Map.of("requests", "composite", "count", 2, "millis", 2_000),
            "locked-row",
            Map.of("count", 2),
            EARLY_GUARDS,
            Map.of("millis", 50),
            "silent-no-ops",
            Map.of(),
            "slow-saves",
            Map.of("millis", 20)));

    private static final int RECORDS = 12;
    private static final Pattern VALUE = Pattern.compile("e\\d+");

    private final Platform platform;
    private final long seed;
    private final Random random;
    private final EditLedger ledger = new EditLedger(Users.OWNERS);
    private String fault;
    private Instant faultSince;

    TwoWayConvergenceIT(Platform platform, TestReporter reporter) {
        this.platform = platform;
        seed = Long.getLong("tandem.seed", System.nanoTime());
        reporter.publishEntry("tandem.seed", Long.toString(seed));
        random = new Random(seed);
    }

    @ParameterizedTest
    @MethodSource("wakeUps")
    void convergesAndLosesNoEditInSilence(String wakeUp) throws Exception {
        String namespace = "twoway" + wakeUp;
        String table = namespace + ".\"Account\"";
        try (var pipeline = TestPipeline.of(platform, namespace, TwoWayPipeline.OBJECT);
                var twoWay = new TwoWayPipeline(platform, pipeline, wakeUp, Map.of("field.policies", Users.POLICIES))) {
            Users users = new Users(twoWay, pipeline.org(), table, random, ledger);
            for (int record = 0; record < RECORDS; record++) {
                users.addFirstRecord();
            }
            twoWay.install(RECORDS, table);

            use(users, pipeline);
            changeFault(pipeline.org(), null);

            twoWay.awaitRunning();
            awaitRest(twoWay, pipeline, namespace, table);
            SalesforceHistory.noteReplacements(events(namespace + "." + TwoWayPipeline.OBJECT), ledger);
            Map<String, Map<String, String>> rows = rows(twoWay, table);
            Set<String> conflicts = conflicts(twoWay, namespace);
            assertThat(ledger.lost(rows, conflicts))
                    .as("edits lost in silence, of %d (seed %d)", ledger.size(), seed)
                    .isEmpty();
            assertThat(ledger.earlierWinners(rows, conflicts))
                    .as("fields in which an earlier edit won (seed %d)", seed)
                    .isEmpty();
            assertThat(ledger.takenFromOwners(rows))
                    .as("fields that their owner lost (seed %d)", seed)
                    .isEmpty();
        }
    }

    /** Returns the ways in which the write-back learns of edits, of which {@code -Dtandem.wake.up} chooses. */
    static List<String> wakeUps() {
        return List.of(System.getProperty("tandem.wake.up", "wal,notify").split(",", -1));
    }

    /** Lets users act on both sides, changes the faults now and then, and kills one part after the other. */
    private void use(Users users, TestPipeline pipeline) throws SQLException {
        for (int action = 1; action <= ACTIONS; action++) {
            if (action % ACTIONS_PER_FAULT == 0) {
                List<String> names = List.copyOf(FAULTS.keySet());
                changeFault(pipeline.org(), names.get(random.nextInt(names.size())));
            }
            useAnySide(users);
            if (action % ACTIONS_BETWEEN_KILLS == 0) {
                Part victim = VICTIMS.get(action / ACTIONS_BETWEEN_KILLS % VICTIMS.size());
                platform.kill(victim);
                // While Postgres is down, only Salesforce is used.
                for (int whileDown = 0; whileDown < ACTIONS_WHILE_DOWN; whileDown++) {
                    if (victim == Part.POSTGRES) {
                        users.useSalesforce();
                    } else {
                        useAnySide(users);
                    }
                }
                platform.start(victim);
            }
        }
    }

    /** @param next null for none */
    private void changeFault(OrgControl org, String next) {
        org.stopFaults();
        Instant now = Instant.now();
        if (EARLY_GUARDS.equals(fault)) {
            ledger.addEarlyGuards(faultSince, now.plus(CALL));
        }
        fault = next;
        faultSince = now;
        if (next != null) {
            org.startFault(next, FAULTS.get(next));
        }
    }

    private void useAnySide(Users users) throws SQLException {
        if (random.nextBoolean()) {
            users.useSalesforce();
        } else {
            users.usePostgres();
        }
    }

    private void awaitRest(TwoWayPipeline twoWay, TestPipeline pipeline, String schema, String table)
            throws SQLException {
        await("both sides to be equal and at rest (seed " + seed + ")")
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    assertThat(twoWay.query("SELECT * FROM tandem.pending WHERE table_schema = '" + schema + "'"))
                            .isEmpty();
                    assertThat(rows(twoWay, table)).isEqualTo(records(pipeline));
                });
        // One row or record for each label, so none is there twice.
        assertThat(twoWay.query("SELECT count(*) AS n FROM " + table).get(0).get("n"))
                .isEqualTo(Integer.toString(
                        pipeline.org().liveRecords(TwoWayPipeline.OBJECT).size()))
                .isEqualTo(Integer.toString(records(pipeline).size()));
    }

    private List<Event> events(String topic) {
        List<Event> events = new ArrayList<>();
        ChangeEvents.in(platform.endpoints(), topic).forEach(event -> {
            Map<String, String> values = new TreeMap<>(event.changed());
            values.keySet().retainAll(Users.FIELDS);
            events.add(new Event(
                    event.replayId(),
                    event.id(),
                    event.operation().equals("d"),
                    event.changeOrigin().contains("tandem-"),
                    values));
        });
        return events;
    }

    /** Returns the rows by label. */
    private static Map<String, Map<String, String>> rows(TwoWayPipeline twoWay, String table) throws SQLException {
        Map<String, Map<String, String>> rows = new TreeMap<>();
        for (Map<String, String> row :
                twoWay.query("SELECT " + Users.columns(Users.LABEL, Users.FIELDS) + " FROM " + table)) {
            rows.put(row.remove(Users.LABEL), new TreeMap<>(row));
        }
        return rows;
    }

    /** Returns the live records by label. */
    private static Map<String, Map<String, String>> records(TestPipeline pipeline) {
        Map<String, Map<String, String>> records = new TreeMap<>();
        for (ObjectNode found :
                pipeline.org().liveRecords(TwoWayPipeline.OBJECT).values()) {
            Map<String, String> values = new TreeMap<>();
            Users.FIELDS.forEach(field -> values.put(field, found.path(field).textValue()));
            records.put(found.path(Users.LABEL).asText(), values);
        }
        return records;
    }

    /** Returns every value that an entry of the conflict log says was lost. */
    private static Set<String> conflicts(TwoWayPipeline twoWay, String schema) throws SQLException {
        Set<String> lost = new HashSet<>();
        for (Map<String, String> entry : twoWay.query(
                "SELECT type, field, CASE resolution WHEN 'apply_remote' THEN local_value ELSE remote_value END AS lost,"
                        + " local_value, remote_value FROM tandem.conflicts WHERE table_schema = '" + schema + "'")) {
            collect(entry.get("lost"), lost);
            // Where a delete beats both sides of a field, the one entry has both.
            if (entry.get("type").equals("update_deleted")
                    && !entry.get("field").equals("*")) {
                collect(entry.get("local_value"), lost);
                collect(entry.get("remote_value"), lost);
            }
        }
        return lost;
    }

    private static void collect(String json, Set<String> values) {
        if (json != null) {
            VALUE.matcher(json).results().forEach(value -> values.add(value.group()));
        }
    }
}
