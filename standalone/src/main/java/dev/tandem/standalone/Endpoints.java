/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import dev.tandem.salesforce.simulator.OrgControl;
import java.net.URI;

/**
 * The addresses at which the parts of a running platform answer.
 *
 * @param connect base URL of the Connect REST API
 * @param kafka bootstrap server, host:port
 * @param schemaRegistry base URL that speaks Confluent's API
 * @param salesforce base URL of the simulated org
 * @param clientId of the connected app for a client-credentials login
 * @param clientSecret of the same app
 * @param postgres a JDBC URL that works as it is
 */
public record Endpoints(
        String connect,
        String kafka,
        String schemaRegistry,
        String salesforce,
        String clientId,
        String clientSecret,
        String postgres) {

    /** Returns a client of the simulated org's control API. */
    public OrgControl org() {
        return new OrgControl(URI.create(salesforce));
    }

    /** Returns the endpoints of this platform with those of another org. */
    public Endpoints withOrg(String otherSalesforce, String otherClientId, String otherClientSecret) {
        return new Endpoints(
                connect, kafka, schemaRegistry, otherSalesforce, otherClientId, otherClientSecret, postgres);
    }
}
