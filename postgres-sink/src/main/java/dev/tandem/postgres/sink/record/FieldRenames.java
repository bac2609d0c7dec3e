/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.plugin.option.TransformOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names that {@code ReplaceField} transforms behind {@code LastWriterWins} give to fields. They rename and drop the fields of values,
 * but not the names in the header {@code tandem.changed}. Pure.
 *
 * @param steps the transforms, in the order of the chain
 */
public record FieldRenames(List<Step> steps) {
    public static final FieldRenames NONE = new FieldRenames(List.of());

    private static final Set<String> REPLACE_FIELD =
            Set.of("org.apache.kafka.connect.transforms.ReplaceField$Value", "ReplaceField$Value");

    /**
     * One transform of the chain.
     *
     * @param included the only fields that it keeps; all if empty
     */
    record Step(Map<String, String> renames, Set<String> excluded, Set<String> included) {
        /** Returns the name of a field behind the transform, or null if it drops the field. */
        private String after(String name) {
            boolean isKept = !excluded.contains(name) && (included.isEmpty() || included.contains(name));
            return isKept ? renames.getOrDefault(name, name) : null;
        }

        private boolean givesTo(String name, Set<String> fields) {
            return renames.entrySet().stream()
                    .anyMatch(rename -> rename.getValue().equals(name) && !fields.contains(rename.getKey()));
        }
    }

    public FieldRenames {
        steps = List.copyOf(steps);
    }

    /**
     * Reads the renames from a connector's properties. If {@code LastWriterWins} is not in this connector, it is in the source
     * connector, so all transforms are behind it. Malformed renames are skipped, because the transform itself reports them.
     */
    public static FieldRenames of(Map<String, ?> properties) {
        List<Step> steps = new ArrayList<>();
        for (String alias : text(properties, "transforms").split(",", -1)) {
            String prefix = "transforms." + alias.strip() + ".";
            String type = text(properties, prefix + "type").strip();
            if (TransformOptions.isLastWriterWins(type)) {
                steps.clear();
            } else if (REPLACE_FIELD.contains(type)) {
                steps.add(new Step(
                        renames(text(properties, prefix + "renames")),
                        names(text(properties, prefix + "exclude")),
                        names(text(properties, prefix + "include"))));
            }
        }
        return new FieldRenames(steps);
    }

    private static Map<String, String> renames(String list) {
        Map<String, String> renames = new HashMap<>();
        for (String entry : list.split(",", -1)) {
            String[] names = entry.strip().split(":", -1);
            if (names.length == 2) {
                renames.put(names[0].strip(), names[1].strip());
            }
        }
        return renames;
    }

    private static Set<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String text(Map<String, ?> properties, String key) {
        Object value = properties.get(key);
        return value == null ? "" : value.toString();
    }

    /** Returns the name that a field has behind all of the transforms, or null if one of them drops it. */
    String last(String name) {
        String last = name;
        for (Step step : steps) {
            last = last == null ? null : step.after(last);
        }
        return last;
    }

    /** Returns whether another field has this name behind the transforms, which have left these fields. */
    boolean isOfAnother(String name, Set<String> fields) {
        return steps.stream().anyMatch(step -> step.givesTo(name, fields));
    }
}
