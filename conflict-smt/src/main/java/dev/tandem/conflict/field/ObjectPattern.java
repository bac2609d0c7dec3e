/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import java.util.regex.Pattern;

/**
 * A pattern that selects objects by topic name. It matches the whole name, or the part after any of its dots; {@code *}
 * matches anything. So {@code Account} and {@code salesforce.*} both match {@code salesforce.Account}.
 */
public final class ObjectPattern {
    private final Pattern pattern;

    public ObjectPattern(String text) {
        this.pattern = Pattern.compile("(?:.*\\.)?" + glob(text));
    }

    public boolean matches(String topic) {
        return pattern.matcher(topic).matches();
    }

    static String glob(String text) {
        StringBuilder regex = new StringBuilder();
        for (String literal : text.split("\\*", -1)) {
            regex.append(regex.length() == 0 ? "" : ".*").append(literal.isEmpty() ? "(?:)" : Pattern.quote(literal));
        }
        return regex.toString();
    }
}
