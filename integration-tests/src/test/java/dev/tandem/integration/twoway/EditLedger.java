/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.twoway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Every edit that users made on either side, and which of them were replaced by a user who had seen them. Pure.
 *
 * <p>Each edit writes a value that no other edit writes, so a value names its edit.
 */
final class EditLedger {
    /** The resolution of Salesforce's stamps, within which either of two edits may count as the later one. */
    private static final Duration RESOLUTION = Duration.ofSeconds(1);

    /** A side on which users edit. */
    enum Side {
        SALESFORCE,
        POSTGRES
    }

    /**
     * An edit of one field.
     *
     * @param record the label of the record, which is the same on both sides
     * @param begun no later than the edit
     * @param done no earlier than the edit
     */
    record Edit(String value, String record, String field, Side side, Instant begun, Instant done) {}

    /**
     * An edit that won although a later one of the same field had not seen it.
     *
     * @param isLogged whether the conflict log has the loser
     */
    record WrongWin(Edit winner, Edit loser, boolean isLogged) {}

    private final Map<String, Side> owners;
    private final Map<String, Edit> edits = new LinkedHashMap<>();
    /** The values with which records began in Salesforce, by record and field. */
    private final Map<String, Map<String, String>> first = new LinkedHashMap<>();

    private final Set<String> seen = new HashSet<>();
    private final List<Period> earlyGuards = new ArrayList<>();

    private record Period(Instant from, Instant to) {
        boolean overlaps(Edit edit) {
            return !edit.done().isBefore(from) && !edit.begun().isAfter(to);
        }
    }

    /** @param owners of fields; all others belong to their last writer */
    EditLedger(Map<String, Side> owners) {
        this.owners = owners;
    }

    /** Notes the value with which a record began in Salesforce. */
    void begin(String record, String field, String value) {
        first.computeIfAbsent(record, added -> new LinkedHashMap<>()).put(field, value);
    }

    void add(Edit edit) {
        edits.put(edit.value(), edit);
    }

    /** Notes that a user saw a value and then replaced or deleted it. */
    void see(String value) {
        if (value != null) {
            seen.add(value);
        }
    }

    /** Notes when Salesforce checked guards before the write, so that a request could overwrite an edit that came in between. */
    void addEarlyGuards(Instant from, Instant to) {
        earlyGuards.add(new Period(from, to));
    }

    boolean isEditIn(Side side, String value) {
        return edits.containsKey(value) && edits.get(value).side() == side;
    }

    int size() {
        return edits.size();
    }

    /**
     * Returns the edits that are lost in silence: neither the final value, nor replaced by a user who had seen them, nor in the
     * conflict log.
     *
     * @param rows the final values by record and field
     * @param conflicts the losing values of the conflict log
     */
    List<Edit> lost(Map<String, Map<String, String>> rows, Set<String> conflicts) {
        return edits.values().stream()
                .filter(edit -> !seen.contains(edit.value()))
                .filter(edit -> !conflicts.contains(edit.value()))
                .filter(edit -> !edit.value().equals(finalValue(rows, edit)))
                .toList();
    }

    /**
     * Returns the edits that are final although a later edit of the same field, which had not seen them, lost, with each such loser. No
     * one owns the field.
     * An edit that a request overwrote because guards were early is a known limit if the conflict log has it.
     */
    List<WrongWin> earlierWinners(Map<String, Map<String, String>> rows, Set<String> conflicts) {
        List<WrongWin> wrong = new ArrayList<>();
        for (Edit winner : edits.values()) {
            if (!owners.containsKey(winner.field()) && winner.value().equals(finalValue(rows, winner))) {
                edits.values().stream()
                        .filter(loser -> isLater(loser, winner) && !isLimit(loser, conflicts))
                        .map(loser -> new WrongWin(winner, loser, conflicts.contains(loser.value())))
                        .forEach(wrong::add);
            }
        }
        return wrong;
    }

    /** Returns the records and fields whose owner's last edit is not final; without one, the first value must be. */
    List<String> takenFromOwners(Map<String, Map<String, String>> rows) {
        List<String> taken = new ArrayList<>();
        rows.forEach((record, values) -> owners.forEach((field, owner) -> {
            String expected = first.getOrDefault(record, Map.of()).get(field);
            for (Edit edit : edits.values()) {
                boolean isOfField = edit.record().equals(record) && edit.field().equals(field);
                expected = isOfField && edit.side() == owner ? edit.value() : expected;
            }
            if (!Objects.equals(values.get(field), expected)) {
                taken.add(record + "." + field + " is " + values.get(field) + " instead of " + expected);
            }
        }));
        return taken;
    }

    private boolean isLater(Edit loser, Edit winner) {
        return loser.record().equals(winner.record())
                && loser.field().equals(winner.field())
                && !seen.contains(loser.value())
                && loser.begun().isAfter(winner.done().plus(RESOLUTION));
    }

    private boolean isLimit(Edit loser, Set<String> conflicts) {
        return loser.side() == Side.SALESFORCE
                && conflicts.contains(loser.value())
                && earlyGuards.stream().anyMatch(period -> period.overlaps(loser));
    }

    private static String finalValue(Map<String, Map<String, String>> rows, Edit edit) {
        return rows.getOrDefault(edit.record(), Map.of()).get(edit.field());
    }
}
