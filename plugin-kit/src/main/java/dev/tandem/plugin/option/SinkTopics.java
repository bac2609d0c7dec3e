/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkTask;

/** The topics that a sink connector reads, to find entries of mappings that never apply because they are misspelt. Pure. */
public final class SinkTopics {
    private final Set<String> names;
    private final Predicate<String> isRead;

    private SinkTopics(Set<String> names, Predicate<String> isRead) {
        this.names = names;
        this.isRead = isRead;
    }

    /** Reads the topics from a connector's configuration. Transforms that may rename topics make all of them possible. */
    public static SinkTopics of(Map<String, String> properties) {
        String topics = properties.getOrDefault(SinkTask.TOPICS_CONFIG, "");
        String regex = properties.getOrDefault(SinkTask.TOPICS_REGEX_CONFIG, "");
        if (mayRename(properties) || topics.isBlank() == regex.isBlank()) {
            return new SinkTopics(Set.of(), topic -> true);
        }
        if (regex.isBlank()) {
            Set<String> names =
                    Stream.of(topics.split(",", -1)).map(String::strip).collect(Collectors.toSet());
            return new SinkTopics(names, names::contains);
        }
        try {
            return new SinkTopics(Set.of(), Pattern.compile(regex.strip()).asMatchPredicate());
        } catch (PatternSyntaxException reportedByConnect) {
            return new SinkTopics(Set.of(), topic -> true);
        }
    }

    private static boolean mayRename(Map<String, String> properties) {
        return Stream.of(properties.getOrDefault("transforms", "").split(",", -1))
                .map(String::strip)
                .filter(alias -> !alias.isEmpty())
                .anyMatch(alias -> TransformOptions.of(properties.get("transforms." + alias + ".type"))
                        .isEmpty());
    }

    /** Returns the names of the topics as the task sees them; empty if they are not known. */
    public Set<String> names() {
        return names;
    }

    /** Returns whether no record of the topic can reach the task. An entry without a topic has its own error. */
    public boolean isNeverRead(String topic) {
        return !topic.isEmpty() && !isRead.test(topic);
    }

    /**
     * Returns the topics of a mapping's entries that are never read, each once.
     *
     * @param topic returns the topic of an entry
     */
    public List<String> neverRead(Collection<String> entries, UnaryOperator<String> topic) {
        return entries.stream()
                .map(topic)
                .filter(this::isNeverRead)
                .distinct()
                .collect(Collectors.toUnmodifiableList());
    }
}
