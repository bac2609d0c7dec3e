/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.salesforce.simulator.ControlFailure;
import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.PlatformException;
import dev.tandem.standalone.compare.Tables;
import dev.tandem.standalone.demo.Standing.ObjectStanding;
import dev.tandem.standalone.lag.LagMeter;
import dev.tandem.standalone.org.OrgReader;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A demo that keeps the org making changes and shows their way until it ends, also when parts of the platform are killed. */
final class LiveDemo {
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final Duration PLAIN_LINE = Duration.ofSeconds(5);
    private static final Duration EDIT_PAUSE = Duration.ofMillis(500);
    /** The span of time whose lag is shown, so that a backlog is forgotten. */
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final Demo demo;
    private final OrgControl org;
    private final PrintWriter out;
    private final boolean draws = Boolean.getBoolean("tandem.terminal");
    private final Terminal terminal = new Terminal();
    private final long start = System.nanoTime();

    LiveDemo(Demo demo, OrgControl org, PrintWriter out) {
        this.demo = demo;
        this.org = org;
        this.out = out;
    }

    /** @param changesPerSecond that the org makes meanwhile */
    void run(int changesPerSecond) throws SQLException, InterruptedException {
        org.startLoad(changesPerSecond, demo.objects());
        while (!demo.isStopping()) {
            try {
                showUntilAPartIsRestarted();
            } catch (PlatformException | ControlFailure | SQLException failure) {
                // What was asked may have been killed a moment ago; anything else is a failure of the demo.
                if (demo.isStopping() || !demo.supervise()) {
                    throw failure;
                }
            }
        }
    }

    private void showUntilAPartIsRestarted() throws SQLException, InterruptedException {
        var screen = new Screen(out);
        out.println();
        try (var meter = LagMeter.start(demo.endpoints(), Pipeline.SALESFORCE, RECENT);
                var tables = new Tables(demo.endpoints().postgres(), Pipeline.SALESFORCE);
                var users = users()) {
            long nextEdit = System.nanoTime();
            while (!demo.isStopping() && !demo.supervise()) {
                if (System.nanoTime() >= nextEdit) {
                    nextEdit = System.nanoTime() + EDIT_PAUSE.toNanos();
                    users.edit();
                }
                Standing standing = standing(meter, tables, users);
                if (draws) {
                    screen.show(LiveView.picture(standing, terminal.rows()));
                } else {
                    out.println(LiveView.line(standing));
                }
                if (meter.failure() != null) {
                    throw new PlatformException("The lag is not measured any more: " + meter.failure());
                }
                Thread.sleep((draws ? REDRAW : PLAIN_LINE).toMillis());
            }
        }
    }

    /** Returns users of the first object that has a text field. */
    private PostgresUsers users() throws SQLException {
        var reader = OrgReader.login(demo.endpoints());
        for (String object : demo.objects()) {
            var field = new Edits(org, object, reader.fields(object), List.of()).textField();
            if (field.isPresent()) {
                return new PostgresUsers(demo.endpoints().postgres(), org, object, field.get());
            }
        }
        throw new PlatformException("None of the objects has a text field to edit. Name another one in --objects.");
    }

    private Standing standing(LagMeter meter, Tables tables, PostgresUsers users) throws SQLException {
        var objects = new ArrayList<ObjectStanding>();
        for (String object : demo.objects()) {
            objects.add(new ObjectStanding(object, meter.changes(object), tables.count(object), meter.lag(object)));
        }
        return new Standing(
                Duration.ofNanos(System.nanoTime() - start),
                objects,
                meter.newest(),
                users.standing(),
                demo.endpoints(),
                demo.workdir().resolve("logs"));
    }
}
