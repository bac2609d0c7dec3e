/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

/**
 * The progress of a request towards its settlement by a look. An unguarded write has a read of its record made: it
 * may have replaced a change whose event is still on its way, and only a read that was asked for later shows that the event has passed.
 */
public enum Settling {
    /** Events are expected to confirm the request. */
    NONE,
    /** A create whose record was not found was sent again. */
    REPEATED,
    /** Salesforce has rejected a create because a record with the row's key exists, which is to be looked up. */
    KEY_EXISTS,
    /** A read of the record was asked for. */
    READ_ASKED,
    /** That read was applied, so everything before it was applied, too. */
    READ_APPLIED,
    /** A read was applied that had been made before, for another reason. So another one was asked for. */
    READ_ASKED_AGAIN,
    READ_APPLIED_AGAIN,
    /** An event of the request has come, so everything before it was applied. */
    EVENT_APPLIED;

    /** Returns whether a read is awaited. */
    public boolean awaitsRead() {
        return this == READ_ASKED || this == READ_ASKED_AGAIN;
    }

    /** Returns the state after a read was applied. */
    public Settling afterRead() {
        return switch (this) {
            case READ_ASKED -> READ_APPLIED;
            case READ_ASKED_AGAIN -> READ_APPLIED_AGAIN;
            default -> this;
        };
    }
}
