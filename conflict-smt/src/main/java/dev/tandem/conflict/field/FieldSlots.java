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

/** The slots of one object's fields, numbered in the order in which the fields are first seen. A slot is never reused. */
public final class FieldSlots {
    /** More than the columns of any table (Postgres: 1,600). Bounds the memory if the keys of a map turn out to be data. */
    private static final int MAX = 4_096;

    private final Map<String, Integer> slots = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /** Returns the slot of a field, assigning one if needed. The name is the one that the field has in the output row. */
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
        if (names.size() == MAX) {
            throw new DataException(
                    "The object has more than " + MAX + " different field names, so they are probably data."
                            + " List the wanted fields in field.include.list.");
        }
        names.add(field);
        return names.size() - 1;
    }
}
