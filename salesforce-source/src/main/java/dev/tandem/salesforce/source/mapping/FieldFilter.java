/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import dev.tandem.salesforce.source.settings.FieldSettings;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Decides by its name whether a field is copied. Names compare as Salesforce compares them: in any case. */
final class FieldFilter {
    private final List<Pattern> include;
    private final List<Pattern> exclude;

    FieldFilter(FieldSettings settings) {
        this.include = settings.include().stream().map(FieldFilter::compile).toList();
        this.exclude = settings.exclude().stream().map(FieldFilter::compile).toList();
    }

    /** The id is what a record is known by, and is always copied. */
    boolean copies(String object, String field) {
        if (field.equals(RowLayout.ID)) {
            return true;
        }
        String name = object + "." + field;
        return (include.isEmpty() || matchesAny(include, name)) && !matchesAny(exclude, name);
    }

    private static boolean matchesAny(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static Pattern compile(String pattern) {
        String regex = Arrays.stream(pattern.trim().split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
