/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.salesforce.simulator.ControlFailure;
import dev.tandem.standalone.PlatformException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that runs the whole way from a simulated org to Postgres, and shows changes travel it. */
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
    private static final Duration HEALTH_CHECK = Duration.ofSeconds(1);

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
        if (rate < 1) {
            throw new ParameterException(spec.commandLine(), "--rate must be 1 or more. For no changes, use --quiet.");
        }
        options.check();
        PrintWriter out = spec.commandLine().getOut();
        try (Demo demo = Demo.start(options, out)) {
            try {
                return run(demo, out);
            } catch (PlatformException | ControlFailure | SQLException failure) {
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
        var org = demo.endpoints().org();
        if (!quiet) {
            demo.objects().forEach(object -> org.addRecords(object, INITIAL_RECORDS));
        }
        demo.install();
        if (quiet) {
            out.println("Ready: " + demo.workdir().resolve("endpoints.json") + ". Ctrl-C stops everything.");
            while (!demo.isStopping()) {
                Thread.sleep(HEALTH_CHECK.toMillis());
                demo.supervise();
            }
            return 0;
        }
        new LiveDemo(demo, org, out).run(rate);
        return 0;
    }
}
