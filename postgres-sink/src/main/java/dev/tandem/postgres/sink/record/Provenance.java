/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

/**
 * The origin of a change, and its place in the order of changes.
 *
 * @param version orders the changes of a row; null for a delete that does not know its own, which is newer than all before
 * @param origin where the change was made; null while origins do not matter, since conflicts are not logged
 * @param commitMicros when it was committed at its source, else the record's own time, in µs since the epoch; null when neither
 *     is known
 * @param echo the id of the request of ours that the change answers; null for changes by others
 * @param read whether the change is a read of the row rather than an event
 */
public record Provenance(Long version, String origin, Long commitMicros, String echo, boolean read) {}
