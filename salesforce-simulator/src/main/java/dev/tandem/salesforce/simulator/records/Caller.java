/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

/**
 * The author of a write, and the API it came through.
 *
 * @param changeOrigin as change events show it; empty for the system's own work
 */
public record Caller(String userId, String changeOrigin, Duplicates duplicates) {
    /** The treatment of records that a duplicate rule only alerts to: {@code Sforce-Duplicate-Rule-Header}. */
    public enum Duplicates {
        REJECTED,
        ALLOWED
    }

    /** Returns this caller, who saves duplicates where rules leave it to the caller. */
    public Caller allowingDuplicates() {
        return new Caller(userId, changeOrigin, Duplicates.ALLOWED);
    }

    /** Returns a client of the REST API; {@code clientName} is that of {@code Sforce-Call-Options}, or null. */
    public static Caller rest(String userId, String apiVersion, String clientName) {
        return api("rest", userId, apiVersion, clientName);
    }

    /** Returns a client of the Bulk API; {@code clientName} is that of {@code Sforce-Call-Options}, or null. */
    public static Caller bulk(String userId, String apiVersion, String clientName) {
        return api("bulkapi", userId, apiVersion, clientName);
    }

    private static Caller api(String api, String userId, String apiVersion, String clientName) {
        String client = clientName == null ? "" : ";client=" + clientName;
        return new Caller(userId, "com/salesforce/api/" + api + "/" + apiVersion + client, Duplicates.REJECTED);
    }

    /** Returns the system itself, whose changes have no origin. */
    public static Caller system(String userId) {
        return new Caller(userId, "", Duplicates.ALLOWED);
    }

    /** Returns a person who uses the Lightning interface. */
    public static Caller userInterface(String userId) {
        return new Caller(userId, "com/salesforce/api/soap/66.0;client=SfdcInternalAPI/", Duplicates.ALLOWED);
    }
}
