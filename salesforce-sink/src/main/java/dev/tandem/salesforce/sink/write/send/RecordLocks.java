/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.send;

import dev.tandem.salesforce.client.rest.FieldType;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.write.take.Ready;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The records that Salesforce locks while it carries out requests: a child's save locks its parents. Pure. */
public final class RecordLocks {
    /** The objects whose records are not locked when one that refers to them is saved. */
    private static final Set<String> NEVER_LOCKED = Set.of("User", "Group", "RecordType");

    private RecordLocks() {}

    /** Returns the requests with children of one parent next to each other, since calls at the same time would wait for its lock. */
    public static List<Ready> inLockOrder(MappedTable table, List<Ready> requests) {
        List<String> references = parentColumns(table);
        if (references.isEmpty()) {
            return requests;
        }
        List<Ready> ordered = new ArrayList<>(requests);
        ordered.sort(Comparator.comparing(ready -> references.stream()
                .map(column -> String.valueOf(ready.row().value(column).text()))
                .collect(Collectors.joining(" "))));
        return ordered;
    }

    /** Returns the ids of the records that requests lock: their own and their parents'. */
    public static Set<String> of(MappedTable table, List<Ready> requests) {
        List<String> references = parentColumns(table);
        Set<String> ids = new HashSet<>();
        for (Ready ready : requests) {
            ids.add(ready.row().salesforceId());
            references.forEach(column -> ids.add(ready.row().value(column).text()));
        }
        ids.remove(null);
        return ids;
    }

    private static List<String> parentColumns(MappedTable table) {
        return table.fields().entrySet().stream()
                .filter(entry -> entry.getValue().type() == FieldType.REFERENCE
                        && (entry.getValue().referenceTo().isEmpty()
                                || !NEVER_LOCKED.containsAll(entry.getValue().referenceTo())))
                .map(Map.Entry::getKey)
                .toList();
    }
}
