/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

/** All rows are read; the object follows its events. */
public record StreamOffset(Position position, long version) implements SourceOffset {
    @Override
    public StreamOffset from(Position newPosition) {
        return new StreamOffset(newPosition, version);
    }

    @Override
    public StreamOffset withVersion(long newVersion) {
        return new StreamOffset(position, newVersion);
    }
}
