/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.CrossCheck;
import dev.tandem.conflict.field.FieldPattern;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The settings that decide which of several changes of a field wins. */
public record OrderSettings(
        long memoryMaxBytes, List<String> originPriority, long clockSkewMs, List<FieldPolicy> fieldPolicies) {
    static final String MEMORY_MAX_BYTES = "memory.max.bytes";
    static final String ORIGIN_PRIORITY = "origin.priority";
    static final String CLOCK_SKEW_MS = "clock.skew.ms";
    static final String FIELD_POLICIES = "field.policies";

    private static final long DAY_MILLIS = 86_400_000;

    private static final CrossCheck SKEW = new CrossCheck(settings -> settings.get(CLOCK_SKEW_MS) instanceof Long skew
                    && skew > 0
                    && settings.get(ORIGIN_PRIORITY) instanceof List<?> origins
                    && origins.isEmpty()
            ? "It has no effect without " + ORIGIN_PRIORITY + ". List the origins there, the winner first."
            : null);

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Last writer wins")
                .add(
                        Option.longInteger(MEMORY_MAX_BYTES)
                                .defaultsTo(16L << 20)
                                .valid(ConfigDef.Range.atLeast(0))
                                .documentation(
                                        "The memory, in estimated bytes, that each task may use to remember the last writer of"
                                                + " each field of recent rows, so that it can drop strictly older changes. 0: no memory."),
                        Option.list(ORIGIN_PRIORITY)
                                .defaultsTo(List.of())
                                .documentation(
                                        "The origins in the order in which they win ties, if changes of different origins share"
                                                + " a topic. Origins that are not listed come last, sorted by name."),
                        Option.longInteger(CLOCK_SKEW_MS)
                                .defaultsTo(0L)
                                .between(0, DAY_MILLIS)
                                .recommend(SKEW)
                                .documentation(
                                        "The clock difference to tolerate between two origins that are neighbours in "
                                                + ORIGIN_PRIORITY
                                                + ". If their changes are closer together, the first origin wins. The tolerance adds up over"
                                                + " several steps of priority. Salesforce's commit times are whole seconds, so use at least"
                                                + " 1000 with it."),
                        Option.list(FIELD_POLICIES)
                                .defaultsTo(List.of())
                                .valid(FieldPattern.listOf(FieldPolicy::parse, "Object.Field:policy"))
                                .documentation(
                                        "The winner of a field, as Object.Field:policy. The first entry that matches applies."
                                                + " latest: the last writer wins (the default). wins(origin): no other origin overwrites this"
                                                + " origin's values. read-only(origin): this origin's values are ignored. max, min: the"
                                                + " greatest or least number stays."));
    }

    public static OrderSettings from(AbstractConfig config) {
        SKEW.check(CLOCK_SKEW_MS, config.values());
        return new OrderSettings(
                config.getLong(MEMORY_MAX_BYTES),
                config.getList(ORIGIN_PRIORITY),
                config.getLong(CLOCK_SKEW_MS),
                config.getList(FIELD_POLICIES).stream().map(FieldPolicy::parse).collect(Collectors.toList()));
    }
}
