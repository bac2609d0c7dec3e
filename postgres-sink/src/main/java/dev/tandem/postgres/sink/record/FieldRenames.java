/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names that {@code ReplaceField} transforms behind {@code LastWriterWins} give to fields. They rename the fields of values, but not
 * the names in the header {@code tandem.changed}. Pure.
 *
 * @param steps the renames of each transform, in the order of the chain
 */
public record FieldRenames(List<Map<String, String>> steps) {
    public static final FieldRenames NONE = new FieldRenames(List.of());

    private static final String LAST_WRITER_WINS = "dev.tandem.conflict.LastWriterWins";
    private static final String REPLACE_FIELD = "org.apache.kafka.connect.transforms.ReplaceField$Value";

    public FieldRenames {
        steps = List.copyOf(steps);
    }

    /**
     * Reads the renames from a connector's properties. If {@code LastWriterWins} is not in this connector, it is in the source
     * connector, so all transforms are behind it. Malformed renames are skipped, because the transform itself reports them.
     */
    public static FieldRenames of(Map<String, ?> properties) {
        List<Map<String, String>> steps = new ArrayList<>();
        for (String alias : text(properties, "transforms").split(",", -1)) {
            String prefix = "transforms." + alias.strip() + ".";
            String type = text(properties, prefix + "type").strip();
            if (type.equals(LAST_WRITER_WINS)) {
                steps.clear();
            } else if (type.equals(REPLACE_FIELD)) {
                steps.add(renames(text(properties, prefix + "renames")));
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

    private static String text(Map<String, ?> properties, String key) {
        Object value = properties.get(key);
        return value == null ? "" : value.toString();
    }

    /** Returns the name that a field has behind all of the transforms. */
    String last(String name) {
        String last = name;
        for (Map<String, String> step : steps) {
            last = step.getOrDefault(last, last);
        }
        return last;
    }
}
