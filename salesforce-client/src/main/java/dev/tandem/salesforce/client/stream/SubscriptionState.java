/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

/** The state of a channel's subscription, kept by a session or by one of its readers. */
public enum SubscriptionState {
    /** Not subscribed for the moment: there is no session yet, or no room for more events. */
    PAUSED,
    /** Requested and not yet answered. */
    REQUESTED,
    /** Accepted: events arrive. */
    ACTIVE,
    /** Rejected by Salesforce: silent until someone subscribes again. */
    REJECTED
}
