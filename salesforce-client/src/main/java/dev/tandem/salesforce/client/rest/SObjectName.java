/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import java.util.regex.Pattern;

/** An object's API name, such as {@code Account} or {@code ns__Employee__c}. Case is kept. */
public record SObjectName(String value) {
    private static final Pattern VALID = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final String CUSTOM = "__c";

    public SObjectName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("Invalid object name '" + value
                    + "'. Use an API name of letters, digits and underscores, such as Account or Employee__c.");
        }
    }

    /** Returns the channel of the object's change events ({@code Employee__c} has {@code /data/Employee__ChangeEvent}). */
    public String changeEventChannel() {
        String stem = value.endsWith(CUSTOM) ? value.substring(0, value.length() - CUSTOM.length()) + "__" : value;
        return "/data/" + stem + "ChangeEvent";
    }

    @Override
    public String toString() {
        return value;
    }
}
