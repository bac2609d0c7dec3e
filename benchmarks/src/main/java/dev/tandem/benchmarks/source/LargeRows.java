/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.salesforce.simulator.OrgControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records with a long text of 100 kB. */
final class LargeRows {
    static final String OBJECT = "Contact";
    static final int COUNT = 3_000;

    private static final String FIELD = "Notes__c";
    private static final int CHUNK = 50;
    private static final int LENGTH = 100_000;

    private final OrgControl org;
    private final List<String> ids = new ArrayList<>();

    LargeRows(OrgControl org) {
        this.org = org;
    }

    void add() {
        org.addField(OBJECT, Map.of("name", FIELD, "type", "textarea", "length", 131_072));
        for (int from = 0; from < COUNT; from += CHUNK) {
            List<Map<String, Object>> records = new ArrayList<>();
            for (int i = from; i < from + CHUNK; i++) {
                records.add(Map.of("LastName", "Row " + i, FIELD, text(i)));
            }
            ids.addAll(org.addRecords(OBJECT, records));
        }
    }

    /** Replaces all texts, so that there is an event for each. */
    void update() {
        for (int from = 0; from < COUNT; from += CHUNK) {
            List<Map<String, Object>> records = new ArrayList<>();
            for (int i = from; i < from + CHUNK; i++) {
                records.add(Map.of("Id", ids.get(i), FIELD, text(COUNT + i)));
            }
            org.update(OBJECT, records);
        }
    }

    private static String text(int number) {
        String word = number + " ";
        return word.repeat(LENGTH / word.length());
    }
}
