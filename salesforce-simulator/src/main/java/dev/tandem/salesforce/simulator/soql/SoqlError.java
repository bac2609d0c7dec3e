/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

/** A query that the org rejects, with Salesforce's own message. */
public final class SoqlError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The number of characters of the query that are shown at least before the place of an error, and from it on. */
    private static final int FRAGMENT = 30;

    private final String code;

    SoqlError(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** {@code MALFORMED_QUERY}, {@code INVALID_FIELD}, {@code INVALID_TYPE} or the like. */
    public String code() {
        return code;
    }

    /**
     * Returns an error that points at a place in the query: a fragment of whole words, a caret and the column. Source: the
     * messages in public bug reports, which {@code SoqlErrorTest} has.
     */
    static SoqlError at(String code, String query, int place, String reason) {
        int at = Math.max(0, place);
        int start = Math.max(0, at - FRAGMENT);
        while (start > 0 && !isDelimiter(query.charAt(start - 1))) {
            start--;
        }
        int end = Math.min(query.length(), at + FRAGMENT);
        while (end < query.length() && !isDelimiter(query.charAt(end))) {
            end++;
        }
        String fragment = query.substring(start, end);
        String pointer = " ".repeat(at - start) + "^";
        return new SoqlError(
                code, "\n%s\n%s\nERROR at Row:1:Column:%s\n%s".formatted(fragment, pointer, place + 1, reason));
    }

    private static boolean isDelimiter(char character) {
        return character == ',' || Character.isWhitespace(character);
    }
}
