/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names of the options of Tandem's transforms. Connectors cannot see a transform's class, because each plugin has a class
 * loader of its own, so they know the names from here.
 */
public final class TransformOptions {
    private static final Set<String> LAST_WRITER_WINS = Set.of(
            "before.image",
            "clock.skew.ms",
            "commit.ts.field",
            "deleted.field",
            "dropped",
            "field.exclude.list",
            "field.include.list",
            "field.policies",
            "field.renames",
            "memory.max.bytes",
            "on.error",
            "on.unknown.shape",
            "op.field",
            "origin",
            "origin.field",
            "origin.priority",
            "pending.field",
            "schema.incompatible",
            "schema.new.field",
            "schema.nullability",
            "schema.removed.field",
            "schema.widening",
            "tombstones",
            "truncates",
            "unavailable.value.placeholder",
            "unknown.fields",
            "version.field",
            "version.from");

    private static final Map<String, Set<String>> BY_TYPE =
            Map.of("dev.tandem.conflict.LastWriterWins", LAST_WRITER_WINS);

    private TransformOptions() {}

    /** Returns the names of the options, or empty for a transform that is not Tandem's. */
    public static Optional<Set<String>> of(String type) {
        return type == null ? Optional.empty() : Optional.ofNullable(BY_TYPE.get(type.strip()));
    }
}
