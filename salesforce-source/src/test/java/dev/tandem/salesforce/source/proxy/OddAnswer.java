/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.http.HttpDate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An answer of Salesforce that is whole, and is not what it should be. Each has a phase of the work in which it is met. */
public enum OddAnswer implements Fault {
    TOKEN_BEING_PROCESSED(Phase.RENEWAL, oauth("invalid_grant", "token request is already being processed")),
    TOKEN_UNKNOWN_ERROR(Phase.RENEWAL, oauth("unknown_error", "retry your request")),
    TOKEN_RATE(Phase.LOGIN, oauth("invalid_grant", "login rate exceeded")),
    TOKEN_OF_NOTHING(Phase.RENEWAL, body("{}")),
    TOKEN_RETRY_AT(Phase.RENEWAL, later("Wed, 21 Oct 2037 07:28:00 GMT")),
    TOKEN_WITHOUT_JSON(Phase.LOGIN, answer -> answer.withBody("OK".getBytes(StandardCharsets.UTF_8))),

    CLOCK_WITHOUT_DATE(Phase.CLOCK, answer -> answer.without("Date")),
    CLOCK_WITHOUT_VERSIONS(Phase.CLOCK, body("{}")),
    CLOCK_RETRY_AFTER(Phase.CLOCK, later("120")),
    CLOCK_AHEAD(
            Phase.CLOCK,
            answer -> answer.with("Date", HttpDate.format(Instant.now().plusSeconds(7_200)))),
    LIMITS_FORBIDDEN(Phase.LIMITS, error(403, "FORBIDDEN", "View Setup is missing")),

    DESCRIBE_EMPTY(Phase.DESCRIBE, json(tree -> ((ObjectNode) tree).putArray("fields"))),
    DESCRIBE_OF_ANOTHER(Phase.DESCRIBE, json(tree -> ((ObjectNode) tree).put("name", "Other__c"))),
    DESCRIBE_UNASKED_304(
            Phase.DESCRIBE, answer -> new HttpMessage("HTTP/1.1 304 Not Modified", answer.headers(), new byte[0])),
    DESCRIBE_METERED(Phase.DESCRIBE, error(403, "TXN_SECURITY_METERING_ERROR", "policies took too long")),
    DESCRIBE_WITHOUT_JWT(Phase.DESCRIBE, error(401, "INVALID_AUTH_HEADER", "INVALID_JWT_FORMAT")),

    JOB_LIMIT(Phase.BULK_CREATION, error(400, "LIMIT_EXCEEDED", "Max bulk v2 query jobs (10000) per 24 hrs")),
    JOB_WHILE_DEPLOYING(Phase.BULK_CREATION, error(400, "ALREADY_IN_PROCESS", "locked by another change")),
    JOB_UNAVAILABLE(Phase.BULK_CREATION, error(400, "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE", "not now")),
    JOB_QUOTA(Phase.BULK_CREATION, error(400, "ExceededQuota", "ApiBatchItems Limit exceeded")),
    JOB_FOR_ANOTHER_OBJECT(Phase.BULK_CREATION, json(tree -> ((ObjectNode) tree).put("object", "Contact"))),
    JOB_OF_EARLIER(
            Phase.BULK_CREATION, json(tree -> ((ObjectNode) tree).put("createdDate", "2020-01-01T00:00:00.000+0000"))),
    JOB_WITHOUT_TIME(Phase.BULK_CREATION, json(tree -> ((ObjectNode) tree).remove("createdDate"))),
    JOB_OF_OLD_FIELDS(Phase.BULK_CREATION, error(400, "INVALID_FIELD", "No such column 'Old__c' on entity 'Account'")),

    JOB_ABORTED(Phase.BULK_STATUS, json(tree -> ((ObjectNode) tree).put("state", "Aborted"))),
    JOB_FAILED(
            Phase.BULK_STATUS,
            json(tree -> ((ObjectNode) tree)
                    .put("state", "Failed")
                    .put("errorMessage", "Unexpected exception encountered in query processing."))),
    JOB_RETRIED_TOO_OFTEN(
            Phase.BULK_STATUS,
            json(tree -> ((ObjectNode) tree)
                    .put("state", "Failed")
                    .put("errorMessage", "InternalServerError : Retried more than 15 times"))),
    JOB_READS_ANOTHER_OBJECT(Phase.BULK_STATUS, json(tree -> ((ObjectNode) tree).put("object", "Contact"))),
    JOB_MISCOUNTED(Phase.BULK_STATUS, json(tree -> ((ObjectNode) tree).put("numberRecordsProcessed", 1))),
    JOB_OF_ANOTHER(Phase.BULK_STATUS, json(tree -> ((ObjectNode) tree).put("id", "750000000000001AAA"))),
    JOB_IN_UNKNOWN_STATE(Phase.BULK_STATUS, json(tree -> ((ObjectNode) tree).put("state", "Paused"))),
    JOB_GONE(Phase.BULK_STATUS, error(404, "NOT_FOUND", "The requested resource does not exist")),

    PAGE_IS_LAST(Phase.BULK_PAGE, answer -> answer.with("Sforce-Locator", "null")),
    PAGE_LACKS_A_ROW(Phase.BULK_PAGE, rows(rows -> rows.remove(rows.size() - 1))),
    PAGE_HAS_A_ROW_TWICE(Phase.BULK_PAGE, rows(rows -> rows.add(rows.get(rows.size() - 1)))),
    PAGE_HIDES_DELETES(Phase.BULK_PAGE, csv(text -> text.replaceFirst("\"IsDeleted\"", "\"Other\""))),
    PAGE_WITH_ODD_DELETES(Phase.BULK_PAGE, csv(text -> text.replaceAll("\"false\"\n", "\"maybe\"\n"))),
    PAGE_WITHOUT_IDS(Phase.BULK_PAGE, csv(text -> text.replaceFirst("\n\"[^\"]*\"", "\n\"\""))),
    PAGE_WITH_OTHER_FIELDS(Phase.BULK_PAGE, csv(text -> text.replaceFirst("\"Name\"", "\"Title\""))),
    PAGE_WITH_A_MARK(Phase.BULK_PAGE, csv(text -> "\uFEFF" + text)),
    PAGE_WITHOUT_NUMBER(Phase.BULK_PAGE, answer -> answer.without("Sforce-NumberOfRecords")),
    PAGE_IS_JSON(Phase.BULK_PAGE, body("[]")),
    PAGE_ERROR_200(Phase.BULK_PAGE, body("[{\"errorCode\":\"UNKNOWN_EXCEPTION\",\"message\":\"m\"}]")),
    PAGE_GONE(Phase.BULK_PAGE, error(404, "NOT_FOUND", "The requested resource does not exist")),
    PAGE_WITH_CRLF(Phase.BULK_PAGE, csv(text -> text.replace("\"\n\"", "\"\r\n\""))),
    PAGE_LOCATOR_REJECTED(Phase.BULK_PAGE, error(400, "INVALID_QUERY_LOCATOR", "invalid query locator")),
    PAGE_OF_ABORTED_JOB(Phase.BULK_PAGE, error(400, "InvalidJobState", "the job is aborted")),

    QUERY_LACKS_RECORDS(Phase.QUERY, json(tree -> ((ObjectNode) tree).putArray("records"))),
    QUERY_WITHOUT_NEXT(
            Phase.QUERY, json(tree -> ((ObjectNode) tree).put("done", false).remove("nextRecordsUrl"))),
    QUERY_COUNTS_MORE(Phase.QUERY, json(tree -> ((ObjectNode) tree).put("totalSize", 1_000_000))),
    QUERY_ERROR_200(Phase.QUERY, body("[{\"errorCode\":\"UNKNOWN_EXCEPTION\",\"message\":\"m\"}]")),
    QUERY_TIMEOUT(Phase.QUERY, error(400, "QUERY_TIMEOUT", "Your query request was running for too long.")),
    QUERY_CONCURRENT(Phase.QUERY, error(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests Limit exceeded.")),
    QUERY_CODE_LIMIT(Phase.QUERY, error(503, "SERVER_UNAVAILABLE", "try later")),

    NEXT_EXPIRED(Phase.QUERY_PAGE, error(400, "INVALID_QUERY_LOCATOR", "invalid query locator")),
    NEXT_LACKS_RECORDS(Phase.QUERY_PAGE, json(tree -> ((ObjectNode) tree).putArray("records"))),
    NEXT_OF_ANOTHER_SESSION(Phase.QUERY_PAGE, error(401, "INVALID_SESSION_ID", "Session expired or invalid")),
    NEXT_COUNTS_LESS(Phase.QUERY_PAGE, json(tree -> ((ObjectNode) tree).put("totalSize", 1))),
    NEXT_GONE(Phase.QUERY_PAGE, error(404, "NOT_FOUND", "The requested resource does not exist")),

    RETRIEVE_EMPTY(Phase.RETRIEVE, body("[]")),
    RETRIEVE_ERROR_200(Phase.RETRIEVE, body("{\"errorCode\":\"UNKNOWN_EXCEPTION\",\"message\":\"m\"}")),
    RETRIEVE_SHUFFLED(Phase.RETRIEVE, json(OddAnswer::reverse)),
    RETRIEVE_SHORT(Phase.RETRIEVE, json(tree -> ((ArrayNode) tree).remove(0))),

    DELETES_WITHOUT_LIST(Phase.DELETES, body("{}")),
    DELETES_LIMITED(Phase.DELETES, error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")),
    DELETES_WITHOUT_START(
            Phase.DELETES, json(tree -> ((ObjectNode) tree).put("earliestDateAvailable", "some time ago"))),

    HANDSHAKE_CLIENT_LIMIT(Phase.HANDSHAKE, denied("403::Organization concurrent user limit exceeded")),
    HANDSHAKE_BUSY(Phase.HANDSHAKE, denied("503::Server is too busy. Please try your request again later.")),
    HANDSHAKE_TOKEN(Phase.HANDSHAKE, denied("401::Authentication invalid")),
    HANDSHAKE_WITHOUT_REPLAY(Phase.HANDSHAKE, json(tree -> tree.forEach(reply -> ((ObjectNode) reply).remove("ext")))),

    SUBSCRIBE_INTERNAL_ERROR(Phase.SUBSCRIBE, rejected("500::Internal Server Error: 1234-5678 (-9)")),
    SUBSCRIBE_CLIENT_LIMIT(Phase.SUBSCRIBE, rejected("403::Organization concurrent user limit exceeded")),
    SUBSCRIBE_UNKNOWN_CLIENT(Phase.SUBSCRIBE, rejected("403::Unknown client")),
    SUBSCRIBE_BUSY(Phase.SUBSCRIBE, rejected("503::Server is too busy.")),
    SUBSCRIBE_DENIED_WHILE_BUSY(
            Phase.SUBSCRIBE,
            json(replies -> replies.forEach(reply -> ((ObjectNode) reply)
                    .put("successful", false)
                    .put("error", "403:denied_by_security_policy:subscribe_denied")
                    .putObject("ext")
                    .putObject("sfdc")
                    .put("failureReason", "503::Server is too busy. Please try your request again later.")))),
    SUBSCRIBE_AHEAD(
            Phase.SUBSCRIBE,
            answer -> answer.with("Date", HttpDate.format(Instant.now().plusSeconds(7_200)))),
    SUBSCRIBE_COOKIE(
            Phase.SUBSCRIBE, rejected("400::Client x has established a session, but no BAYEUX_BROWSER cookie")),

    CONNECT_USER(Phase.CONNECT, rejected("400::Authenticated user id does not match the session's user id")),
    CONNECT_DAILY_LIMIT(Phase.CONNECT, rejected("403::Organization total events daily limit exceeded")),
    CONNECT_ADVISES_NONE(Phase.CONNECT, advised("none")),
    CONNECT_ADVISES_HANDSHAKE(Phase.CONNECT, advised("handshake")),
    CONNECT_FAREWELL(
            Phase.CONNECT, json(tree -> ((ArrayNode) tree).insertObject(0).put("channel", "/meta/disconnect"))),

    EVENTS_TWICE(Phase.EVENTS, json(OddAnswer::doubleEvents)),
    EVENT_WITH_SHORT_IDS(
            Phase.EVENTS,
            event(header -> header.putArray("recordIds")
                    .add(header.path("recordIds").path(0).asText().substring(0, 15)))),
    GAP_WITH_GARBAGE_ID(
            Phase.EVENTS,
            event(header ->
                    header.put("changeType", "GAP_UPDATE").putArray("recordIds").add("garbage"))),
    EVENT_WITHOUT_IDS(Phase.EVENTS, event(header -> header.remove("recordIds"))),
    EVENT_WITHOUT_TIME(Phase.EVENTS, event(header -> header.put("commitTimestamp", "yesterday"))),
    EVENT_IN_MICROS(
            Phase.EVENTS,
            event(header ->
                    header.put("commitTimestamp", header.path("commitTimestamp").asLong() * 1_000))),
    EVENT_WITHOUT_NUMBERS(
            Phase.EVENTS,
            event(header -> header.putNull("commitUser").putNull("changeOrigin").remove("commitNumber"))),
    EVENT_WITH_HUGE_NUMBER(
            Phase.EVENTS, event(header -> header.put("commitNumber", new BigInteger("99999999999999999999")))),
    EVENT_WITHOUT_LIST(Phase.EVENTS, event(header -> header.remove("changedFields"))),
    EVENT_OF_UNKNOWN_KIND(Phase.EVENTS, event(header -> header.put("changeType", "MERGE"))),
    EVENT_WITH_MORE(
            Phase.EVENTS, event(header -> header.put("nulledFields", "0x08").put("new", 1))),
    EVENT_WITHOUT_HEADER(Phase.EVENTS, events(data -> ((ObjectNode) data.path("payload")).remove("ChangeEventHeader"))),
    EVENT_WITHOUT_PAYLOAD(Phase.EVENTS, events(data -> ((ObjectNode) data).remove("payload"))),
    EVENT_WITHOUT_SCHEMA(Phase.EVENTS, events(data -> ((ObjectNode) data).remove("schema"))),
    EVENT_WITH_TEXT_AS_REPLAY_ID(
            Phase.EVENTS,
            events(data -> ((ObjectNode) data.path("event"))
                    .put("replayId", data.path("event").path("replayId").asText())));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Phase phase;

    @SuppressWarnings("ImmutableEnumChecker") // Functions without a state.
    private final UnaryOperator<HttpMessage> edit;

    OddAnswer(Phase phase, UnaryOperator<HttpMessage> edit) {
        this.phase = phase;
        this.edit = edit;
    }

    /** Returns the phase in which it is met. */
    public Phase phase() {
        return phase;
    }

    @Override
    public void answer(HttpMessage answer, Step step) throws IOException {
        step.write(edit.apply(NetworkFault.plain(answer)).withLength().bytes());
    }

    private static UnaryOperator<HttpMessage> body(String text) {
        return answer -> answer.withBody(text.getBytes(StandardCharsets.UTF_8));
    }

    private static UnaryOperator<HttpMessage> error(int status, String code, String message) {
        String body = "[{\"errorCode\":\"" + code + "\",\"message\":\"" + message + "\"}]";
        return answer -> json(status, answer, body);
    }

    /** @param when in seconds, or as a date */
    private static UnaryOperator<HttpMessage> later(String when) {
        return answer -> json(503, answer, "").with("Retry-After", when);
    }

    private static UnaryOperator<HttpMessage> oauth(String code, String description) {
        String body = "{\"error\":\"" + code + "\",\"error_description\":\"" + description + "\"}";
        return answer -> json(400, answer, body);
    }

    private static HttpMessage json(int status, HttpMessage answer, String body) {
        return new HttpMessage("HTTP/1.1 " + status + " Odd", answer.headers(), body.getBytes(StandardCharsets.UTF_8))
                .with("Content-Type", "application/json");
    }

    private static UnaryOperator<HttpMessage> json(Consumer<JsonNode> edit) {
        return answer -> {
            try {
                JsonNode tree = JSON.readTree(answer.body());
                edit.accept(tree);
                return answer.withBody(JSON.writeValueAsBytes(tree));
            } catch (IOException notJson) {
                throw new UncheckedIOException(notJson);
            }
        };
    }

    private static void reverse(JsonNode array) {
        List<JsonNode> records = new ArrayList<>();
        array.forEach(records::add);
        Collections.reverse(records);
        ((ArrayNode) array).removeAll().addAll(records);
    }

    private static UnaryOperator<HttpMessage> csv(UnaryOperator<String> edit) {
        return answer -> answer.withBody(edit.apply(answer.text()).getBytes(StandardCharsets.UTF_8));
    }

    /** Changes the rows of a page, and lets the page count them. */
    private static UnaryOperator<HttpMessage> rows(Consumer<List<String>> edit) {
        return answer -> {
            List<String> lines =
                    new ArrayList<>(Arrays.asList(answer.text().strip().split("(?<=\")\n(?=\")")));
            edit.accept(lines);
            return answer.withBody((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8))
                    .with("Sforce-NumberOfRecords", Integer.toString(lines.size() - 1));
        };
    }

    private static UnaryOperator<HttpMessage> denied(String reason) {
        return json(replies -> replies.forEach(reply -> {
            ObjectNode denied = ((ObjectNode) reply).put("successful", false).put("error", "403::Handshake denied");
            denied.putObject("advice").put("reconnect", "none");
            denied.putObject("ext").putObject("sfdc").put("failureReason", reason);
        }));
    }

    private static UnaryOperator<HttpMessage> rejected(String error) {
        return json(replies -> replies.forEach(
                reply -> ((ObjectNode) reply).put("successful", false).put("error", error)));
    }

    private static UnaryOperator<HttpMessage> advised(String reconnect) {
        return json(replies -> replies.forEach(reply -> ((ObjectNode) reply)
                .putObject("advice")
                .put("reconnect", reconnect)
                .put("interval", 0)));
    }

    private static boolean isEvent(JsonNode message) {
        return message.path("channel").asText().startsWith("/data/");
    }

    private static UnaryOperator<HttpMessage> events(Consumer<JsonNode> edit) {
        return json(messages -> messages.forEach(message -> {
            if (isEvent(message)) {
                edit.accept(message.path("data"));
            }
        }));
    }

    private static UnaryOperator<HttpMessage> event(Consumer<ObjectNode> edit) {
        return events(data -> edit.accept((ObjectNode) data.at("/payload/ChangeEventHeader")));
    }

    private static void doubleEvents(JsonNode messages) {
        List<JsonNode> events = new ArrayList<>();
        messages.forEach(message -> {
            if (isEvent(message)) {
                events.add(message);
            }
        });
        for (int i = 0; i < events.size(); i++) {
            ((ArrayNode) messages).insert(i, events.get(i));
        }
    }
}
