/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query of a PushTopic, as far as it says what its events carry.
 *
 * @param object the API name, as the query spells it
 * @param fields the names of the selected fields, as the query spells them
 */
public record PushTopicQuery(String object, List<String> fields) {
    private static final Pattern FORM = Pattern.compile(
            "\\s*SELECT\\s+(\\w+(?:\\s*,\\s*\\w+)*+)\\s+FROM\\s+(\\w+)(?:\\s.*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Returns empty if the text is not such a query. A PushTopic selects fields of one object. */
    public static Optional<PushTopicQuery> parse(String soql) {
        Matcher matcher = FORM.matcher(soql);
        return matcher.matches()
                ? Optional.of(new PushTopicQuery(
                        matcher.group(2), Arrays.asList(matcher.group(1).split("\\s*,\\s*"))))
                : Optional.empty();
    }
}
