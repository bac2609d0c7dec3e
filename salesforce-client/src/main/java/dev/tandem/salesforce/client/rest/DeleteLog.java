/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.HttpAnswer;
import dev.tandem.salesforce.client.http.UrlText;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Salesforce's log of deleted records. Unlike the recycle bin, it knows from which time on it is complete.
 *
 * <p>Source: "sObject Get Deleted" in the REST API guide. The API counts in minutes.
 */
public final class DeleteLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeleteLog.class);
    private static final Duration REACH = Duration.ofDays(15);
    /** Offsets are written without a colon, which {@code Instant} does not parse. */
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS][XX][XXX]");

    private final SalesforceApi api;

    /** Creates a reader. It sends nothing before the first call. */
    public DeleteLog(SalesforceApi api) {
        this.api = api;
    }

    /**
     * The records that were deleted since a time.
     *
     * @param isComplete whether Salesforce vouches for the whole time; records that were removed for good are missing otherwise
     */
    public record Deletes(Set<RecordId> ids, boolean isComplete) {}

    /**
     * Lists the records that were deleted since a time. Costs one API call, or more if there are more than 600,000. Returns empty for
     * an object that Salesforce does not replicate, because it has no log.
     */
    public Optional<Deletes> since(SObjectName object, Instant time) {
        Instant start = time.truncatedTo(ChronoUnit.MINUTES);
        Instant end = api.serverTime().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        Instant earliest = end.minus(REACH);
        boolean reaches = !start.isBefore(earliest);
        Set<RecordId> ids = new LinkedHashSet<>();
        try {
            boolean isCovered = read(object, new Span(reaches ? start : earliest, end), ids);
            return Optional.of(new Deletes(ids, reaches && isCovered));
        } catch (SalesforceException failure) {
            if (failure.kind() != FailureKind.BAD_REQUEST && failure.kind() != FailureKind.NOT_FOUND) {
                throw failure;
            }
            LOG.warn("The deletes of {} cannot be listed: {}", object, failure.getMessage());
            return Optional.empty();
        }
    }

    private record Span(Instant start, Instant end) {
        boolean isDivisible() {
            return Duration.between(start, end).toMinutes() > 1;
        }

        Instant middle() {
            return start.plus(Duration.between(start, end).dividedBy(2)).truncatedTo(ChronoUnit.MINUTES);
        }
    }

    /** Returns whether the log covers the whole span. */
    private boolean read(SObjectName object, Span span, Set<RecordId> ids) {
        String path = "sobjects/" + object + "/deleted/?start=" + UrlText.encode(Soql.literal(span.start())) + "&end="
                + UrlText.encode(Soql.literal(span.end()));
        try {
            return api.call(
                    ApiRequest.get("list of deleted " + object, path), answer -> read(answer, span.start(), ids));
        } catch (SalesforceException failure) {
            if (failure.errorCode().equals("INVALID_REPLICATION_DATE")) {
                return false;
            }
            if (failure.errorCode().equals("EXCEEDED_ID_LIMIT") && span.isDivisible()) {
                boolean isFirstCovered = read(object, new Span(span.start(), span.middle()), ids);
                boolean isSecondCovered = read(object, new Span(span.middle(), span.end()), ids);
                return isFirstCovered && isSecondCovered;
            }
            throw failure;
        }
    }

    private static boolean read(HttpAnswer answer, Instant start, Set<RecordId> ids) throws IOException {
        JsonNode list = answer.json();
        if (!list.path("deletedRecords").isArray()) {
            throw new IOException("the answer has no list of deleted records");
        }
        list.path("deletedRecords")
                .forEach(deleted -> ids.add(new RecordId(deleted.path("id").asText())));
        return !instant(list.path("earliestDateAvailable").asText()).isAfter(start);
    }

    private static Instant instant(String text) throws IOException {
        try {
            return OffsetDateTime.parse(text, DATE_TIME).toInstant();
        } catch (DateTimeException unreadable) {
            throw new IOException("the answer does not say from which time on it is complete", unreadable);
        }
    }
}
