/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SimulatorCommandTest {
    private static final Pattern READY =
            Pattern.compile("Salesforce simulator ready: (http://127\\.0\\.0\\.1:\\d+) clientId=me clientSecret=mine");

    @Test
    void saysWhereItListensAndStopsWhenAsked() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatorCommand.class.getName(),
                        "--objects=Account",
                        "--records=7",
                        "--client-id=me",
                        "--client-secret=mine")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = process.inputReader()) {
            Matcher ready = READY.matcher(output.lines()
                    .filter(line -> line.startsWith("Salesforce"))
                    .findFirst()
                    .orElseThrow());
            assertThat(ready.matches()).isTrue();
            String state = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(ready.group(1) + "/simulator/state"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(OrgClient.read(state).at("/objects/Account/records").intValue())
                    .isEqualTo(7);
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--client-id=me", "--client-secret=mine"})
    void rejectsHalfOfTheCredentials(String option) {
        StringWriter errors = new StringWriter();

        int exit = new CommandLine(new SimulatorCommand())
                .setErr(new PrintWriter(errors))
                .execute(option);

        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("--client-id and --client-secret belong together.");
    }
}
