/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import dev.tandem.salesforce.client.SalesforceException;

/** A classification of a pipeline's failures into those that end by themselves and all others. */
public final class Failures {
    private Failures() {}

    /** Returns whether the pipeline should try again by itself. Otherwise a person has to remove the cause. */
    public static boolean isTransient(RuntimeException failure) {
        if (failure instanceof SalesforceException call) {
            return call.kind().isTransient();
        }
        if (failure instanceof SubscriptionRejectedException rejected) {
            return rejected.isTransient();
        }
        if (failure instanceof ReadFailedException read) {
            return read.isTransient();
        }
        return failure instanceof ClockStandsStillException
                || failure instanceof TopicInUseException
                || failure instanceof ReplacedObjectException;
    }

    /** Returns whether Salesforce no longer has a field that was asked for. The object has to be described again. */
    public static boolean isOfRemovedField(SalesforceException failure) {
        return failure.errorCode().equals("INVALID_FIELD");
    }
}
