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

/** Numbers the origins that are met, and says which of two wins a tie. */
final class Origins {
    /** Far more than regions or systems there are: such a field holds something else. */
    private static final int MOST = 1_000;

    private final List<String> priority;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /** @param priority the origins that win ties, the first before the second; before all that are not listed */
    Origins(List<String> priority) {
        this.priority = priority;
    }

    int number(String origin) {
        Integer known = numbers.get(origin);
        if (known != null) {
            return known;
        }
        if (names.size() == MOST) {
            throw new DataException(
                    "More than " + MOST + " different origins; does origin.field name the right field?");
        }
        names.add(origin);
        numbers.put(origin, names.size() - 1);
        return names.size() - 1;
    }

    /** The place in the order of priority, from 0; all that are not listed share the one behind. */
    int rank(int origin) {
        int place = priority.indexOf(names.get(origin));
        return place < 0 ? priority.size() : place;
    }

    /** Whether the first wins a tie with the second; where neither is listed, the lesser name. */
    boolean precedes(int first, int second) {
        int firstRank = rank(first);
        int secondRank = rank(second);
        return firstRank == secondRank ? names.get(first).compareTo(names.get(second)) < 0 : firstRank < secondRank;
    }
}
