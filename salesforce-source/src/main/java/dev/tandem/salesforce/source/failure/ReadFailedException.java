/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;

/** A read that several Bulk jobs could not finish. */
public final class ReadFailedException extends ConnectException {
    private static final long serialVersionUID = 1L;

    /** Reasons that another job does not change: the query, or the rights of the user. */
    private static final Pattern PERMANENT = Pattern.compile(
            "QUERY_TOO_COMPLICATED|INVALID_(?!QUERY_LOCATOR|SESSION_ID)\\w+|MALFORMED_QUERY|InvalidBatch|INSUFFICIENT_ACCESS\\w*|API_DISABLED\\w*"
                    + "|FEATURE_?NOT_?ENABLED|NO_?SUCH_\\w+");

    private final boolean isTransient;

    public ReadFailedException(String object, int jobs, Exception lastFailure) {
        super("Failed to read " + object + " with " + jobs + " Bulk jobs: " + lastFailure.getMessage(), lastFailure);
        this.isTransient =
                !PERMANENT.matcher(String.valueOf(lastFailure.getMessage())).find();
    }

    /** Returns whether a later read may succeed without anyone changing anything. */
    boolean isTransient() {
        return isTransient;
    }
}
