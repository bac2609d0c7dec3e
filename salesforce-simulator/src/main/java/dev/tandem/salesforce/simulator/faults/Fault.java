/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.faults;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that can go wrong on request. {@code GET /simulator/faults} is generated from this list. */
public enum Fault {
    DROPPED_SESSION(
            Kind.ACTION,
            "Every streaming session is forgotten; held and later connects get 403::Unknown client",
            Map.of("advice", "reconnect advice: handshake (default) or none, which also pushes /meta/disconnect")),
    EXPIRED_TOKEN(
            Kind.ACTION,
            "Every access token issued so far is invalid: REST 401; connect 401::Authentication invalid with advice none;"
                    + " handshake 403::Handshake denied with failureReason 401",
            Map.of()),
    LOST_CONNECTION(Kind.ACTION, "The sockets of held connects are closed; their sessions live on", Map.of()),
    EXPIRED_REPLAY_IDS(
            Kind.ACTION,
            "Retained events are forgotten, so their replay ids are invalid",
            Map.of("keep", "how many of the newest stay (0)")),
    GAP_EVENT(
            Kind.ACTION,
            "A gap event: header only, the record must be read again",
            Map.of(
                    "object",
                    "API name",
                    "changeType",
                    "GAP_UPDATE (default), GAP_CREATE, GAP_DELETE, GAP_UNDELETE",
                    "ids",
                    "record ids")),
    OVERFLOW_EVENT(
            Kind.ACTION,
            "GAP_OVERFLOW with the empty record id: the whole object must be read again",
            Map.of("object", "API name")),
    WILDCARD_EVENT(
            Kind.ACTION,
            "An UPDATE for all records of an object, as after a change of a field's type",
            Map.of("object", "API name")),

    LOST_REPLY(
            Kind.STANDING,
            "The connection closes in the middle of a reply's body; of streaming replies, only in those that carry events",
            Map.of("requests", "kind of requests: streaming (default), query, bulk, records, describe, ...")),
    DUPLICATE_DELIVERY(
            Kind.STANDING,
            "A new subscription is served again what came shortly before its replay id",
            Map.of("events", "how many (3)")),
    UNAUTHORIZED(Kind.STANDING, "REST answers 401 INVALID_SESSION_ID although the token is good", Fault.aimed()),
    UNUSABLE_SESSION(Kind.STANDING, "REST answers a 401 that no new token cures", Fault.aimed()),
    REQUEST_LIMIT_EXCEEDED(Kind.STANDING, "REST answers 403 REQUEST_LIMIT_EXCEEDED", Fault.aimed()),
    UNAVAILABLE(Kind.STANDING, "503 with an HTML page", Fault.aimed()),
    LOCKED_ROW(Kind.STANDING, "Writes of records answer 500 UNABLE_TO_LOCK_ROW", Map.of()),
    EXPIRED_LOCATORS(Kind.STANDING, "Query locators answer 400 INVALID_QUERY_LOCATOR", Map.of()),
    ORIGINLESS_COLLECTIONS(Kind.STANDING, "sObject Collections ignore Sforce-Call-Options", Map.of()),

    ORIGINLESS_BULK(Kind.STANDING, "Bulk jobs ignore Sforce-Call-Options", Map.of()),

    LOST_REQUEST(
            Kind.STANDING,
            "The connection closes without an answer, and the request is not carried out",
            Fault.aimed()),
    LOST_ANSWER(
            Kind.STANDING, "The request is carried out, and the connection closes without an answer", Fault.aimed()),
    LATE_REQUEST(
            Kind.STANDING,
            "The connection closes without an answer, and the request is carried out later",
            Fault.aimed("millis", "how much later (1000)")),
    SLOW_SAVES(
            Kind.STANDING,
            "Transactions take this long before they commit, and keep their rows locked",
            Map.of("millis", "how long (1000)")),
    SHORT_LOCK_WAIT(
            Kind.STANDING,
            "Saves wait this long for a locked row, instead of 10 s, before UNABLE_TO_LOCK_ROW",
            Map.of("millis", "how long (200)")),
    EARLY_PRECONDITION(
            Kind.STANDING,
            "If-Unmodified-Since is checked before the write's transaction instead of under its lock",
            Map.of("millis", "how long before (0)")),
    PRECONDITION_BODY(
            Kind.STANDING,
            "412 answers have this body; Salesforce's own is not documented",
            Map.of("body", "the text (empty)", "contentType", "its type (text/html;charset=UTF-8)")),
    CONDITIONAL_DELETES(
            Kind.STANDING, "If-Unmodified-Since holds for DELETE too; Salesforce's documents disagree", Map.of()),
    COUNTED_SUBREQUESTS(Kind.STANDING, "Each subrequest of a composite request counts against the API limit", Map.of()),

    NO_VIEW_ALL(
            Kind.STANDING,
            "The user has lost View All Data: it sees only its own records, and new subscriptions to change events are rejected;"
                    + " standing ones go on",
            Map.of("except", "the object on which it still has View All")),

    DENIED_HANDSHAKE(
            Kind.STANDING, "Handshakes are denied: too many simultaneous connections on this server", Map.of()),
    BUSY_STREAMING(
            Kind.STANDING,
            "Connects and subscribes fail with 401 while failureReason says 503::Server is too busy",
            Map.of()),
    CREATE_DENIED(
            Kind.STANDING,
            "Subscribes fail with 403:denied_by_security_policy:create_denied",
            Map.of("channel", "only this channel")),
    DAILY_LIMIT(Kind.STANDING, "Connects fail with 403::Organization total events daily limit exceeded", Map.of()),
    MANDATORY_VERSION(
            Kind.STANDING,
            "Retired or missing versions in the /cometd path are rejected with 400 instead of being routed to the newest",
            Map.of()),
    PLAIN_COOKIE_DATE(Kind.STANDING, "The stream cookie's expiry date has no comma", Map.of()),
    OVERSIZED_BATCH(Kind.STANDING, "A connect reply carries everything that there is, however much", Map.of()),

    SECONDS_ONLY(Kind.STANDING, "Datetimes in change events have no milliseconds", Map.of()),
    MISSING_CHANGED_FIELDS(Kind.STANDING, "Change event headers have no changedFields", Map.of()),
    MISSING_FORMULAS(Kind.STANDING, "Change events leave formula fields out", Map.of()),

    SILENT_CASCADES(
            Kind.STANDING,
            "Records that are deleted with their master make no event; nothing documents whether they do, and triggers do not run for them",
            Map.of()),

    DUPLICATE_UNDELETES(
            Kind.STANDING,
            "Undeletes bring back records although others have their unique values now; nothing documents whether Salesforce rejects them",
            Map.of()),

    SILENT_NO_OPS(Kind.STANDING, "Updates that change nothing make no event instead of one without fields", Map.of()),

    SLOW_BULK(Kind.STANDING, "Bulk jobs stay InProgress", Map.of()),
    FAILED_BULK(
            Kind.STANDING,
            "Bulk jobs end in Failed",
            Map.of("message", "the job's errorMessage", "records", "how many an ingest job processes before (any)")),
    SHORT_PAGES(
            Kind.STANDING,
            "Pages of Bulk results are shorter than 50,000 rows, unless the client asks for a number",
            Map.of("rows", "how many rows a page has (1000)")),
    HEADER_ONCE(Kind.STANDING, "Only the first page of Bulk results has the header row", Map.of());

    /** The duration of a fault: it happens once, when it is put, or from then on. */
    enum Kind {
        ACTION,
        STANDING
    }

    private final Kind kind;
    private final String description;
    /** Unmodifiable. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Map<String, String> parameters;

    Fault(Kind kind, String description, Map<String, String> parameters) {
        this.kind = kind;
        this.description = description;
        this.parameters = parameters;
    }

    /** Returns the parameters of a fault that can be aimed at some requests, with more of its own. */
    private static Map<String, String> aimed(String... others) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("requests", "kind of requests (all)");
        parameters.put("method", "HTTP method of requests (all)");
        for (int i = 0; i < others.length; i += 2) {
            parameters.put(others[i], others[i + 1]);
        }
        return Collections.unmodifiableMap(parameters);
    }

    static Optional<Fault> named(String name) {
        return Arrays.stream(values())
                .filter(fault -> fault.wireName().equals(name))
                .findFirst();
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Kind kind() {
        return kind;
    }

    String description() {
        return description;
    }

    Map<String, String> parameters() {
        return parameters;
    }
}
