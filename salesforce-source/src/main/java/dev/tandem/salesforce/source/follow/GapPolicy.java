/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.settings.ReadSettings.GapRecovery;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The reaction to a gap: an event that reports a change without its values, or a message that is not an event. What is
 * missing is read again or lost, or the object stops, as {@code gap.event.recovery} says. Pure.
 */
final class GapPolicy {
    private final String object;
    private final GapRecovery recovery;
    private final ReadScopes scopes;

    GapPolicy(String object, GapRecovery recovery, ReadScopes scopes) {
        this.object = object;
        this.recovery = recovery;
        this.scopes = scopes;
    }

    /**
     * A gap in an object's events.
     *
     * @param reason the event that leaves the gap, as part of a sentence
     * @param missing what has to be read to close it
     * @param consequence a sentence that says what is read
     */
    record Gap<T>(String reason, T missing, String consequence) {}

    /** Returns the gap that an event leaves which names records without their changes. */
    Gap<Set<RecordId>> ofRecords(ChangeEvent event) {
        Set<RecordId> ids = ids(event);
        String reason = event.header().changeTypeName() + " of "
                + event.header().recordIds().size() + " records";
        return new Gap<>(reason, ids, "These records are read again");
    }

    /**
     * Returns the gap that an item leaves which names no record.
     *
     * @param lastEvent the time of the last event before it
     */
    Gap<ReadScope> ofObject(StreamItem item, Instant lastEvent) {
        if (item instanceof UnreadableEvent unreadable) {
            return gap(
                    "a message that is not a change event (" + unreadable.problem() + ")",
                    scopes.modifiedSince(lastEvent));
        }
        ChangeEvent event = (ChangeEvent) item;
        return switch (EventKind.of(event.header())) {
            case CONVERSION -> gap("the conversion of a field's type", ReadScope.ALL);
            case OVERFLOW ->
                gap(
                        "a transaction with more changes than Salesforce sends events for",
                        scopes.modifiedSince(event.header().commitTimestamp()));
            case CHANGE, DELETION, GAP -> throw new IllegalStateException("an event that names its records");
        };
    }

    private static Gap<ReadScope> gap(String reason, ReadScope scope) {
        String consequence = scope.modifiedSince()
                .map(since -> "The records modified since " + since + " are read again")
                .orElse("All records are read again");
        return new Gap<>(reason, scope, consequence);
    }

    /**
     * Returns what to read; empty if the user chose to lose it.
     *
     * @throws ConnectException if the user chose to stop the object
     */
    <T> Optional<T> missing(Gap<T> gap) {
        return switch (recovery) {
            case RESYNC -> Optional.of(gap.missing());
            case LATEST -> Optional.empty();
            case FAIL ->
                throw new ConnectException("The events of " + object + " have a gap: " + gap.reason()
                        + ". Set gap.event.recovery=resync to read again what is missing.");
        };
    }

    /** Returns a line for the log. */
    String describe(Gap<?> gap) {
        String consequence = switch (recovery) {
            case RESYNC -> gap.consequence() + " (gap.event.recovery=resync).";
            case LATEST -> "The changes are lost (gap.event.recovery=latest).";
            case FAIL -> "The object stops (gap.event.recovery=fail).";
        };
        return object + ": events have a gap: " + gap.reason() + ". " + consequence;
    }

    /** Returns the ids by which the records of an event can be read. */
    static Set<RecordId> ids(ChangeEvent event) {
        Set<RecordId> ids = new LinkedHashSet<>();
        event.header().recordIds().stream()
                .filter(RecordId::isValid)
                .map(RecordId::new)
                .forEach(ids::add);
        return ids;
    }
}
