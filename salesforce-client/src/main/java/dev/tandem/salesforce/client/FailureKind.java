/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

/** What a failed call to Salesforce means for its caller; {@link SalesforceException} carries it. */
public enum FailureKind {
    /** The server or the way to it: the same call may succeed soon. */
    RETRIABLE(true),
    /** A limit of the org: the same call will succeed later, after minutes or hours. */
    THROTTLED(true),
    /** The login or the user's rights: lasts until someone changes them. */
    AUTH(false),
    /** What the call names is not there, or not visible to this user. */
    NOT_FOUND(false),
    /** The call itself is wrong, or cannot be applied to the record it names. */
    BAD_REQUEST(false),
    /** An answer that this client does not understand. */
    FATAL(false);

    private final boolean passing;

    FailureKind(boolean passing) {
        this.passing = passing;
    }

    /** Whether waiting can help. */
    public boolean passing() {
        return passing;
    }
}
