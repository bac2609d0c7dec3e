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

/**
 * An alert's expression, in the part of Prometheus's language that our rules use: comparisons, {@code increase}, {@code and},
 * {@code or}, and {@code unless} of a metric that was there before.
 */
record AlertCondition(String expression) {
    private static final Pattern COMPARISON =
            Pattern.compile("(?:increase\\((\\w+)\\[\\d+[mh]\\]\\)|(\\w+)) (==|>) (\\d+|[a-z]\\w+)");
    private static final Pattern NEWCOMER = Pattern.compile("\\((\\w+ > 0) unless (\\w+) offset \\d+[mh]\\)");

    /**
     * Returns whether the alert fires after the metrics have changed from one state to the other.
     *
     * @param before without the metrics that no one had scraped then
     */
    boolean holds(Map<String, Double> before, Map<String, Double> now) {
        return Arrays.stream(expression.split(" or ", -1)).anyMatch(part -> holdsInAll(part, before, now));
    }

    private static boolean holdsInAll(String conjunction, Map<String, Double> before, Map<String, Double> now) {
        return Arrays.stream(conjunction.split(" and ", -1)).allMatch(part -> holds(part, before, now));
    }

    private static boolean holds(String part, Map<String, Double> before, Map<String, Double> now) {
        Matcher newcomer = NEWCOMER.matcher(part);
        if (newcomer.matches()) {
            return !before.containsKey(newcomer.group(2)) && holds(newcomer.group(1), before, now);
        }
        Matcher matcher = COMPARISON.matcher(part);
        if (!matcher.matches()) {
            throw new AssertionError("not understood: " + part);
        }
        String increasing = matcher.group(1);
        double left = increasing == null ? value(now, matcher.group(2)) : increase(increasing, before, now);
        String other = matcher.group(4);
        double right = Character.isDigit(other.charAt(0)) ? Double.parseDouble(other) : value(now, other);
        return matcher.group(3).equals(">") ? left > right : left == right;
    }

    /** Returns the increase since a counter was first scraped. */
    private static double increase(String counter, Map<String, Double> before, Map<String, Double> now) {
        double current = value(now, counter);
        return current - before.getOrDefault(counter, current);
    }

    private static double value(Map<String, Double> metrics, String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw new AssertionError("no metric " + name + " in " + metrics.keySet());
        }
        return value;
    }
}
