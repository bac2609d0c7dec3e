/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.CrossCheck;
import dev.tandem.conflict.field.FieldPattern;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which of several changes of a field is the last, and how far back that is known. */
public record OrderSettings(
        long memoryMaxBytes, List<String> originPriority, long clockSkewMs, List<FieldPolicy> fieldPolicies) {
    static final String MEMORY_MAX_BYTES = "memory.max.bytes";
    static final String ORIGIN_PRIORITY = "origin.priority";
    static final String CLOCK_SKEW_MS = "clock.skew.ms";
    static final String FIELD_POLICIES = "field.policies";

    private static final CrossCheck SKEW = new CrossCheck(settings -> settings.get(CLOCK_SKEW_MS) instanceof Long skew
                    && skew > 0
                    && settings.get(ORIGIN_PRIORITY) instanceof List<?> origins
                    && origins.isEmpty()
            ? "Without " + ORIGIN_PRIORITY + " the allowance favours nobody: list the origins there, the winner first"
            : null);

    private static final String GROUP = "Last writer wins";

    public static void define(ConfigDef def) {
        def.define(
                MEMORY_MAX_BYTES,
                Type.LONG,
                16L << 20,
                ConfigDef.Range.atLeast(0),
                Importance.MEDIUM,
                "How much memory each task may use to know the newest writer of each field of the rows it saw last, so that"
                        + " strictly older changes can be dropped. The weight is estimated in bytes. 0 keeps none.",
                GROUP,
                1,
                Width.MEDIUM,
                "Memory");
        def.define(
                ORIGIN_PRIORITY,
                Type.LIST,
                List.of(),
                Importance.MEDIUM,
                "The origins in the order in which they win ties, where changes of different origins meet in one stream."
                        + " Origins that are not listed come last, by name.",
                GROUP,
                2,
                Width.MEDIUM,
                "Origin priority");
        def.define(
                CLOCK_SKEW_MS,
                Type.LONG,
                0L,
                ConfigDef.Range.atLeast(0),
                Importance.MEDIUM,
                "By how much a change must be later than one of an origin that is next in " + ORIGIN_PRIORITY
                        + " to win: changes of two origins that lie nearer together are a tie. Each further step of priority"
                        + " counts again. Salesforce's commit times are whole seconds: use at least 1000 with it.",
                GROUP,
                3,
                Width.SHORT,
                "Clock skew",
                SKEW);
        definePolicies(def);
    }

    private static void definePolicies(ConfigDef def) {
        def.define(
                FIELD_POLICIES,
                Type.LIST,
                List.of(),
                FieldPattern.listOf(FieldPolicy::parse, "Object.Field:policy"),
                Importance.MEDIUM,
                "Who wins a field, as Object.Field:policy; the first entry that matches. latest: the last writer (also where no"
                        + " entry matches); wins(origin): that origin's values are never overwritten by another's;"
                        + " read-only(origin): what that origin writes is ignored; max, min: the greatest or least number.",
                GROUP,
                4,
                Width.LONG,
                "Field policies");
    }

    public static OrderSettings from(AbstractConfig config) {
        SKEW.refuse(CLOCK_SKEW_MS, config.values());
        return new OrderSettings(
                config.getLong(MEMORY_MAX_BYTES),
                config.getList(ORIGIN_PRIORITY),
                config.getLong(CLOCK_SKEW_MS),
                config.getList(FIELD_POLICIES).stream().map(FieldPolicy::parse).collect(Collectors.toList()));
    }
}
