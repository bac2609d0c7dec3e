/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

/** The meaning of a failed call for its caller, as carried by {@link SalesforceException}. */
public enum FailureKind {
    /** A fault of the server or the network. The same call may succeed soon. */
    RETRIABLE(true),
    /** A limit of the org. The same call will succeed in minutes or hours. */
    THROTTLED(true),
    /** A fault in the login or the user's permissions. It stays until someone changes them. */
    AUTH(false),
    /** The thing that the call names does not exist, or this user cannot see it. */
    NOT_FOUND(false),
    /** The call is invalid, or cannot be applied to the record that it names. */
    BAD_REQUEST(false),
    /** An answer that this client does not understand. */
    FATAL(false);

    private final boolean transientFault;

    FailureKind(boolean transientFault) {
        this.transientFault = transientFault;
    }

    /** Returns whether the same call may succeed later without anyone changing anything. */
    public boolean isTransient() {
        return transientFault;
    }
}
