/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.metrics;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An alert's expression, in the part of Prometheus's language that our rules use: comparisons, {@code increase} and {@code and}. */
record AlertCondition(String expression) {
    private static final Pattern COMPARISON =
            Pattern.compile("(?:increase\\((\\w+)\\[\\d+[mh]\\]\\)|(\\w+)) (==|>) (\\d+|[a-z]\\w+)");

    /** Returns whether the alert fires after the metrics have changed from one state to the other. */
    boolean holds(Map<String, Double> before, Map<String, Double> now) {
        return Arrays.stream(expression.split(" and ", -1)).allMatch(part -> holds(part, before, now));
    }

    private static boolean holds(String comparison, Map<String, Double> before, Map<String, Double> now) {
        Matcher matcher = COMPARISON.matcher(comparison);
        if (!matcher.matches()) {
            throw new AssertionError("not understood: " + comparison);
        }
        String increasing = matcher.group(1);
        double left =
                increasing == null ? value(now, matcher.group(2)) : value(now, increasing) - value(before, increasing);
        String other = matcher.group(4);
        double right = Character.isDigit(other.charAt(0)) ? Double.parseDouble(other) : value(now, other);
        return matcher.group(3).equals(">") ? left > right : left == right;
    }

    private static double value(Map<String, Double> metrics, String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw new AssertionError("no metric " + name + " in " + metrics.keySet());
        }
        return value;
    }
}
