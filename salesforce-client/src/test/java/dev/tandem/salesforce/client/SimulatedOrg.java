/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import java.time.Duration;

/** The simulator, with its control API at hand. */
public final class SimulatedOrg implements AutoCloseable {
    private final SalesforceSimulator simulator = SalesforceSimulator.start(SimulatorOptions.defaults());

    public SalesforceSimulator simulator() {
        return simulator;
    }

    public OrgSettings settings() {
        OrgSettings usual = OrgSettings.of(simulator.baseUrl());
        return new OrgSettings(
                usual.loginUrl(),
                usual.apiVersion(),
                usual.connectTimeout(),
                usual.readTimeout(),
                Duration.ofSeconds(10),
                usual.proxy());
    }

    public SalesforceApi api() {
        return SalesforceApi.of(
                settings(), new Credentials.ClientCredentials(simulator.clientId(), simulator.clientSecret()));
    }

    /** Calls the control API; quotes in {@code body} may be single. */
    public JsonNode control(String method, String path, String body) {
        return simulator.control().call(method, path, body.replace('\'', '"'));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
