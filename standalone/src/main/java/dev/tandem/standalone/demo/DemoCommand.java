/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.PlatformException;
import dev.tandem.standalone.compare.Tables;
import dev.tandem.standalone.demo.Standing.ObjectStanding;
import dev.tandem.standalone.lag.LagMeter;
import dev.tandem.standalone.org.OrgControl;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole way from a simulated org to Postgres, and shows changes travel it. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {
            "Starts a Salesforce simulator, Kafka, a schema registry, a Connect worker and Postgres, installs the"
                    + " connectors, and shows believable changes arrive as rows. Ctrl-C stops all of it.",
            "When everything runs it writes DIR/endpoints.json."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int INITIAL_RECORDS = 500;
    private static final Duration REDRAW = Duration.ofMillis(250);
    /** The lag that is shown is that of this time, or up to twice as long. */
    private static final Duration RECENT = Duration.ofSeconds(20);

    private static final Duration PLAIN_LINE = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--once",
            description = "Run a fixed scenario, compare every row and value with the org, report, and exit 0 or 1.")
    private boolean once;

    @Option(names = "--quiet", description = "Without the view and without made-up changes.")
    private boolean quiet;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "Made-up changes per second. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Mixin
    private DemoOptions options;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (Demo demo = Demo.start(options, out)) {
            try {
                return run(demo, out);
            } catch (PlatformException | SQLException failure) {
                // What is being stopped fails here and there; that is no news.
                if (demo.isStopping()) {
                    return 0;
                }
                throw failure;
            }
        }
    }

    private int run(Demo demo, PrintWriter out) throws SQLException, InterruptedException {
        if (once) {
            return new Scenario(demo, out).run() ? 0 : 1;
        }
        var org = new OrgControl(demo.endpoints().salesforce());
        if (!quiet) {
            demo.objects().forEach(object -> org.addRecords(object, INITIAL_RECORDS));
        }
        demo.install();
        if (quiet) {
            out.println("Ready: " + demo.workdir().resolve("endpoints.json") + ". Ctrl-C stops everything.");
            while (!demo.isStopping()) {
                Thread.sleep(PLAIN_LINE.toMillis());
                demo.checkHealth();
            }
            return 0;
        }
        return watch(demo, org, out);
    }

    private int watch(Demo demo, OrgControl org, PrintWriter out) throws SQLException, InterruptedException {
        boolean terminal = Boolean.getBoolean("tandem.terminal");
        var screen = new Screen(out);
        long start = System.nanoTime();
        out.println();
        try (var meter = LagMeter.start(demo.endpoints(), Pipeline.SALESFORCE, RECENT);
                var tables = new Tables(demo.endpoints().postgres(), Pipeline.SALESFORCE)) {
            org.startLoad(rate, demo.objects());
            while (!demo.isStopping()) {
                Standing standing = standing(demo, meter, tables, start);
                if (terminal) {
                    screen.show(LiveView.picture(standing));
                } else {
                    out.println(LiveView.line(standing));
                }
                demo.checkHealth();
                if (meter.failure() != null) {
                    throw new PlatformException("The lag is not measured any more: " + meter.failure());
                }
                Thread.sleep((terminal ? REDRAW : PLAIN_LINE).toMillis());
            }
        }
        return 0;
    }

    private static Standing standing(Demo demo, LagMeter meter, Tables tables, long start) throws SQLException {
        var objects = new ArrayList<ObjectStanding>();
        for (String object : demo.objects()) {
            objects.add(new ObjectStanding(object, meter.changes(object), tables.count(object), meter.lag(object)));
        }
        return new Standing(
                Duration.ofNanos(System.nanoTime() - start),
                objects,
                meter.newest(),
                demo.endpoints(),
                demo.workdir().resolve("logs"));
    }
}
