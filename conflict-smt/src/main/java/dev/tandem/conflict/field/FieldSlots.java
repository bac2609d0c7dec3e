/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** Numbers the fields of one object in the order in which they are met; a number is never given to another field. */
public final class FieldSlots {
    /** More than any table has columns (Postgres: 1,600); a map whose keys are data would otherwise fill the memory. */
    private static final int MOST = 4_096;

    private final Map<String, Integer> slots = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /** The slot of a field, by the name that it has in the row given to the sink. */
    public int slot(String field) {
        return slots.computeIfAbsent(field, this::next);
    }

    public boolean knows(String field) {
        return slots.containsKey(field);
    }

    public String name(int slot) {
        return names.get(slot);
    }

    public int size() {
        return names.size();
    }

    private Integer next(String field) {
        if (names.size() == MOST) {
            throw new DataException("More than " + MOST + " different fields in one object; are its field names data?"
                    + " List the fields that are meant in field.include.list.");
        }
        names.add(field);
        return names.size() - 1;
    }
}
