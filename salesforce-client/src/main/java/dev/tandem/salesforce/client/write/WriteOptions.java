/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The side effects of writes in Salesforce, chosen per connection and sent as headers.
 *
 * @param autoAssign runs assignment rules for accounts, cases and leads
 * @param allowDuplicates saves a record although a duplicate rule raises an alert
 * @param updateMru adds written records to the user's list of recently used ones
 */
public record WriteOptions(boolean autoAssign, boolean allowDuplicates, boolean updateMru) {

    /** Returns the options for integrations: no assignment rules, duplicate rules as set up, no list of recent records. */
    public static WriteOptions defaults() {
        return new WriteOptions(false, false, false);
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Sforce-Auto-Assign", autoAssign ? "TRUE" : "FALSE");
        headers.put("Sforce-Mru", "updateMru=" + updateMru);
        if (allowDuplicates) {
            headers.put("Sforce-Duplicate-Rule-Header", "allowSave=true");
        }
        return headers;
    }
}
