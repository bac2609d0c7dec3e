/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import dev.tandem.salesforce.client.SalesforceException;

/** A retry of calls for fields that may have been removed since the object was described. */
public final class RemovedFields {
    /** Fields may be removed one after another, each between a describe and the call after it. */
    static final int MAX_CALLS = 10;

    private RemovedFields() {}

    /** A call that asks for the fields of the last describe. */
    @FunctionalInterface
    public interface Call<T> {
        T get() throws InterruptedException;
    }

    /**
     * Makes a call, again after each describe for as long as one of its fields is gone.
     *
     * @param describe describes the object
     */
    public static <T> T retry(Runnable describe, Call<T> call) throws InterruptedException {
        for (int calls = 1; ; calls++) {
            try {
                return call.get();
            } catch (SalesforceException failure) {
                if (calls == MAX_CALLS || !Failures.isOfRemovedField(failure)) {
                    throw failure;
                }
                describe.run();
            }
        }
    }
}
