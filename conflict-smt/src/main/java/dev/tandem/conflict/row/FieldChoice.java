/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.field.FieldPattern;
import dev.tandem.conflict.row.RowSettings.Rename;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The fields of one object that go into its rows, and their names there. */
final class FieldChoice {
    private final List<FieldPattern> include;
    private final List<FieldPattern> exclude;
    private final List<Rename> renames;
    private final Map<String, String> names = new HashMap<>();

    FieldChoice(RowSettings settings, String topic) {
        this.include = matching(settings.include(), topic);
        this.exclude = matching(settings.exclude(), topic);
        this.renames = settings.renames().stream()
                .filter(rename -> rename.field().matchesObject(topic))
                .collect(Collectors.toList());
    }

    /** Returns whether every field goes into the row under its own name. */
    boolean isAll() {
        return include.isEmpty() && exclude.isEmpty() && renames.isEmpty();
    }

    /** Returns the name of a field in the row; null if the field is left out. */
    String name(String field) {
        return isAll() ? field : names.computeIfAbsent(field, this::choose);
    }

    private String choose(String field) {
        boolean included = include.isEmpty() || include.stream().anyMatch(pattern -> pattern.matchesField(field));
        if (!included || exclude.stream().anyMatch(pattern -> pattern.matchesField(field))) {
            return null;
        }
        return renamed(field);
    }

    boolean renames() {
        return !renames.isEmpty();
    }

    /** Returns the name that a field would have in the row, even if it is left out. */
    String renamed(String field) {
        return renames.stream()
                .filter(rename -> rename.field().matchesField(field))
                .map(Rename::name)
                .findFirst()
                .orElse(field);
    }

    private static List<FieldPattern> matching(List<FieldPattern> patterns, String topic) {
        return patterns.stream().filter(pattern -> pattern.matchesObject(topic)).collect(Collectors.toList());
    }
}
