/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

/** The system in which a change was made. */
public enum Origin {
    SALESFORCE("salesforce"),
    POSTGRES("postgres");

    private final String code;

    Origin(String code) {
        this.code = code;
    }

    /** Returns the value of the header {@link ChangeHeaders#ORIGIN}. */
    public String code() {
        return code;
    }
}
