/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.is;
import static dev.tandem.salesforce.source.Envelopes.op;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.seed.Tries;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/**
 * Random faults of Salesforce, crashes and restarts while users change records. Whatever happens, the topics must describe the
 * org in the end.
 *
 * <p>{@code -Dtandem.disturbances=N} makes it longer, and {@code -Dtandem.seed=N} repeats its choices.
 */
class FaultSoakTest {
    private static final int DISTURBANCES = Integer.getInteger("tandem.disturbances", 12);
    private static final List<String> OBJECTS = List.of("Account", "Contact");

    /** A fault for some requests. Faults that a person has to cure are not among them, nor changes that only a sweep can find. */
    private static final List<String> STANDING = List.of(
            "lost-reply",
            "duplicate-delivery",
            "unauthorized",
            "unavailable",
            "lost-request",
            "lost-answer",
            "expired-locators",
            "denied-handshake",
            "busy-streaming",
            "daily-limit",
            "oversized-batch",
            "seconds-only",
            "missing-changed-fields",
            "plain-cookie-date",
            "failed-bulk",
            "header-once",
            "slow-saves",
            "request-limit-exceeded");

    @Test
    void losesNothingUnderRandomFaultsAndCrashes() {
        Tries.run(1, random -> {
            try (ControlledOrg org = ControlledOrg.start()) {
                soak(org, random);
            }
        });
    }

    private static void soak(ControlledOrg org, Random random) {
        OBJECTS.forEach(object -> org.generate(object, 400));
        Map<String, String> properties = org.properties(OBJECTS.toArray(String[]::new));
        properties.put("snapshot.page.rows", "100");
        properties.put("max.batch.size", "100");
        properties.put("request.max.retries.time.ms", "2000");
        org.load(
                "{'changesPerSecond':100,'objects':['Account','Contact'],'mix':{'create':20,'update':80,'undelete':4}}");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            for (int disturbance = 0; disturbance < DISTURBANCES; disturbance++) {
                int polls = random.nextInt(8);
                for (int poll = 0; poll < polls; poll++) {
                    task.poll();
                }
                disturb(org, task, random);
            }
            STANDING.forEach(org::stopFault);
            org.stopLoad();
            for (String object : OBJECTS) {
                awaitAllEvents(org, task, object);
            }

            assertThat(AccountMetrics.value("Failure")).isEqualTo("");
            for (String object : OBJECTS) {
                ReplayedTable.of(task.topics(), object).assertEquals(org.records(object));
            }
        }
    }

    /**
     * Creates records until one comes by its event, and so after all earlier events. One that a read brings may come before older events,
     * which are then applied again.
     */
    private static void awaitAllEvents(ControlledOrg org, SourceTaskHarness task, String object) {
        String name = object.equals("Account") ? "Name" : "LastName";
        SourceRecord first;
        do {
            String marker = org.create(object, "{'" + name + "':'Marker'}").get(0);
            first = task.pollUntilEmitted(is("c", marker).or(is("r", marker)));
        } while (op(first).equals("r"));
    }

    private static void disturb(ControlledOrg org, SourceTaskHarness task, Random random) {
        String object = OBJECTS.get(random.nextInt(OBJECTS.size()));
        switch (random.nextInt(14)) {
            case 0 ->
                org.fault("dropped-session", "{'advice':'" + (random.nextBoolean() ? "handshake" : "none") + "'}");
            case 1 -> org.fault("expired-token", "{}");
            case 2 -> org.fault("lost-connection", "{}");
            case 3 -> {
                // A position without a replay id is valid for 71 hours, and events are retained for longer.
                if (task.offsets().values().stream()
                                .filter(offset -> offset.containsKey("replay_id"))
                                .count()
                        == OBJECTS.size()) {
                    // Salesforce purges no event that it is about to deliver.
                    task.stop();
                    org.fault("expired-replay-ids", "{'keep':" + random.nextInt(50) + "}");
                    task.start();
                }
            }
            case 4 -> changeUnseen(org, object, random);
            case 5 -> org.fault("overflow-event", "{'object':'" + object + "'}");
            case 6 -> org.fault("wildcard-event", "{'object':'" + object + "'}");
            case 7 -> {
                task.pollAndCrash(random);
                task.start();
            }
            case 8 -> {
                task.stop();
                task.start();
            }
            case 9 -> org.delete(object, List.of(anyRecord(org, object, random)));
            default ->
                org.fault(STANDING.get(random.nextInt(STANDING.size())), "{'count':" + (1 + random.nextInt(3)) + "}");
        }
    }

    /** Changes a record without its event, and reports it by a gap event. */
    private static void changeUnseen(ControlledOrg org, String object, Random random) {
        String id = anyRecord(org, object, random);
        String kind = "GAP_UPDATE";
        if (random.nextBoolean()) {
            org.updateUnseen(object, "{'Id':'" + id + "','Phone':'" + random.nextInt(1_000_000) + "'}");
        } else {
            org.deleteUnseen(object, List.of(id));
            kind = "GAP_DELETE";
        }
        org.fault("gap-event", "{'object':'" + object + "','changeType':'" + kind + "','ids':['" + id + "']}");
    }

    /** Returns a record that exists. The load deletes none, so it stays until this test deletes it. */
    private static String anyRecord(ControlledOrg org, String object, Random random) {
        List<String> ids = List.copyOf(org.records(object).keySet());
        return ids.get(random.nextInt(ids.size()));
    }
}
