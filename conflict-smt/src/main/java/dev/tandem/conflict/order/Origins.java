/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** The origins seen so far, numbered, and their precedence in ties. */
final class Origins {
    /** Far more than there can be regions or systems, so a field with more values holds something else. */
    private static final int MAX = 1_000;

    private final List<String> priority;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /** @param priority the origins in order of precedence; all others come after them */
    Origins(List<String> priority) {
        this.priority = priority;
    }

    int number(String origin) {
        Integer known = numbers.get(origin);
        if (known != null) {
            return known;
        }
        if (names.size() == MAX) {
            throw new DataException("There are more than " + MAX
                    + " different origins. Check that origin.field names the right field.");
        }
        names.add(origin);
        numbers.put(origin, names.size() - 1);
        return names.size() - 1;
    }

    /** Returns the position in the order of precedence, from 0. All origins that are not listed share the last one. */
    int rank(int origin) {
        int place = priority.indexOf(names.get(origin));
        return place < 0 ? priority.size() : place;
    }

    /** Returns whether the first wins a tie with the second. If neither is listed, the lesser name wins. */
    boolean precedes(int first, int second) {
        int firstRank = rank(first);
        int secondRank = rank(second);
        return firstRank == secondRank ? names.get(first).compareTo(names.get(second)) < 0 : firstRank < secondRank;
    }
}
