/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.util.Optional;

/**
 * The offset of an object with all that Connect stores with it.
 *
 * @param columns a fingerprint of the columns of the emitted rows. After a restart with others, the rows are incomplete. Empty
 *     before anything is emitted
 * @param signals the signals that have been answered
 * @param route the route of the changes so far; empty in offsets that people or earlier releases have written
 * @param unverified the version up to which rows may be those of records that are gone, until a complete read has ended
 */
public record StoredOffset(
        SourceOffset offset,
        Optional<String> columns,
        SignalPosition signals,
        Optional<Route> route,
        Optional<Long> unverified) {
    public static StoredOffset of(SourceOffset offset, Route route) {
        return new StoredOffset(offset, Optional.empty(), SignalPosition.NONE, Optional.of(route), Optional.empty());
    }

    public StoredOffset withOffset(SourceOffset newOffset) {
        return new StoredOffset(newOffset, columns, signals, route, unverified);
    }

    public StoredOffset withColumns(String newColumns) {
        return new StoredOffset(offset, Optional.of(newColumns), signals, route, unverified);
    }

    public StoredOffset withSignals(SignalPosition newSignals) {
        return new StoredOffset(offset, columns, newSignals, route, unverified);
    }

    public StoredOffset withRoute(Route newRoute) {
        return new StoredOffset(offset, columns, signals, Optional.of(newRoute), unverified);
    }

    public StoredOffset withUnverified(Optional<Long> version) {
        return new StoredOffset(offset, columns, signals, route, version);
    }
}
