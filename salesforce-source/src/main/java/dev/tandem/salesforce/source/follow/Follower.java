/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;

/** A source of the changes of an object whose records are all read: its events, or polls. */
public interface Follower {

    /** Emits changes until the object has to be read again, and returns the offset then. */
    SourceOffset follow(StreamOffset start) throws InterruptedException;
}
