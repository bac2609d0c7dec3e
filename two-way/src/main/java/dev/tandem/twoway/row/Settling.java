/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

/**
 * The progress of a request towards its settlement by a look. Only an unguarded write goes through all of them: it may have
 * replaced a change whose event is still on its way, and only a read that was asked for later shows that the event has passed.
 */
public enum Settling {
    /** Events are expected to confirm the request. */
    NONE,
    /** A read of the record was asked for. */
    READ_ASKED,
    /** That read was applied, so everything before it was applied, too. */
    READ_APPLIED
}
