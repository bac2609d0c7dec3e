/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** jsforce, the JavaScript client, works against the org: login, query, writes, Bulk query, and events with replay. */
class JsforceIT {
    private static final Path SOURCE = Path.of("src/test/jsforce");
    private static final Path DIRECTORY = Path.of("target/jsforce");

    private record Outcome(int exit, String output) {}

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(run(Path.of("."), "node", "--version").exit() == 0, "node is not installed here");
        assumeTrue(run(Path.of("."), "npm", "--version").exit() == 0, "npm is not installed here");
        Files.createDirectories(DIRECTORY);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc", "org.test.js")) {
            Files.copy(SOURCE.resolve(file), DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Outcome installed =
                run(DIRECTORY, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
        assumeTrue(
                installed.exit() == 0 || !isOffline(installed.output()),
                () -> "No npm registry can be reached, and jsforce is not cached: " + installed.output());
        assertThat(installed.exit()).as(installed.output()).isZero();
    }

    @Test
    void servesUnchangedJsforce() throws Exception {
        try (SalesforceSimulator org = SalesforceSimulator.start(SimulatorOptions.defaults())) {
            new OrgClient(org).control("POST", "objects/Contact/records", "{'count': 2500, 'events': false}");

            Outcome outcome = run(
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

    private static boolean isOffline(String output) {
        return List.of("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTCACHED").stream()
                .anyMatch(output::contains);
    }

    private static Outcome run(Path directory, String... command) throws InterruptedException {
        try {
            Path output = Files.createTempFile(Path.of("target"), "jsforce", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            return new Outcome(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Outcome(-1, e.toString());
        }
    }
}
