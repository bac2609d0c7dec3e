/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import java.util.regex.Pattern;

/** An object's API name, as {@code Account} or {@code ns__Employee__c}; case is kept. */
public record SObjectName(String value) {
    private static final Pattern VALID = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final String CUSTOM = "__c";

    public SObjectName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value
                            + "' is no API name of an object: use letters, digits and underscores, as in Account or Employee__c");
        }
    }

    /** The channel of the object's change events ({@code Employee__c} has {@code /data/Employee__ChangeEvent}). */
    public String changeEventChannel() {
        String stem = value.endsWith(CUSTOM) ? value.substring(0, value.length() - CUSTOM.length()) + "__" : value;
        return "/data/" + stem + "ChangeEvent";
    }

    @Override
    public String toString() {
        return value;
    }
}
