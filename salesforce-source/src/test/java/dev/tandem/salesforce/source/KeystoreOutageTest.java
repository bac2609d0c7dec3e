/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.is;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins by JWT bearer whose key is gone, or not yet the one that the org knows. */
class KeystoreOutageTest {
    @TempDir
    private Path folder;

    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties("Account");
    private Path keystore;
    private Path elsewhere;

    @BeforeEach
    void logInByJwt() throws Exception {
        keystore = folder.resolve("keys.p12");
        elsewhere = folder.resolve("keys-elsewhere.p12");
        org.trust(SigningKey.create(keystore));
        properties.put("salesforce.grant.type", "jwt-bearer");
        properties.put("salesforce.username", org.simulator().username());
        properties.put("salesforce.jwt.keystore.path", keystore.toString());
        properties.put("salesforce.jwt.keystore.password", SigningKey.PASSWORD);
        properties.put("request.max.retries.time.ms", "100");
    }

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void saysThatTheKeystoreIsGoneUntilItReturns() throws Exception {
        try (SourceTaskHarness task = started()) {
            Files.move(keystore, elsewhere);
            org.fault("expired-token", "{}");

            awaitFailure("Failed to sign the login with keystore " + keystore);
            Files.move(elsewhere, keystore);

            goesOn(task);
        }
    }

    @Test
    void waitsForTheKeyThatTheOrgKnows() throws Exception {
        try (SourceTaskHarness task = started()) {
            Files.move(keystore, elsewhere);
            SigningKey.create(keystore);
            org.fault("expired-token", "{}");

            awaitFailure("put its key into the keystore");
            Files.move(elsewhere, keystore, StandardCopyOption.REPLACE_EXISTING);

            goesOn(task);
        }
    }

    private SourceTaskHarness started() {
        org.create("Account", "{'Name':'Before'}");
        SourceTaskHarness task = SourceTaskHarness.start(properties);
        task.pollUntil(1);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> AccountMetrics.value("Connected").equals(1));
        return task;
    }

    private void awaitFailure(String reason) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat((String) AccountMetrics.value("Failure")).contains(reason));
    }

    private void goesOn(SourceTaskHarness task) {
        String account = org.create("Account", "{'Name':'During'}").get(0);
        task.pollUntilEmitted(is("c", account));

        assertThat(AccountMetrics.value("Failure")).isEqualTo("");
        ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
    }
}
