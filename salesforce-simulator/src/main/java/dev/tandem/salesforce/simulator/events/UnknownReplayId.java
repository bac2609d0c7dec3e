/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

/** A replay id that is not, or no longer, retained. */
public final class UnknownReplayId extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownReplayId(long replayId) {
        super("Replay id " + replayId + " is not retained");
    }
}
