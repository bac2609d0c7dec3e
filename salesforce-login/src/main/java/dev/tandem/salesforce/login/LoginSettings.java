/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import dev.tandem.salesforce.client.auth.Credentials;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/**
 * The way in which a connector logs in. Values that the chosen grant type does not use may be null.
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
    static final String JWT_KEYSTORE_PATH = "salesforce.jwt.keystore.path";
    static final String JWT_KEYSTORE_PASSWORD = "salesforce.jwt.keystore.password";
    static final String REFRESH_TOKEN = "salesforce.refresh.token";

    /** Defines the options under the heading Login. */
    public static OptionGroup define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Login");
        defineApp(group);
        defineUser(group);
        return group;
    }

    private static void defineApp(OptionGroup group) {
        group.add(
                Option.choice(GRANT_TYPE, GrantType.class)
                        .defaultsTo(GrantType.CLIENT_CREDENTIALS)
                        .importance(Importance.HIGH)
                        .documentation("The OAuth flow."
                                + " Salesforce switches the flow password off on 2027-02-20; use another one."),
                Option.text(CONSUMER_KEY)
                        .optional()
                        .importance(Importance.HIGH)
                        .documentation("The consumer key (client id) of the connected app or external client app."),
                Option.secret(CONSUMER_SECRET)
                        .optional()
                        .importance(Importance.HIGH)
                        .documentation("The consumer secret of the app."));
    }

    private static void defineUser(OptionGroup group) {
        group.add(
                Option.text(USERNAME)
                        .optional()
                        .importance(Importance.HIGH)
                        .documentation("The user to log in as, for jwt-bearer and password.")
                        .example("integration@example.com"),
                Option.secret(PASSWORD).optional().documentation("The user's password, for password."),
                Option.secret(PASSWORD_TOKEN)
                        .optional()
                        .documentation("The user's security token, appended to the password."
                                + " Not needed from trusted addresses."),
                Option.text(JWT_KEYSTORE_PATH)
                        .optional()
                        .documentation("A keystore (PKCS12 or JKS) on the worker, for jwt-bearer."
                                + " It holds the private key that belongs to the app's certificate.")
                        .example("/etc/tandem/salesforce.p12"),
                Option.secret(JWT_KEYSTORE_PASSWORD).optional().documentation("The keystore's password."),
                Option.secret(REFRESH_TOKEN)
                        .optional()
                        .documentation("A refresh token that was issued to the app, for refresh-token."));
    }

    /** Returns the options without which a flow cannot log in. */
    static List<String> needed(GrantType grantType) {
        return switch (grantType) {
            case CLIENT_CREDENTIALS -> List.of(CONSUMER_KEY, CONSUMER_SECRET);
            case JWT_BEARER -> List.of(CONSUMER_KEY, USERNAME, JWT_KEYSTORE_PATH, JWT_KEYSTORE_PASSWORD);
            case REFRESH_TOKEN -> List.of(CONSUMER_KEY, REFRESH_TOKEN);
            case PASSWORD -> List.of(CONSUMER_KEY, CONSUMER_SECRET, USERNAME, PASSWORD);
        };
    }

    public static LoginSettings from(AbstractConfig config) {
        return new LoginSettings(
                Choice.read(config, GRANT_TYPE, GrantType.class),
                config.getString(CONSUMER_KEY),
                config.getPassword(CONSUMER_SECRET),
                config.getString(USERNAME),
                config.getPassword(PASSWORD),
                config.getPassword(PASSWORD_TOKEN),
                config.getString(JWT_KEYSTORE_PATH),
                config.getPassword(JWT_KEYSTORE_PASSWORD),
                config.getPassword(REFRESH_TOKEN));
    }

    /** Returns what the client logs in with. Fails if the grant type lacks an option, so check with {@link LoginCheck} first. */
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
