/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

/** The offset of an object whose records are all read, and which follows its events. */
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
