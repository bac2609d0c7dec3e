/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.util.Optional;

/**
 * The state of an object, as Connect stores it.
 *
 * @param columns a fingerprint of the columns of the emitted rows. After a restart with others, the rows are incomplete. Empty
 *     before anything is emitted
 * @param signals the signals that have been answered
 */
public record StoredOffset(SourceOffset offset, Optional<String> columns, SignalPosition signals) {
    public static StoredOffset of(SourceOffset offset) {
        return new StoredOffset(offset, Optional.empty(), SignalPosition.NONE);
    }

    public StoredOffset at(SourceOffset newOffset) {
        return new StoredOffset(newOffset, columns, signals);
    }

    public StoredOffset withColumns(String newColumns) {
        return new StoredOffset(offset, Optional.of(newColumns), signals);
    }

    public StoredOffset withSignals(SignalPosition newSignals) {
        return new StoredOffset(offset, columns, newSignals);
    }
}
