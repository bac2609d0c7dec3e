/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** jsforce, the JavaScript client, works against the org: login, query, writes, Bulk query, and events with replay. */
class JsforceIT {
    private static final Path SOURCE = Path.of("src/test/jsforce");
    private static final Path DIRECTORY = Path.of("target/jsforce");

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(NodeCommand.run(Path.of("."), "node", "--version").exit() == 0, "node is not installed here");
        assumeTrue(NodeCommand.run(Path.of("."), "npm", "--version").exit() == 0, "npm is not installed here");
        Files.createDirectories(DIRECTORY);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc", "org.test.js")) {
            Files.copy(SOURCE.resolve(file), DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        NodeCommand.Outcome installed = NodeCommand.run(
                DIRECTORY, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
        assumeTrue(
                installed.exit() == 0 || !installed.isOffline(),
                () -> "No npm registry can be reached, and jsforce is not cached: " + installed.output());
        assertThat(installed.exit()).as(installed.output()).isZero();
    }

    @Test
    void servesUnchangedJsforce() throws Exception {
        try (SalesforceSimulator org = SalesforceSimulator.start(SimulatorOptions.defaults())) {
            new OrgClient(org).control("POST", "objects/Contact/records", "{'count': 2500, 'events': false}");

            NodeCommand.Outcome outcome = NodeCommand.run(
                    DIRECTORY,
                    "node",
                    "org.test.js",
                    org.baseUrl().toString(),
                    org.clientId(),
                    org.clientSecret(),
                    org.username(),
                    org.password());

            assertThat(outcome.exit()).as(outcome.output()).isZero();
        }
    }
}
