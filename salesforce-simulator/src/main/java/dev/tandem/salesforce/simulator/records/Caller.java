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
public record Caller(String userId, String changeOrigin) {
    /** Returns a client of the REST API; {@code clientName} is that of {@code Sforce-Call-Options}, or null. */
    public static Caller rest(String userId, String apiVersion, String clientName) {
        return new Caller(
                userId, "com/salesforce/api/rest/" + apiVersion + (clientName == null ? "" : ";client=" + clientName));
    }

    /** Returns a person who uses the Lightning interface. */
    public static Caller userInterface(String userId) {
        return new Caller(userId, "com/salesforce/api/soap/66.0;client=SfdcInternalAPI/");
    }
}
