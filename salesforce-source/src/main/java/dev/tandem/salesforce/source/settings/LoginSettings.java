/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.salesforce.client.auth.Credentials;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;

/**
 * How the connector logs in. What the chosen grant type has no use for may be null.
 *
 * @param keystorePath a keystore (PKCS12 or JKS) with the private key that signs the JWT
 */
public record LoginSettings(
        GrantType grantType,
        String consumerKey,
        Password consumerSecret,
        String username,
        Password password,
        Password passwordToken,
        String keystorePath,
        Password keystorePassword,
        Password refreshToken) {

    public static final String GRANT_TYPE = "salesforce.grant.type";
    static final String CONSUMER_KEY = "salesforce.consumer.key";
    static final String CONSUMER_SECRET = "salesforce.consumer.secret";
    static final String USERNAME = "salesforce.username";
    static final String PASSWORD = "salesforce.password";
    static final String PASSWORD_TOKEN = "salesforce.password.token";
    public static final String JWT_KEYSTORE_PATH = "salesforce.jwt.keystore.path";
    public static final String JWT_KEYSTORE_PASSWORD = "salesforce.jwt.keystore.password";
    static final String REFRESH_TOKEN = "salesforce.refresh.token";

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Login")
                .option(
                        GRANT_TYPE,
                        GrantType.class,
                        "CLIENT_CREDENTIALS",
                        Importance.HIGH,
                        "The OAuth flow: CLIENT_CREDENTIALS, JWT_BEARER, REFRESH_TOKEN or PASSWORD.")
                .option(
                        CONSUMER_KEY,
                        Type.STRING,
                        null,
                        Importance.HIGH,
                        "The consumer key (client id) of the connected app or external client app.")
                .option(CONSUMER_SECRET, Type.PASSWORD, null, Importance.HIGH, "The consumer secret of the app.")
                .option(
                        USERNAME,
                        Type.STRING,
                        null,
                        Importance.HIGH,
                        "The user to log in as, for JWT_BEARER and PASSWORD.")
                .option(PASSWORD, Type.PASSWORD, null, Importance.MEDIUM, "The user's password, for PASSWORD.")
                .option(
                        PASSWORD_TOKEN,
                        Type.PASSWORD,
                        null,
                        Importance.MEDIUM,
                        "The user's security token, appended to the password. Not needed from trusted addresses.")
                .option(
                        JWT_KEYSTORE_PATH,
                        Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "A keystore (PKCS12 or JKS) on the worker with the private key whose certificate the app has,"
                                + " for JWT_BEARER.")
                .option(JWT_KEYSTORE_PASSWORD, Type.PASSWORD, null, Importance.MEDIUM, "The keystore's password.")
                .option(
                        REFRESH_TOKEN,
                        Type.PASSWORD,
                        null,
                        Importance.MEDIUM,
                        "A refresh token that the app was given, for REFRESH_TOKEN.");
    }

    /** The options without which a flow cannot log in. */
    public static List<String> needed(GrantType grantType) {
        return switch (grantType) {
            case CLIENT_CREDENTIALS -> List.of(CONSUMER_KEY, CONSUMER_SECRET);
            case JWT_BEARER -> List.of(CONSUMER_KEY, USERNAME, JWT_KEYSTORE_PATH, JWT_KEYSTORE_PASSWORD);
            case REFRESH_TOKEN -> List.of(CONSUMER_KEY, REFRESH_TOKEN);
            case PASSWORD -> List.of(CONSUMER_KEY, CONSUMER_SECRET, USERNAME, PASSWORD);
        };
    }

    public static LoginSettings from(AbstractConfig config) {
        return new LoginSettings(
                OptionGroup.choice(GrantType.class, config.getString(GRANT_TYPE)),
                config.getString(CONSUMER_KEY),
                config.getPassword(CONSUMER_SECRET),
                config.getString(USERNAME),
                config.getPassword(PASSWORD),
                config.getPassword(PASSWORD_TOKEN),
                config.getString(JWT_KEYSTORE_PATH),
                config.getPassword(JWT_KEYSTORE_PASSWORD),
                config.getPassword(REFRESH_TOKEN));
    }

    /** Fails when what the grant type needs is missing, so validate first. */
    public Credentials credentials() {
        return switch (grantType) {
            case CLIENT_CREDENTIALS -> new Credentials.ClientCredentials(consumerKey, consumerSecret.value());
            case JWT_BEARER ->
                new Credentials.JwtBearer(
                        consumerKey,
                        username,
                        Path.of(keystorePath),
                        keystorePassword.value(),
                        Optional.empty(),
                        Optional.empty());
            case REFRESH_TOKEN ->
                new Credentials.RefreshToken(
                        consumerKey, Optional.ofNullable(consumerSecret).map(Password::value), refreshToken.value());
            case PASSWORD ->
                new Credentials.UsernamePassword(
                        consumerKey,
                        consumerSecret.value(),
                        username,
                        password.value() + (passwordToken == null ? "" : passwordToken.value()));
        };
    }
}
