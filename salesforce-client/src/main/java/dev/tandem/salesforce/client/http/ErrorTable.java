/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import dev.tandem.salesforce.client.FailureKind;
import java.util.Map;
import java.util.Set;

/**
 * The single table of error codes, for logins, REST, Bulk and single records alike. A code says more than the status that it
 * comes with, and some texts say more than their code. Pure.
 */
public final class ErrorTable {
    /** Sources: "Status Codes and Error Responses" in the REST API guide, "Errors" in the Bulk API 2.0 guide, OAuth help. */
    private static final Map<String, FailureKind> BY_CODE = Map.ofEntries(
            Map.entry("REQUEST_LIMIT_EXCEEDED", FailureKind.THROTTLED),
            Map.entry("LIMIT_EXCEEDED", FailureKind.THROTTLED),
            Map.entry("TXN_SECURITY_METERING_ERROR", FailureKind.THROTTLED),
            Map.entry("API_DAILY_LIMIT_EXCEEDED", FailureKind.THROTTLED),
            Map.entry("rate_limit_exceeded", FailureKind.THROTTLED),
            Map.entry("ExceededQuota", FailureKind.THROTTLED),
            Map.entry("EXCEEDED_QUOTA", FailureKind.THROTTLED),
            Map.entry("TOO_MANY_APEX_REQUESTS", FailureKind.THROTTLED),
            Map.entry("UNABLE_TO_LOCK_ROW", FailureKind.RETRIABLE),
            Map.entry("TooManyLockFailure", FailureKind.RETRIABLE),
            Map.entry("Timeout", FailureKind.RETRIABLE),
            Map.entry("Unknown", FailureKind.RETRIABLE),
            Map.entry("SERVER_UNAVAILABLE", FailureKind.RETRIABLE),
            Map.entry("REQUEST_RUNNING_TOO_LONG", FailureKind.RETRIABLE),
            Map.entry("UNKNOWN_EXCEPTION", FailureKind.RETRIABLE),
            Map.entry("INTERNAL_SERVER_ERROR", FailureKind.RETRIABLE),
            Map.entry("InternalServerError", FailureKind.RETRIABLE),
            Map.entry("FUNCTIONALITY_TEMPORARILY_UNAVAILABLE", FailureKind.RETRIABLE),
            // A deployment locks the setup of the org.
            Map.entry("ALREADY_IN_PROCESS", FailureKind.RETRIABLE),
            Map.entry("QUERY_TIMEOUT", FailureKind.RETRIABLE),
            Map.entry("temporarily_unavailable", FailureKind.RETRIABLE),
            Map.entry("server_error", FailureKind.RETRIABLE),
            Map.entry("unknown_error", FailureKind.RETRIABLE),
            // The org has moved, and the token still names the old instance.
            Map.entry("URL_NOT_RESET", FailureKind.RETRIABLE),
            Map.entry("INVALID_SESSION_ID", FailureKind.AUTH),
            Map.entry("API_CURRENTLY_DISABLED", FailureKind.AUTH),
            Map.entry("API_DISABLED_FOR_ORG", FailureKind.AUTH),
            Map.entry("INSUFFICIENT_ACCESS", FailureKind.AUTH),
            Map.entry("NOT_FOUND", FailureKind.NOT_FOUND),
            Map.entry("ENTITY_IS_DELETED", FailureKind.NOT_FOUND));

    /** Faults that may strike when a part of the call has been carried out. */
    private static final Set<String> IN_THE_MIDDLE = Set.of(
            "UNKNOWN_EXCEPTION",
            "INTERNAL_SERVER_ERROR",
            "InternalServerError",
            "REQUEST_RUNNING_TOO_LONG",
            "QUERY_TIMEOUT",
            "Timeout",
            "Unknown");

    /** Parts of messages that are more precise than their code. */
    private static final Map<String, FailureKind> BY_TEXT = Map.of(
            // A lock that a trigger or a flow ran into is reported under the code of the trigger.
            "UNABLE_TO_LOCK_ROW", FailureKind.RETRIABLE,
            "login rate exceeded", FailureKind.THROTTLED,
            // Another client uses the same refresh token at this moment.
            "request is already being processed", FailureKind.RETRIABLE,
            "retry your request", FailureKind.RETRIABLE);

    /** Rejections that hold for every repetition, whoever makes them: malformed or too large requests, and wrong tokens. */
    private static final Set<Integer> FINAL_WITHOUT_CODE = Set.of(400, 401, 413, 414, 429, 431);

    private ErrorTable() {}

    /** Returns whether a call that failed as a whole, with this code, certainly did nothing. */
    public static boolean saysThatNothingWasDone(String code) {
        return !code.isEmpty() && !IN_THE_MIDDLE.contains(code);
    }

    /** Returns the meaning of an error of a single record, which has no HTTP status. */
    public static FailureKind kindOf(String code, String message) {
        return BY_TEXT.entrySet().stream()
                .filter(entry -> message.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> BY_CODE.getOrDefault(code, FailureKind.BAD_REQUEST));
    }

    /** Returns the meaning of an error answer. {@code code} is empty if its body has none. */
    public static FailureKind kindOf(int status, String code, String message) {
        FailureKind kind = kindOf(code, message);
        return kind == FailureKind.BAD_REQUEST ? ofStatus(status, code) : kind;
    }

    private static FailureKind ofStatus(int status, String code) {
        if (status >= 500 || isOfEdge(status, code)) {
            return FailureKind.RETRIABLE;
        }
        return switch (status) {
            // 407 concerns the proxy's own login, which its operators may change at any time.
            case 301, 302, 303, 307, 308, 407, 408, 420 -> FailureKind.RETRIABLE;
            case 401, 403 -> FailureKind.AUTH;
            case 404 -> FailureKind.NOT_FOUND;
            case 429 -> FailureKind.THROTTLED;
            default -> status >= 400 ? permanent(code) : FailureKind.FATAL;
        };
    }

    /** Salesforce always gives a code. Without one, a server in between has failed, or no longer knows the org. */
    private static boolean isOfEdge(int status, String code) {
        return code.isEmpty() && status >= 400 && !FINAL_WITHOUT_CODE.contains(status);
    }

    /** Distinguishes OAuth codes from API codes: the token endpoint rejects everything with 400. */
    private static FailureKind permanent(String code) {
        return code.isEmpty() || isOfApi(code) ? FailureKind.BAD_REQUEST : FailureKind.AUTH;
    }

    /** Returns whether the APIs give this code. The token endpoint does not, because its codes are lower case. */
    public static boolean isOfApi(String code) {
        return !code.isEmpty() && !Character.isLowerCase(code.charAt(0));
    }
}
