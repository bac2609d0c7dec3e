/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A search for options that no one reads: keys that are neither the plugin's nor Connect's. Usually they are misspelt, and the option that
 * was meant silently keeps its default.
 */
public final class UnknownOptions {
    /** Keys that Connect reads from the configuration of any connector. */
    private static final Set<String> CONNECTOR_KEYS = Set.of(
            "name",
            "connector.class",
            "connector.plugin.version",
            "tasks.max",
            "tasks.max.enforce",
            "key.converter",
            "value.converter",
            "header.converter",
            "transforms",
            "predicates",
            "config.action.reload",
            "errors.retry.timeout",
            "errors.retry.delay.max.ms",
            "errors.tolerance",
            "errors.log.enable",
            "errors.log.include.messages");

    private static final List<String> CONNECTOR_PREFIXES = List.of(
            "key.converter.", "value.converter.", "header.converter.", "transforms.", "predicates.", "admin.override.");

    private static final Set<String> SOURCE_KEYS = Set.of(
            "topic.creation.groups",
            "exactly.once.support",
            "transaction.boundary",
            "transaction.boundary.interval.ms",
            "offsets.storage.topic");

    private static final List<String> SOURCE_PREFIXES = List.of("topic.creation.", "producer.override.");

    private static final Set<String> SINK_KEYS = Set.of(
            "topics",
            "topics.regex",
            "errors.deadletterqueue.topic.name",
            "errors.deadletterqueue.topic.replication.factor",
            "errors.deadletterqueue.context.headers.enable");

    private static final List<String> SINK_PREFIXES = List.of("consumer.override.", "producer.override.");

    private static final String TRANSFORMS = "transforms.";

    private static final Set<String> TRANSFORM_KEYS = Set.of("type", "predicate", "negate", "plugin.version");

    private final Set<String> connectKeys;
    private final List<String> connectPrefixes;
    private final Set<String> own;

    private UnknownOptions(Set<String> connectKeys, List<String> connectPrefixes, Set<String> own) {
        this.connectKeys = connectKeys;
        this.connectPrefixes = connectPrefixes;
        this.own = own;
    }

    /** Creates the check for a source connector. */
    public static UnknownOptions ofSource(Set<String> own) {
        return new UnknownOptions(union(CONNECTOR_KEYS, SOURCE_KEYS), concat(CONNECTOR_PREFIXES, SOURCE_PREFIXES), own);
    }

    /** Creates the check for a sink connector. */
    public static UnknownOptions ofSink(Set<String> own) {
        return new UnknownOptions(union(CONNECTOR_KEYS, SINK_KEYS), concat(CONNECTOR_PREFIXES, SINK_PREFIXES), own);
    }

    /** Creates the check for a transform, whose keys are without the prefix {@code transforms.<alias>.}. */
    public static UnknownOptions ofTransform(Set<String> own) {
        return new UnknownOptions(TRANSFORM_KEYS, List.of(), own);
    }

    /** Returns a check that also knows all options that begin with a prefix, such as those that are passed on. */
    public UnknownOptions allow(String prefix) {
        return new UnknownOptions(connectKeys, concat(connectPrefixes, List.of(prefix)), own);
    }

    /** Returns an error message for every unknown key, sorted by key. */
    public Map<String, String> find(Collection<String> given) {
        Map<String, String> errors = new TreeMap<>();
        for (String key : given) {
            if (!own.contains(key) && !isConnects(key)) {
                errors.put(key, message(key, nearest(key)));
            }
        }
        return errors;
    }

    /**
     * Returns an error message for every unknown key of a connector's configuration, sorted by key. The options of Tandem's
     * transform are among them, because Connect itself reports none of a transform's.
     */
    public Map<String, String> find(Map<String, String> properties) {
        Map<String, String> errors = find(properties.keySet());
        errors.putAll(findAliases("transforms", properties));
        errors.putAll(findAliases("predicates", properties));
        for (String alias : properties.getOrDefault("transforms", "").split(",", -1)) {
            String prefix = TRANSFORMS + alias.strip() + ".";
            TransformOptions.of(properties.get(prefix + "type"))
                    .ifPresent(options -> errors.putAll(ofTransform(options).findPrefixed(prefix, properties)));
        }
        return errors;
    }

    /**
     * Returns an error message for every option of an alias that is not in the list, but much like one that is. An alias with a
     * type of its own is left alone, however much alike: this is how a transform is switched off.
     */
    private static Map<String, String> findAliases(String list, Map<String, String> properties) {
        Set<String> aliases = Arrays.stream(properties.getOrDefault(list, "").split(",", -1))
                .map(String::strip)
                .filter(alias -> !alias.isEmpty())
                .collect(Collectors.toSet());
        String prefix = list + ".";
        Map<String, String> errors = new TreeMap<>();
        for (String key : properties.keySet()) {
            int end = key.indexOf('.', prefix.length());
            if (key.startsWith(prefix) && end > 0 && aliases.stream().noneMatch(alias -> isOf(prefix + alias, key))) {
                String alias = key.substring(prefix.length(), end);
                nearest(alias, aliases)
                        .filter(meant -> !properties.containsKey(prefix + alias + ".type"))
                        .ifPresent(meant ->
                                errors.put(key, message(key, Optional.of(prefix + meant + key.substring(end)))));
            }
        }
        return errors;
    }

    private static boolean isOf(String alias, String key) {
        return key.startsWith(alias + ".");
    }

    private Map<String, String> findPrefixed(String prefix, Map<String, String> properties) {
        Map<String, String> errors = new TreeMap<>();
        for (String key : properties.keySet()) {
            if (key.startsWith(prefix)) {
                String option = key.substring(prefix.length());
                if (!own.contains(option) && !isConnects(option)) {
                    errors.put(key, message(key, nearest(option).map(prefix::concat)));
                }
            }
        }
        return errors;
    }

    private static String message(String key, Optional<String> meant) {
        return "Unknown option " + key + "."
                + meant.map(name -> " Did you mean " + name + "?").orElse(" Correct its name, or remove it.");
    }

    /** Adds an error to every unknown key of a configuration. */
    public void check(CheckedConfig config) {
        find(config.properties()).forEach(config::error);
    }

    private boolean isConnects(String key) {
        return connectKeys.contains(key) || connectPrefixes.stream().anyMatch(key::startsWith);
    }

    /**
     * Returns the known key with the fewest differing letters, or else the key with a known prefix, if it is near enough, or else
     * the key that goes on where the given one ends.
     */
    private Optional<String> nearest(String key) {
        Set<String> known = union(own, connectKeys);
        return nearest(key, known)
                .or(() -> withNearestPrefix(key))
                .or(() -> known.stream()
                        .filter(longer -> longer.startsWith(key + "."))
                        .min(Comparator.naturalOrder()));
    }

    private Optional<String> withNearestPrefix(String key) {
        Map<Integer, String> meant = new TreeMap<>();
        for (String prefix : connectPrefixes) {
            String given = start(key, prefix);
            if (nearest(given, Set.of(prefix)).isPresent()) {
                meant.putIfAbsent(distance(given, prefix), prefix + key.substring(given.length()));
            }
        }
        return meant.values().stream().findFirst();
    }

    /** Returns the start of the key that has as many words as the prefix, or all of a shorter key. */
    private static String start(String key, String prefix) {
        int end = 0;
        for (int dot = prefix.indexOf('.'); dot >= 0; dot = prefix.indexOf('.', dot + 1)) {
            int next = key.indexOf('.', end);
            end = next < 0 ? key.length() : next + 1;
        }
        return key.substring(0, end);
    }

    private static Optional<String> nearest(String key, Set<String> known) {
        int limit = Math.max(2, key.length() / 3);
        return known.stream()
                .filter(candidate -> distance(key, candidate) <= limit)
                .min(Comparator.<String>comparingInt(candidate -> distance(key, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns the number of letters to insert, delete or replace, or neighbours to swap, that turn one key into the other. */
    static int distance(String left, String right) {
        int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int l = 0; l <= left.length(); l++) {
            for (int r = 0; r <= right.length(); r++) {
                if (l == 0 || r == 0) {
                    cost[l][r] = l + r;
                    continue;
                }
                int replace = left.charAt(l - 1) == right.charAt(r - 1) ? 0 : 1;
                cost[l][r] = Math.min(cost[l - 1][r - 1] + replace, Math.min(cost[l - 1][r], cost[l][r - 1]) + 1);
                if (l > 1
                        && r > 1
                        && left.charAt(l - 1) == right.charAt(r - 2)
                        && left.charAt(l - 2) == right.charAt(r - 1)) {
                    cost[l][r] = Math.min(cost[l][r], cost[l - 2][r - 2] + 1);
                }
            }
        }
        return cost[left.length()][right.length()];
    }

    private static Set<String> union(Set<String> left, Set<String> right) {
        Set<String> all = new HashSet<>(left);
        all.addAll(right);
        return all;
    }

    private static List<String> concat(List<String> left, List<String> right) {
        List<String> all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }
}
