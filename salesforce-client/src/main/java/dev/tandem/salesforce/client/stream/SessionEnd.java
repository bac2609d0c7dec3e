/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.Http;
import dev.tandem.salesforce.client.http.SessionExpiredException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reason why a session ended, and the remedy. The single place that judges Bayeux errors of a session.
 *
 * @param reason Salesforce's own words if there are any
 * @param cause null if Salesforce gave the reason
 */
record SessionEnd(Remedy remedy, String reason, Throwable cause) {
    /** The longest time between two connects. Salesforce forgets the session after 40 s. */
    private static final Duration MAX_INTERVAL = Duration.ofSeconds(30);

    /** The step that follows the end of a session. */
    enum Remedy {
        /** Open a new session. */
        RECONNECT,
        /** Log in again, then open a new session. */
        NEW_TOKEN,
        /** Log in again, because the org may have moved, wait, then open a new session. */
        NEW_INSTANCE,
        /** Wait longer, then open a new session. */
        WAIT,
        /** Open a new session once the reader has caught up. */
        DRAIN,
        /** Open a new session once, in case the next answer is smaller. */
        SHRINK,
        /** Stop: only a person can help. */
        GIVE_UP
    }

    static SessionEnd of(Remedy remedy, String reason) {
        return new SessionEnd(remedy, reason, null);
    }

    /** Returns the end for a failed login. */
    static SessionEnd of(SalesforceException login) {
        return new SessionEnd(login.kind().isTransient() ? Remedy.WAIT : Remedy.GIVE_UP, login.getMessage(), login);
    }

    /**
     * Returns the end for an unsuccessful reply. The real cause may be in {@code ext.sfdc.failureReason}, which is read
     * first: a busy server pairs 503 there with {@code 401::Authentication invalid}. Source: "Streaming API Error Codes".
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

    /**
     * Returns the end that a successful reply advises, or empty if the session goes on. CometD would stop for good without a
     * word, shake hands again without the subscriptions, or stay away until Salesforce has forgotten the session.
     */
    static Optional<SessionEnd> ofAdvice(Map<String, Object> reply) {
        if (!(reply.get("advice") instanceof Map<?, ?> advice)) {
            return Optional.empty();
        }
        Object reconnect = advice.get("reconnect");
        if (reconnect != null && !reconnect.equals("retry")) {
            return Optional.of(of(Remedy.RECONNECT, "the server advises against going on (" + reconnect + ")"));
        }
        boolean isLong =
                advice.get("interval") instanceof Number interval && interval.longValue() > MAX_INTERVAL.toMillis();
        return isLong ? Optional.of(of(Remedy.WAIT, "the server asks to come back later")) : Optional.empty();
    }

    /** Returns whether an unsuccessful reply to a subscription concerns the session rather than the channel. */
    static boolean concernsSession(Map<String, Object> reply) {
        String error = String.valueOf(reply.get("error"));
        return reply.containsKey("failure")
                || !failureReason(reply).isEmpty()
                || error.startsWith("401")
                || error.startsWith("402")
                || error.startsWith("503")
                || error.contains("Unknown client")
                // The server ended the session while it subscribed.
                || error.contains("subscribe_failed")
                || error.contains("has not completed handshake")
                || error.contains("has established a session")
                || error.contains("does not match the session")
                || error.contains("daily limit exceeded");
    }

    private static SessionEnd ofTransport(Map<?, ?> failure) {
        Throwable cause = failure.get("exception") instanceof Throwable exception ? exception : null;
        if (cause instanceof SalesforceException answer) {
            return new SessionEnd(remedy(answer), answer.getMessage(), answer);
        }
        if (cause instanceof OversizedAnswerException) {
            return new SessionEnd(Remedy.SHRINK, cause.getMessage(), cause);
        }
        String reason = cause instanceof IOException network ? Http.reason(network) : String.valueOf(cause);
        return new SessionEnd(Remedy.RECONNECT, "connection lost: " + reason, cause);
    }

    private static Remedy remedy(SalesforceException answer) {
        if (answer instanceof SessionExpiredException) {
            return answer.kind().isTransient() ? Remedy.NEW_INSTANCE : Remedy.NEW_TOKEN;
        }
        // Salesforce gives a reason. A rejection without one comes from a server in between.
        boolean permanent =
                answer.kind() == FailureKind.AUTH && !answer.errorCode().isEmpty();
        return permanent ? Remedy.GIVE_UP : Remedy.WAIT;
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

    /** Returns the exception that the reader gets when the stream stops. */
    SalesforceException toException() {
        return cause instanceof SalesforceException known
                ? known
                : new SalesforceException(
                        remedy == Remedy.SHRINK ? FailureKind.FATAL : FailureKind.AUTH,
                        "Streaming stopped: " + reason,
                        "",
                        List.of(),
                        cause);
    }
}
