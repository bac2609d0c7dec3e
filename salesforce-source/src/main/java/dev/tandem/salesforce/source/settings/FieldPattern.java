/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of fields, written as {@code Object.Field}, where {@code *} stands for any characters. Names compare as Salesforce
 * compares them: in any case.
 */
public record FieldPattern(Pattern object, Pattern field) {
    private static final Pattern FORM = Pattern.compile("[\\w*]+\\.[\\w*]+");

    /** Returns empty if the text is not of the form. */
    public static Optional<FieldPattern> parse(String text) {
        String pattern = text.strip();
        if (!FORM.matcher(pattern).matches()) {
            return Optional.empty();
        }
        int dot = pattern.indexOf('.');
        return Optional.of(new FieldPattern(glob(pattern.substring(0, dot)), glob(pattern.substring(dot + 1))));
    }

    public boolean matchesObject(String name) {
        return object.matcher(name).matches();
    }

    public boolean matches(String objectName, String fieldName) {
        return matchesObject(objectName) && field.matcher(fieldName).matches();
    }

    private static Pattern glob(String pattern) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
