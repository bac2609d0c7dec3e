/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.postgresql.PGProperty;

/** The settings of a connection: address, user, and encryption. */
public record ConnectionSettings(
        String url,
        Optional<String> user,
        Optional<Password> password,
        TlsSettings tls,
        int socketTimeoutMillis,
        boolean validated) {
    /** The prefix of all options. For most of them, the rest is the driver's own name. */
    public static final String PREFIX = "connection.";

    public static final String URL = PREFIX + "url";
    public static final String USER = PREFIX + "user";
    /** Debezium's name for {@link #USER}. */
    public static final String USERNAME = PREFIX + "username";

    public static final String PASSWORD = PREFIX + "password";
    public static final String SOCKET_TIMEOUT = PREFIX + "socket.timeout.ms";
    public static final String VALIDATE = "validate.connection";
    /** The mistake of a URL for which {@link #isSimple} is true. */
    public static final String SIMPLE_MODE =
            "sets preferQueryMode=simple, in which rows cannot be sent. Remove it; poolers work without.";

    private static final int DEFAULT_SOCKET_TIMEOUT = 120_000;
    private static final String GROUP = "Connection";

    public static void define(ConfigDef def) {
        def.define(
                URL,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                new ConfigDef.NonEmptyString(),
                ConfigDef.Importance.HIGH,
                "JDBC URL of the database, jdbc:postgresql://host:port/database. Driver options, such as currentSchema, follow a"
                        + " question mark. Several hosts are separated by commas; the primary is used with"
                        + " jdbc:postgresql://host1,host2/database?targetServerType=primary. A password is not allowed, since logs show the URL.",
                GROUP,
                1,
                ConfigDef.Width.LONG,
                "URL");
        defineCredentials(def);
        TlsSettings.define(def);
        def.define(
                SOCKET_TIMEOUT,
                ConfigDef.Type.INT,
                DEFAULT_SOCKET_TIMEOUT,
                ConfigDef.Range.atLeast(0),
                ConfigDef.Importance.LOW,
                "Milliseconds that Postgres may take to answer a statement. After that the connection counts as dead, and"
                        + " the transaction is retried on a new one. Changes of schema, truncates and purges may take longer, but not after the"
                        + " server's host has left TCP keepalives unanswered for that long. 0: no limit, and two minutes for keepalives. A"
                        + " socketTimeout in connection.url takes precedence.",
                GROUP,
                19,
                ConfigDef.Width.SHORT,
                "Socket timeout (ms)");
        def.define(
                VALIDATE,
                ConfigDef.Type.BOOLEAN,
                false,
                ConfigDef.Importance.LOW,
                "true: validating the configuration also connects and checks the user's rights. false: a wrong address or password"
                        + " shows when a task starts.",
                GROUP,
                20,
                ConfigDef.Width.SHORT,
                "Try to connect");
    }

    private static void defineCredentials(ConfigDef def) {
        def.define(
                USER,
                ConfigDef.Type.STRING,
                null,
                ConfigDef.Importance.HIGH,
                "The database user. May be part of the URL.",
                GROUP,
                2,
                ConfigDef.Width.MEDIUM,
                "User");
        def.define(
                USERNAME,
                ConfigDef.Type.STRING,
                null,
                ConfigDef.Importance.LOW,
                "Debezium's name for " + USER + ".",
                GROUP,
                3,
                ConfigDef.Width.MEDIUM,
                "User");
        def.define(
                PASSWORD,
                ConfigDef.Type.PASSWORD,
                null,
                ConfigDef.Importance.HIGH,
                "The user's password. Not needed with a client certificate.",
                GROUP,
                4,
                ConfigDef.Width.MEDIUM,
                "Password");
    }

    /** Returns whether a URL has a user or password before its host, where the driver does not expect them and logs show them. */
    public static boolean holdsUser(String url) {
        return url.matches("(?s)[^/?]*//[^/?]*@.*");
    }

    /** Returns whether a URL sets a mode in which the driver cannot send arrays of binary values. */
    public static boolean isSimple(String url) {
        return url.matches("(?si).*[?&]preferQueryMode=simple(?:&.*)?");
    }

    /** @throws ConfigException when the URL holds a user or password, or sets a mode that does not work */
    public static ConnectionSettings from(AbstractConfig config) {
        if (isSimple(config.getString(URL))) {
            throw new ConfigException(URL + " " + SIMPLE_MODE);
        }
        if (holdsUser(config.getString(URL))) {
            throw new ConfigException(
                    URL + " has a user or password before the host. Set " + USER + " and " + PASSWORD + " instead.");
        }
        return new ConnectionSettings(
                config.getString(URL),
                text(config, USER).or(() -> text(config, USERNAME)),
                Optional.ofNullable(config.getPassword(PASSWORD)),
                TlsSettings.from(config),
                config.getInt(SOCKET_TIMEOUT),
                config.getBoolean(VALIDATE));
    }

    /** Returns the value of an option; empty if it is absent or blank. */
    static Optional<String> text(AbstractConfig config, String key) {
        return Optional.ofNullable(config.getString(key)).filter(value -> !value.isBlank());
    }

    /** Returns the driver's properties. Where the URL sets one of them too, the URL counts. */
    Properties driverProperties(String applicationName) {
        Properties properties = new Properties();
        user.ifPresent(name -> PGProperty.USER.set(properties, name));
        password.ifPresent(secret -> PGProperty.PASSWORD.set(properties, secret.value()));
        tls.addTo(properties);
        PGProperty.APPLICATION_NAME.set(properties, applicationName);
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.SOCKET_FACTORY.set(properties, KeepAliveSockets.class.getName());
        PGProperty.SOCKET_FACTORY_ARG.set(properties, String.valueOf(keepAliveMillis()));
        PGProperty.LOGIN_TIMEOUT.set(properties, 10);
        // Details and contexts of Postgres's messages quote values of rows.
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        return properties;
    }

    private int keepAliveMillis() {
        return socketTimeoutMillis == 0 ? DEFAULT_SOCKET_TIMEOUT : socketTimeoutMillis;
    }
}
