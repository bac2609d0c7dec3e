/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The allowances of an org by Salesforce's names. Salesforce refreshes them within five minutes. */
public record OrgLimits(Map<String, Allowance> byName) {

    /** An allowance and its rest. */
    public record Allowance(long max, long remaining) {

        /** Returns the used part. */
        public long used() {
            return max - remaining;
        }
    }

    static OrgLimits read(JsonNode limits) {
        Map<String, Allowance> byName = new LinkedHashMap<>();
        limits.fields().forEachRemaining(entry -> {
            JsonNode limit = entry.getValue();
            if (limit.path("Max").isNumber() && limit.path("Remaining").isNumber()) {
                byName.put(
                        entry.getKey(),
                        new Allowance(
                                limit.path("Max").asLong(),
                                limit.path("Remaining").asLong()));
            }
        });
        return new OrgLimits(byName);
    }

    /** Returns the daily API calls. */
    public Optional<Allowance> apiRequests() {
        return Optional.ofNullable(byName.get("DailyApiRequests"));
    }

    /** Returns the daily deliveries of change events and platform events, for orgs without the add-on. */
    public Optional<Allowance> deliveredEvents() {
        return Optional.ofNullable(byName.get("DailyDeliveredPlatformEvents"));
    }
}
