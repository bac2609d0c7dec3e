/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

/** Where an object stands: how far it is read, and from where its events go on. */
public sealed interface SourceOffset permits SnapshotOffset, StreamOffset {

    /** From where events are emitted (again) once everything before is. */
    Position position();

    /** The newest version that was handed out so far, in µs. */
    long version();
}
