/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.standalone.demo.Standing.Event;
import dev.tandem.standalone.demo.Standing.ObjectStanding;
import dev.tandem.standalone.demo.Standing.TwoWayStanding;
import dev.tandem.standalone.lag.Journey;
import dev.tandem.standalone.lag.LagMeter.Lag;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws the state of the demo as lines of text. Pure. */
final class LiveView {
    private static final String BOLD = "\033[1m";
    private static final String DIM = "\033[2m";
    private static final String GREEN = "\033[32m";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int WIDTH = 80;
    private static final int FIELDS_WIDTH = 24;
    /** In every update, so they mean nothing. */
    private static final Set<String> SYSTEM_FIELDS = Set.of("LastModifiedDate", "LastModifiedById", "SystemModstamp");

    private LiveView() {}

    /**
     * The whole picture, for a terminal of at least 80 columns.
     *
     * @param rows of the terminal, which the picture does not exceed: a terminal that scrolls cannot draw it in the same place again
     */
    static List<String> picture(Standing standing, int rows) {
        var share = Share.of(standing, rows);
        var lines = new ArrayList<String>();
        lines.add(BOLD + "Tandem" + PLAIN + "   Salesforce (simulated) ◄─► Kafka ◄─► Postgres" + DIM + "   up "
                + clock(standing.up().toSeconds()) + PLAIN);
        addObjects(lines, standing.objects(), share.objects());
        lines.add("");
        if (share.journeys() > 0) {
            lines.add(DIM
                    + String.format(
                            Locale.ROOT,
                            "%-12s %-8s %-37s %9s %9s",
                            "committed",
                            "change",
                            "record",
                            "in Kafka",
                            "in a row")
                    + PLAIN);
            standing.newest().stream().limit(share.journeys()).forEach(journey -> lines.add(line(journey)));
            lines.add("");
        }
        if (standing.twoWay() != null) {
            addTwoWay(lines, standing.twoWay(), share.story());
            lines.add("");
        }
        lines.add(DIM + "Connect   " + PLAIN + standing.endpoints().connect());
        lines.add(DIM + "Postgres  " + PLAIN + standing.endpoints().postgres());
        lines.add(DIM + "Logs      " + PLAIN + standing.logs());
        lines.add(DIM + "Ctrl-C stops everything that was started here." + PLAIN);
        return lines;
    }

    private static void addObjects(List<String> lines, List<ObjectStanding> objects, int shown) {
        lines.add(DIM
                + String.format(
                        Locale.ROOT,
                        "%-20s %12s %14s %12s %12s",
                        "object",
                        "changes made",
                        "rows in table",
                        "lag p50",
                        "p99, 1 min")
                + PLAIN);
        for (ObjectStanding object : objects.subList(0, shown)) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-20s %,12d %,14d " + GREEN + "%12s %12s" + PLAIN,
                    cut(object.object(), 20),
                    object.changes(),
                    object.rows(),
                    millis(object.lag(), object.lag().p50()),
                    millis(object.lag(), object.lag().p99())));
        }
        if (shown < objects.size()) {
            lines.add(DIM + "… and " + (objects.size() - shown) + " more" + PLAIN);
        }
    }

    /** The number of lines that each part of the picture gets. The objects come first, then the newest changes and the story. */
    private record Share(int objects, int journeys, int story) {
        /** The title, the header of the objects, a blank line, four lines of addresses, and the line on which the cursor rests. */
        private static final int FRAME = 8;

        static Share of(Standing standing, int rows) {
            TwoWayStanding twoWay = standing.twoWay();
            int objects = standing.objects().size();
            int story = twoWay == null || twoWay.record().isEmpty()
                    ? 0
                    : twoWay.story().size();
            int room = rows - FRAME - objects - (twoWay == null ? 0 : 2);
            if (room < 0) {
                return new Share(Math.max(0, Math.min(objects, objects + room - 1)), 0, 0);
            }
            // A header and a blank line with the changes, a title with the story.
            int both = room - 3;
            int told = story == 0 ? 0 : Math.min(story, Math.max(0, both * 2 / 5));
            int journeys = Math.max(0, Math.min(standing.newest().size(), room - 2 - (told == 0 ? 0 : told + 1)));
            return new Share(objects, journeys, told == 0 ? 0 : Math.min(story, both - journeys));
        }
    }

    private static void addTwoWay(List<String> lines, TwoWayStanding twoWay, int story) {
        lines.add(String.format(
                Locale.ROOT,
                DIM + "edited in Postgres " + PLAIN + "%,d" + DIM + "   waiting for Salesforce " + PLAIN + "%,d" + DIM
                        + "   conflicts resolved " + PLAIN + "%,d",
                twoWay.edits(),
                twoWay.pending(),
                twoWay.conflicts()));
        if (story > 0) {
            lines.add(DIM + "the story of " + cut(twoWay.record(), WIDTH - 13) + PLAIN);
        }
        for (Event event : twoWay.story().subList(0, story)) {
            lines.add(DIM
                    + TIME.format(event.at())
                    + PLAIN
                    + String.format(Locale.ROOT, " %-9s %s", event.what(), cut(event.text(), WIDTH - 23)));
        }
    }

    private static String line(Journey journey) {
        var change = journey.change();
        String fields = change.kind().equals("UPDATE")
                ? change.fields().stream()
                        .filter(field -> !SYSTEM_FIELDS.contains(field))
                        .collect(Collectors.joining(", "))
                : "";
        return String.format(
                Locale.ROOT,
                "%s %-8s %-37s %s%9s%s %s%9s%s",
                DIM + TIME.format(Instant.ofEpochMilli(change.committedAt())) + PLAIN,
                change.kind().toLowerCase(Locale.ROOT),
                cut(change.object(), 12) + " " + (fields.isEmpty() ? change.id() : cut(fields, FIELDS_WIDTH)),
                YELLOW,
                since(journey.toTopic()),
                PLAIN,
                GREEN,
                since(journey.toRow()),
                PLAIN);
    }

    /** One line without any control sequence, for logs and pipes. */
    static String line(Standing standing) {
        return clock(standing.up().toSeconds()) + "  "
                + standing.objects().stream()
                        .map(object -> String.format(
                                Locale.ROOT,
                                "%s: %d changes, %d rows, lag p50 %s, p99 %s",
                                object.object(),
                                object.changes(),
                                object.rows(),
                                millis(object.lag(), object.lag().p50()),
                                millis(object.lag(), object.lag().p99())))
                        .collect(Collectors.joining("; "))
                + (standing.twoWay() == null ? "" : line(standing.twoWay()));
    }

    private static String line(TwoWayStanding twoWay) {
        return String.format(
                Locale.ROOT,
                "; Postgres: %d edits, %d rows waiting, %d conflicts resolved",
                twoWay.edits(),
                twoWay.pending(),
                twoWay.conflicts());
    }

    private static String since(OptionalLong micros) {
        return micros.isPresent() ? String.format(Locale.ROOT, "+%d ms", micros.getAsLong() / 1000) : "···";
    }

    /** A lag in ms, or a dash while there is none. */
    static String millis(Lag lag, long micros) {
        return lag.count() == 0 ? "-" : String.format(Locale.ROOT, "%d ms", Math.round(micros / 1000.0));
    }

    private static String clock(long seconds) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
