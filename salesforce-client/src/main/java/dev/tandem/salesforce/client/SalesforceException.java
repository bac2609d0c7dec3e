/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import java.util.List;

/**
 * A call to Salesforce that failed. Transient failures have been retried for as long as {@link OrgSettings#retryFor} allows.
 * The message says what failed, where, and why in Salesforce's own words. It contains no token and no field value of ours.
 */
public class SalesforceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final String errorCode;
    private final transient List<String> fields;

    public SalesforceException(FailureKind kind, String message, Throwable cause) {
        this(kind, message, "", List.of(), cause);
    }

    /** @param errorCode Salesforce's {@code errorCode}, or OAuth's {@code error}; empty where there is none */
    public SalesforceException(
            FailureKind kind, String message, String errorCode, List<String> fields, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.errorCode = errorCode;
        this.fields = List.copyOf(fields);
    }

    public FailureKind kind() {
        return kind;
    }

    public String errorCode() {
        return errorCode;
    }

    /** Returns the fields that Salesforce names as the cause. */
    public List<String> fields() {
        return fields;
    }
}
