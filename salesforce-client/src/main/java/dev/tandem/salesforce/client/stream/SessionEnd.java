/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.util.List;
import java.util.Map;

/**
 * Why a session ended, and what helps. The one place that judges Bayeux errors of a session.
 *
 * @param reason Salesforce's own words where there are any
 * @param cause null where Salesforce said it
 */
record SessionEnd(Remedy remedy, String reason, Throwable cause) {

    enum Remedy {
        /** A new session. */
        RECONNECT,
        /** A new session, after a new login. */
        NEW_TOKEN,
        /** A new session, not too soon. */
        WAIT,
        /** A new session once the reader has caught up. */
        DRAIN,
        /** Larger than allowed: helps only if the next answer is smaller. */
        SHRINK,
        /** Nothing that could be done here. */
        GIVE_UP
    }

    static SessionEnd of(Remedy remedy, String reason) {
        return new SessionEnd(remedy, reason, null);
    }

    /** A login that failed. */
    static SessionEnd of(SalesforceException login) {
        return new SessionEnd(login.kind().passing() ? Remedy.WAIT : Remedy.GIVE_UP, login.getMessage(), login);
    }

    /**
     * What an unsuccessful reply says. The real cause may be in {@code ext.sfdc.failureReason}, which is looked at first:
     * a busy server pairs 503 there with {@code 401::Authentication invalid}. Source: "Streaming API Error Codes".
     */
    static SessionEnd ofReply(Map<String, Object> reply) {
        if (reply.get("failure") instanceof Map<?, ?> failure) {
            return ofTransport(failure);
        }
        String error = String.valueOf(reply.getOrDefault("error", "no reason given"));
        String reason = failureReason(reply);
        String judged = reason.isEmpty() ? error : reason;
        return of(remedy(judged), reason.isEmpty() ? error : error + " (" + reason + ")");
    }

    /** Whether an unsuccessful reply to a subscription is about the session rather than about the channel. */
    static boolean concernsSession(Map<String, Object> reply) {
        String error = String.valueOf(reply.get("error"));
        return reply.containsKey("failure")
                || !failureReason(reply).isEmpty()
                || error.startsWith("401")
                || error.startsWith("402")
                || error.startsWith("503")
                || error.contains("Unknown client")
                || error.contains("has not completed handshake")
                || error.contains("has established a session")
                || error.contains("does not match the session")
                || error.contains("daily limit exceeded");
    }

    private static SessionEnd ofTransport(Map<?, ?> failure) {
        Throwable cause = failure.get("exception") instanceof Throwable exception ? exception : null;
        if (failure.get("httpCode") instanceof Number status) {
            return new SessionEnd(
                    status.intValue() == 401 ? Remedy.NEW_TOKEN : Remedy.WAIT, "HTTP status " + status, cause);
        }
        return cause instanceof OversizedAnswerException
                ? new SessionEnd(Remedy.SHRINK, cause.getMessage(), cause)
                : new SessionEnd(Remedy.RECONNECT, "connection lost: " + cause, cause);
    }

    private static String failureReason(Map<String, Object> reply) {
        return reply.get("ext") instanceof Map<?, ?> ext
                        && ext.get("sfdc") instanceof Map<?, ?> sfdc
                        && sfdc.get("failureReason") != null
                ? sfdc.get("failureReason").toString()
                : "";
    }

    private static Remedy remedy(String error) {
        if (error.startsWith("401")) {
            return Remedy.NEW_TOKEN;
        }
        if (error.startsWith("503") || error.contains("limit exceeded") || error.contains("limit the number")) {
            return Remedy.WAIT;
        }
        if (error.contains("not enabled for streaming") || error.contains("API version")) {
            return Remedy.GIVE_UP;
        }
        return error.contains("Handshake denied") ? Remedy.WAIT : Remedy.RECONNECT;
    }

    /** What the reader is told when the stream gives up. */
    SalesforceException toException() {
        return cause instanceof SalesforceException known
                ? known
                : new SalesforceException(
                        remedy == Remedy.SHRINK ? FailureKind.FATAL : FailureKind.AUTH,
                        "Streaming failed for good: " + reason,
                        "",
                        List.of(),
                        cause);
    }
}
