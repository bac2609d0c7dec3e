/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import dev.tandem.plugin.option.CheckedConfig;
import dev.tandem.plugin.option.Choice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A check that the login options agree with each other, without asking Salesforce. It never quotes a secret. */
public final class LoginCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LoginCheck.class);

    private final CheckedConfig config;

    private LoginCheck(CheckedConfig config) {
        this.config = config;
    }

    /** Adds an error to every login option that is missing or does not fit the others. */
    public static void run(CheckedConfig config) {
        LoginCheck check = new LoginCheck(config);
        check.grantType().ifPresent(grantType -> {
            check.requireOptions(grantType);
            switch (grantType) {
                case CLIENT_CREDENTIALS -> check.requireMyDomain();
                case JWT_BEARER -> check.requireKeystore();
                case PASSWORD ->
                    LOG.warn(
                            "Salesforce switches the grant type password off on 2027-02-20. Use another {}.",
                            LoginSettings.GRANT_TYPE);
                case REFRESH_TOKEN -> {}
            }
        });
    }

    /** Returns empty if the option itself is wrong. */
    private Optional<GrantType> grantType() {
        return config.hasError(LoginSettings.GRANT_TYPE)
                ? Optional.empty()
                : config.text(LoginSettings.GRANT_TYPE).map(text -> Choice.parse(GrantType.class, text));
    }

    private void requireOptions(GrantType grantType) {
        for (String key : LoginSettings.needed(grantType)) {
            if (config.text(key).isEmpty() && !config.hasError(key)) {
                config.error(key, "The grant type " + grantType + " requires " + key + ".");
            }
        }
    }

    private void requireMyDomain() {
        String key = OrgConnectionSettings.INSTANCE;
        if (config.hasError(key)) {
            return;
        }
        Optional<URI> instance = config.text(key).map(URI::create);
        if (instance.isEmpty() || InstanceUrl.isLoginHost(instance.get())) {
            config.error(
                    key,
                    "The grant type " + GrantType.CLIENT_CREDENTIALS + " logs in at the org's own address." + " Set "
                            + key + " to the My Domain URL (Setup, My Domain).");
        }
    }

    private void requireKeystore() {
        String key = LoginSettings.JWT_KEYSTORE_PATH;
        Optional<String> path = config.text(key);
        if (path.isEmpty() || config.hasError(key)) {
            return;
        }
        if (!isReadable(path.get())) {
            config.error(key, "The worker cannot read the keystore " + path.get() + ".");
            return;
        }
        config.text(LoginSettings.JWT_KEYSTORE_PASSWORD)
                .flatMap(password -> keystoreProblem(Path.of(path.get()), password))
                .ifPresent(problem -> config.error(key, problem));
    }

    private static boolean isReadable(String path) {
        try {
            return Files.isReadable(Path.of(path));
        } catch (InvalidPathException malformed) {
            return false;
        }
    }

    private static Optional<String> keystoreProblem(Path keystore, String password) {
        try {
            KeyStore store = KeyStore.getInstance(keystore.toFile(), password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return Optional.empty();
                }
            }
            return Optional.of("The keystore " + keystore + " has no private key.");
        } catch (IOException | GeneralSecurityException unreadable) {
            return Optional.of("Failed to open the keystore " + keystore + ". It must be PKCS12 or JKS, and "
                    + LoginSettings.JWT_KEYSTORE_PASSWORD + " must be its password.");
        }
    }
}
