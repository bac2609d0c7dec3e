/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

/** The offset of an object: how far its records are read, and the position from which its events go on. */
public sealed interface SourceOffset permits SnapshotOffset, StreamOffset {

    /** Returns the position from which events are emitted, once everything before it is. */
    Position position();

    /** Returns the same offset with events from another position on. */
    SourceOffset from(Position newPosition);

    /** Returns the same offset after a later version was handed out. */
    SourceOffset withVersion(long version);

    /** Returns the newest version handed out so far, in µs. */
    long version();
}
