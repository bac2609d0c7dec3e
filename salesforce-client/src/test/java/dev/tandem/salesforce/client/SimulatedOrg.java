/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The simulator, with its control API at hand. */
public final class SimulatedOrg implements AutoCloseable {
    private final SalesforceSimulator simulator = SalesforceSimulator.start(SimulatorOptions.defaults());
    private final HttpClient control = HttpClient.newHttpClient();

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

    /** A call of the control API; quotes in {@code body} may be single. */
    public JsonNode control(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(simulator.baseUrl().resolve("/simulator/" + path))
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        try {
            HttpResponse<String> response = control.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return Json.MAPPER.readTree(response.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupt) {
            throw new AssertionError(interrupt);
        }
    }

    @Override
    public void close() {
        simulator.close();
    }
}
