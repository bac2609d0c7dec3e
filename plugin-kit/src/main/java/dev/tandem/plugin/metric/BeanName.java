/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.metric;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ObjectName;

/** The name of a bean, made of its tags. */
@FunctionalInterface
public interface BeanName {
    /** Tags whose values are plain words, which need no quotes. */
    Set<String> PLAIN_TAGS = Set.of("task", "object", "instance");

    /** Returns the text of a JMX object name. */
    String of(Map<String, String> tags);

    /**
     * Returns the naming of all plugins: {@code dev.tandem:type=<type>,connector="...",task=N[,...]}.
     *
     * @param type the plugin, in lower case with hyphens
     */
    static BeanName ofType(String type) {
        return tags -> "dev.tandem:type=" + type + ","
                + tags.entrySet().stream()
                        .map(tag -> tag.getKey() + "="
                                + (PLAIN_TAGS.contains(tag.getKey())
                                        ? tag.getValue()
                                        : ObjectName.quote(tag.getValue())))
                        .collect(Collectors.joining(","));
    }
}
