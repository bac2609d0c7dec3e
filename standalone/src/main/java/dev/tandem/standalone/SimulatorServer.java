/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A simulated Salesforce org; its records live as long as its process. */
final class SimulatorServer implements Server {
    private final Site site;

    SimulatorServer(Site site) {
        this.site = site;
    }

    @Override
    public Part part() {
        return Part.SIMULATOR;
    }

    @Override
    public void prepare() throws IOException {
        site.data(Part.SIMULATOR);
    }

    @Override
    public List<String> command() {
        var command = new ArrayList<>(site.java(Part.SIMULATOR));
        command.addAll(List.of(
                "-cp",
                site.distribution().lib() + "/*",
                "dev.tandem.salesforce.simulator.SimulatorCommand",
                "--port",
                Integer.toString(site.port(Part.SIMULATOR))));
        return command;
    }

    @Override
    public boolean isReady() {
        return Http.isOk(site.url(Part.SIMULATOR) + "/simulator/state");
    }
}
