/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.source.failure.SubscriptionRejectedException;
import dev.tandem.salesforce.source.settings.CaptureSettings.CaptureMode;

/** The present way in which an object's changes are noticed: by its events or by polls. Belongs to the pipeline's thread. */
public final class CaptureState {
    private final CaptureMode mode;
    private boolean polled;

    public CaptureState(CaptureMode mode) {
        this.mode = mode;
        this.polled = mode == CaptureMode.POLLING;
    }

    /** Returns whether the object is polled. */
    public boolean isPolled() {
        return polled;
    }

    /** Polls the object from now on if it has no change events and may be polled. Returns whether that is so. */
    boolean switchToPolling(SubscriptionRejectedException rejected) {
        boolean switches = rejected.isNotCaptured() && mode == CaptureMode.AUTO;
        polled |= switches;
        return switches;
    }
}
