/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.PlatformException;
import dev.tandem.standalone.compare.Comparison;
import dev.tandem.standalone.compare.SideBySide;
import dev.tandem.standalone.compare.Tables;
import dev.tandem.standalone.lag.LagMeter;
import dev.tandem.standalone.org.OrgReader;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The fixed scenario of {@code --once}: a snapshot, every kind of change, a new field, and the comparison. */
final class Scenario {
    private static final Map<String, Integer> RECORDS = Map.of("Account", 5000, "Contact", 2000);
    private static final int OTHER_RECORDS = 300;
    private static final Duration SNAPSHOT_LIMIT = Duration.ofMinutes(3);
    private static final Duration ALL = Duration.ofDays(1);
    private static final Duration SYNC_LIMIT = Duration.ofMinutes(2);
    private static final Duration LAG_LIMIT = Duration.ofSeconds(30);
    private static final int SHOWN_DIFFERENCES = 10;

    private final Demo demo;
    private final PrintWriter out;
    private final OrgControl org;
    private final Map<String, List<String>> ids = new HashMap<>();

    Scenario(Demo demo, PrintWriter out) {
        this.demo = demo;
        this.out = out;
        this.org = demo.endpoints().org();
    }

    /** Runs the scenario; returns whether the tables equal the org at the end. */
    boolean run() throws SQLException, InterruptedException {
        step("Records in the org before the first connector", () -> {
            demo.objects()
                    .forEach(object ->
                            ids.put(object, org.addRecords(object, RECORDS.getOrDefault(object, OTHER_RECORDS))));
            return ids.values().stream().mapToInt(List::size).sum();
        });
        demo.install();
        step("Rows in Postgres after the snapshot", this::awaitSnapshot);
        try (var meter = LagMeter.start(demo.endpoints(), Pipeline.SALESFORCE, ALL)) {
            OrgReader reader = OrgReader.login(demo.endpoints());
            var edits = demo.objects().stream()
                    .map(object -> new Edits(org, object, reader.fields(object), ids.get(object)))
                    .toList();
            step("Records created", () -> edits.stream().mapToInt(Edits::create).sum());
            step(
                    "Updates of some fields",
                    () -> edits.stream().mapToInt(Edits::update).sum());
            step(
                    "Fields set to null",
                    () -> edits.stream().mapToInt(Edits::clear).sum());
            step(
                    "A field added to " + demo.objects().get(0) + ", and records given it",
                    () -> edits.get(0).addField("Tandem_Note__c"));
            step("Records deleted", () -> edits.stream().mapToInt(Edits::delete).sum());
            step(
                    "Records undeleted, and changed again",
                    () -> edits.stream().mapToInt(Edits::undelete).sum());
            editBothSides(edits.get(0));
            return report(meter);
        }
    }

    /** Edits the first object in Postgres, too, and waits until the org has confirmed everything. */
    private void editBothSides(Edits edits) throws SQLException, InterruptedException {
        String object = demo.objects().get(0);
        String field =
                edits.textField().orElseThrow(() -> new PlatformException(object + " has no text field to edit."));
        try (var twoWay = new TwoWayEdits(demo.endpoints().postgres(), org, object, field)) {
            step(
                    "Rows that equal the org before",
                    () -> awaitEqual().stream().mapToInt(Comparison::rows).sum());
            step("Tables whose local edits are captured", () -> twoWay.awaitTwoWay(SYNC_LIMIT));
            step("Rows of " + object + " edited in Postgres", twoWay::editLocally);
            step("Records edited on both sides at once", twoWay::editBothSides);
            step("Rows inserted in Postgres", () -> twoWay.insert(edits.insertable()));
            step("Rows deleted in Postgres", twoWay::delete);
            step("Losing values in tandem.conflicts, nothing pending", () -> twoWay.awaitConfirmed(SYNC_LIMIT));
        }
    }

    private interface Step {
        long run() throws SQLException, InterruptedException;
    }

    private void step(String what, Step step) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        long count = step.run();
        out.printf(Locale.ROOT, "  %-58s %,7d  %6.1f s%n", what, count, (System.nanoTime() - start) / 1e9);
        out.flush();
    }

    private long awaitSnapshot() throws SQLException, InterruptedException {
        long expected = ids.values().stream().mapToInt(List::size).sum();
        long deadline = System.nanoTime() + SNAPSHOT_LIMIT.toNanos();
        try (var tables = new Tables(demo.endpoints().postgres(), Pipeline.SALESFORCE)) {
            long rows = 0;
            while (rows < expected) {
                demo.checkHealth();
                if (System.nanoTime() > deadline) {
                    throw new PlatformException("After " + SNAPSHOT_LIMIT.toSeconds() + " s only " + rows + " of "
                            + expected + " rows are in Postgres; the logs are in "
                            + demo.workdir().resolve("logs"));
                }
                Thread.sleep(100);
                rows = 0;
                for (String object : demo.objects()) {
                    rows += tables.count(object);
                }
            }
            return rows;
        }
    }

    private boolean report(LagMeter meter) throws InterruptedException {
        List<Comparison> comparisons = awaitEqual();
        out.println();
        out.printf(
                "  %-20s %10s %10s %16s %12s%n",
                "object", "in the org", "in a table", "values compared", "differences");
        for (Comparison comparison : comparisons) {
            out.printf(
                    Locale.ROOT,
                    "  %-20s %,10d %,10d %,16d %,12d%n",
                    comparison.object(),
                    comparison.records(),
                    comparison.rows(),
                    comparison.values(),
                    comparison.differences().size());
        }
        out.println("  Not compared, since no change event reports them: "
                + String.join(", ", new TreeSet<>(OrgReader.NOT_CAPTURED)));
        out.println();
        reportLag(meter);
        comparisons.stream()
                .flatMap(comparison -> comparison.differences().stream().limit(SHOWN_DIFFERENCES))
                .forEach(difference -> out.println("  " + difference));
        boolean equal = comparisons.stream().allMatch(Comparison::isEqual);
        out.println(
                equal
                        ? "Every row and value in Postgres equals the org."
                        : "Postgres differs from the org after " + SYNC_LIMIT.toSeconds() + " s; the logs are in "
                                + demo.workdir().resolve("logs"));
        out.flush();
        return equal;
    }

    private List<Comparison> awaitEqual() throws InterruptedException {
        return new SideBySide(demo.endpoints(), Pipeline.SALESFORCE).awaitEqual(demo.objects(), SYNC_LIMIT);
    }

    private void reportLag(LagMeter meter) throws InterruptedException {
        boolean measured = meter.awaitArrivals(LAG_LIMIT);
        if (meter.failure() != null) {
            out.println("  The lag is not measured any more: " + meter.failure());
        }
        LagMeter.Lag lag = meter.lag();
        out.printf(
                Locale.ROOT,
                "  Lag from commit to row, %,d changes%s in bursts of up to 200 a transaction: p50 %d ms, p99 %d ms%n%n",
                lag.count(),
                measured ? "" : " (not all)",
                lag.p50() / 1000,
                lag.p99() / 1000);
    }
}
