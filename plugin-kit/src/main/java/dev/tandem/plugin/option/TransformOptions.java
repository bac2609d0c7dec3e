/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

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
            "state.field",
            "tombstones",
            "truncates",
            "unavailable.value.placeholder",
            "unknown.fields",
            "version.field",
            "version.from");

    private static final Set<String> LAST_WRITER_WINS_TYPES =
            Set.of("dev.tandem.conflict.LastWriterWins", "LastWriterWins");

    private TransformOptions() {}

    /** Returns the names of the options, or empty for a transform that is not Tandem's. */
    public static Optional<Set<String>> of(String type) {
        return isLastWriterWins(type) ? Optional.of(LAST_WRITER_WINS) : Optional.empty();
    }

    /** Returns whether the type of a transform, which may be a class or Connect's alias for it, is {@code LastWriterWins}. */
    public static boolean isLastWriterWins(String type) {
        return type != null && LAST_WRITER_WINS_TYPES.contains(type.strip());
    }
}
