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
 * @param columns the columns of the emitted rows. After a restart with others, the rows are incomplete. Empty before anything is
 *     emitted
 * @param signals the signals that have been answered
 * @param route the route of the changes so far; empty in offsets that people or earlier releases have written
 * @param unverified the version up to which rows may be those of records that are gone, until a complete read has ended
 * @param seesAll whether the user saw all records of the object, however they are shared
 */
public record StoredOffset(
        SourceOffset offset,
        Optional<EmittedColumns> columns,
        SignalPosition signals,
        Optional<Route> route,
        Optional<Long> unverified,
        boolean seesAll) {
    public static StoredOffset of(SourceOffset offset, Route route) {
        return new StoredOffset(
                offset, Optional.empty(), SignalPosition.NONE, Optional.of(route), Optional.empty(), false);
    }

    public StoredOffset withOffset(SourceOffset newOffset) {
        return new StoredOffset(newOffset, columns, signals, route, unverified, seesAll);
    }

    public StoredOffset withColumns(EmittedColumns newColumns) {
        return new StoredOffset(offset, Optional.of(newColumns), signals, route, unverified, seesAll);
    }

    public StoredOffset withSignals(SignalPosition newSignals) {
        return new StoredOffset(offset, columns, newSignals, route, unverified, seesAll);
    }

    public StoredOffset withRoute(Route newRoute) {
        return new StoredOffset(offset, columns, signals, Optional.of(newRoute), unverified, seesAll);
    }

    public StoredOffset withUnverified(Optional<Long> version) {
        return new StoredOffset(offset, columns, signals, route, version, seesAll);
    }

    public StoredOffset withSight(boolean all) {
        return new StoredOffset(offset, columns, signals, route, unverified, all);
    }
}
