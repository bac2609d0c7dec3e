/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

/** A query that the org rejects, with Salesforce's own message. */
public final class SoqlError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    SoqlError(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** {@code MALFORMED_QUERY}, {@code INVALID_FIELD}, {@code INVALID_TYPE} or the like. */
    public String code() {
        return code;
    }

    /** An error that points at a place in the query, with the line, the caret and the column as Salesforce prints them. */
    static SoqlError at(String code, String query, int place, String reason) {
        String pointer = " ".repeat(Math.max(0, place)) + "^";
        return new SoqlError(
                code, "\n%s\n%s\nERROR at Row:1:Column:%d\n%s".formatted(query, pointer, place + 1, reason));
    }
}
