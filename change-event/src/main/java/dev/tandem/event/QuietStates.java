/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import java.util.Set;

/**
 * The states of a two-way table's row ({@code _sync_state}) in which the write-back leaves it alone until it changes. A local edit of
 * the row sets another one.
 */
public final class QuietStates {
    private static final Set<String> WORDS = Set.of("sent", "waiting", "failed");

    private QuietStates() {}

    /** Returns whether the content of the column is such a state. */
    public static boolean include(Object state) {
        return state instanceof String && WORDS.contains(state);
    }
}
