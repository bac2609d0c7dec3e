/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import dev.tandem.salesforce.source.settings.FieldPattern;
import dev.tandem.salesforce.source.settings.FieldSettings;
import java.util.List;
import java.util.Optional;

/** A filter that decides by its name whether a field is copied. */
final class FieldFilter {
    private final List<FieldPattern> include;
    private final List<FieldPattern> exclude;

    FieldFilter(FieldSettings settings) {
        this.include = parse(settings.include());
        this.exclude = parse(settings.exclude());
    }

    private static List<FieldPattern> parse(List<String> patterns) {
        return patterns.stream()
                .map(FieldPattern::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns whether the field is copied. The id identifies a record, and is always copied. */
    boolean copies(String object, String field) {
        return field.equals(RowLayout.ID)
                || ((include.isEmpty() || matchesAny(include, object, field)) && !matchesAny(exclude, object, field));
    }

    private static boolean matchesAny(List<FieldPattern> patterns, String object, String field) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(object, field));
    }
}
