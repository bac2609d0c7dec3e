/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.twoway;

import dev.tandem.integration.twoway.EditLedger.Side;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The history of an object as Salesforce committed it: which value each user there replaced. Pure. */
final class SalesforceHistory {
    private SalesforceHistory() {}

    /**
     * A change event.
     *
     * @param values of the fields that it changed; empty for a delete
     */
    record Event(long replayId, String id, boolean isDelete, boolean isOurs, Map<String, String> values) {}

    /** Notes in the ledger each value that a user in Salesforce replaced or deleted. Events may be repeated and in any order. */
    static void noteReplacements(List<Event> events, EditLedger ledger) {
        Map<String, Map<String, String>> records = new HashMap<>();
        Set<Long> known = new HashSet<>();
        events.stream().sorted(Comparator.comparingLong(Event::replayId)).forEach(event -> {
            if (!known.add(event.replayId())) {
                return;
            }
            Map<String, String> record = records.computeIfAbsent(event.id(), id -> new HashMap<>());
            if (event.isDelete() && !event.isOurs()) {
                record.values().forEach(ledger::see);
            }
            event.values().forEach((field, value) -> {
                String replaced = record.put(field, value);
                if (replaced != null && !replaced.equals(value) && ledger.isEditIn(Side.SALESFORCE, value)) {
                    ledger.see(replaced);
                }
            });
        });
    }
}
