/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

/** The position of an object: how far it is read, and from where its events go on. */
public sealed interface SourceOffset permits SnapshotOffset, StreamOffset {

    /** Returns the place from which events are emitted (again) once everything before is. */
    Position position();

    /** Returns the same offset with events from another place on. */
    SourceOffset from(Position newPosition);

    /** Returns the same position after a later version was handed out. */
    SourceOffset withVersion(long version);

    /** Returns the newest version handed out so far, in µs. */
    long version();
}
