/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.changes;

import dev.tandem.plugin.seed.Tries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A random sequence of fields that come, go, and are converted, with values that no event reports, while the task follows the object, is
 * stopped, or is killed. In the end, every row and value equals the org.
 */
class FieldChurnTest {
    private static final int STEPS = Integer.getInteger("tandem.disturbances", 25);
    private static final List<String> NAMES = List.of("A__c", "B__c", "C__c", "D__c");
    private static final Map<String, String> TYPES = new TreeMap<>(Map.of(
            "string", "'type':'string','length':20",
            "double", "'type':'double','precision':18,'scale':2",
            "boolean", "'type':'boolean'",
            "textarea", "'type':'textarea','length':32000,'filterable':false"));

    @Test
    void equalsTheOrgHoweverFieldsChange() {
        Tries.run(1, random -> {
            try (ControlledOrg org = ControlledOrg.start()) {
                new Churn(org, random).run();
            }
        });
    }

    /** One run. */
    private static final class Churn {
        private final ControlledOrg org;
        private final Random random;
        private final List<String> accounts;
        /** The type of each field that there is. */
        private final Map<String, String> fields = new TreeMap<>();
        /** Fields that were removed or converted since the last describe. Nothing shows what is done to them again before that. */
        private final Set<String> unseen = new HashSet<>();

        /** Fields that rows may have although no stored offset says so. That they go after a crash is a documented limit. */
        private final Set<String> unstored = new HashSet<>();

        private int shown;

        Churn(ControlledOrg org, Random random) {
            this.org = org;
            this.random = random;
            this.accounts = org.generate("Account", 8);
        }

        void run() {
            Map<String, String> properties = org.properties("Account");
            if (random.nextBoolean()) {
                properties.put("cdc.full.record.on.update", "true");
            }
            try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
                task.pollUntil(accounts.size());
                show(task);
                for (int step = 0; step < STEPS; step++) {
                    change(task);
                }
                show(task);
                task.pollUntil(() -> equalsOrg(task));
            }
        }

        private void change(SourceTaskHarness task) {
            String field = NAMES.get(random.nextInt(NAMES.size()));
            switch (random.nextInt(9)) {
                case 0, 1 -> add(field);
                case 2 -> remove(field);
                case 3 -> convert(field);
                case 4 -> restart(task);
                case 5 -> {
                    task.pollAndCrash(random);
                    unseen.addAll(unstored);
                    maybeChangeFields();
                    task.start();
                    show(task);
                }
                case 6 -> show(task);
                case 7 -> changeFieldsDuringRead(task);
                default -> update(field);
            }
        }

        private void changeFieldsDuringRead(SourceTaskHarness task) {
            org.fault("wildcard-event", "{'object':'Account'}");
            int polls = random.nextInt(3);
            for (int poll = 0; poll < polls; poll++) {
                task.poll();
            }
            for (String field : NAMES) {
                switch (random.nextInt(4)) {
                    case 0 -> remove(field);
                    case 1 -> convert(field);
                    default -> update(field);
                }
            }
            show(task);
        }

        private void restart(SourceTaskHarness task) {
            task.stop();
            maybeChangeFields();
            task.start();
            show(task);
        }

        private void maybeChangeFields() {
            for (String field : NAMES) {
                switch (random.nextInt(6)) {
                    case 0 -> add(field);
                    case 1 -> remove(field);
                    case 2 -> convert(field);
                    default -> update(field);
                }
            }
        }

        /** Adds a field, perhaps with values from before, as after a change of its name. */
        private void add(String field) {
            if (fields.containsKey(field) || unseen.contains(field)) {
                return;
            }
            String type = anyType();
            boolean filled = random.nextBoolean();
            String values = accounts.stream()
                    .filter(account -> filled)
                    .map(account -> "'" + account + "':" + value(type))
                    .collect(Collectors.joining(","));
            org.addField("Account", "{'name':'" + field + "'," + TYPES.get(type) + ",'values':{" + values + "}}");
            fields.put(field, type);
            unstored.add(field);
        }

        private void remove(String field) {
            if (!unseen.contains(field) && fields.remove(field) != null) {
                org.removeField("Account", field);
                unseen.add(field);
            }
        }

        private void convert(String field) {
            String type = anyType();
            if (fields.containsKey(field) && !fields.get(field).equals(type) && unseen.add(field)) {
                org.addField("Account", "{'name':'" + field + "'," + TYPES.get(type) + "}");
                fields.put(field, type);
            }
        }

        private void update(String field) {
            if (fields.containsKey(field)) {
                org.update("Account", "{'Id':'" + anyAccount() + "','" + field + "':" + value(fields.get(field)) + "}");
            }
        }

        /** Lets the task see the fields, by an event. */
        private void show(SourceTaskHarness task) {
            String name = "Shown " + shown++;
            String account = anyAccount();
            org.awaitSubscriptions("/data/AccountChangeEvent", 1);
            org.update("Account", "{'Id':'" + account + "','Name':'" + name + "'}");
            task.pollUntilEmitted(changes(account, "Name")
                    .or(Envelopes.is("r", account))
                    .and(record -> name.equals(after(record).getString("Name"))));
            unseen.clear();
            if (random.nextBoolean()) {
                task.pollUntil(() -> equalsOrg(task));
                unstored.clear();
            }
        }

        private boolean equalsOrg(SourceTaskHarness task) {
            try {
                ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
                return true;
            } catch (AssertionError different) {
                return false;
            }
        }

        private String anyAccount() {
            return accounts.get(random.nextInt(accounts.size()));
        }

        private String anyType() {
            return new ArrayList<>(TYPES.keySet()).get(random.nextInt(TYPES.size()));
        }

        private String value(String type) {
            return switch (type) {
                case "double" -> String.valueOf(random.nextInt(1_000));
                case "boolean" -> String.valueOf(random.nextBoolean());
                // Half of the texts are no numbers, so a conversion loses them.
                default -> "'" + (random.nextBoolean() ? "No. " : "") + random.nextInt(1_000) + "'";
            };
        }
    }
}
