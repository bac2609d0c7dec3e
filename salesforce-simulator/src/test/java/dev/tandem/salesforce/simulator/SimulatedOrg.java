/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A fresh org for each test, with a client that is logged in. */
final class SimulatedOrg implements BeforeEachCallback, AfterEachCallback {
    private final SimulatorOptions options;
    private SalesforceSimulator simulator;
    private OrgClient client;

    SimulatedOrg(SimulatorOptions options) {
        this.options = options;
    }

    SimulatedOrg() {
        this(SimulatorOptions.defaults());
    }

    SalesforceSimulator simulator() {
        return simulator;
    }

    OrgClient client() {
        return client;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start(options);
    }

    private void start(SimulatorOptions with) {
        simulator = SalesforceSimulator.start(with);
        client = new OrgClient(simulator).login();
    }

    /** Replaces the org by one with other options. */
    void restart(SimulatorOptions with) {
        simulator.close();
        start(with);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        simulator.close();
    }
}
