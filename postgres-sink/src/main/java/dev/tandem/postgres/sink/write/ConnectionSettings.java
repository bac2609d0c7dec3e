/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** Where the database is and who we are there. */
public record ConnectionSettings(String url, Optional<String> user, Optional<Password> password, boolean validated) {
    public static final String URL = "connection.url";
    public static final String USER = "connection.user";
    /** Debezium's name for {@link #USER}. */
    public static final String USERNAME = "connection.username";

    public static final String PASSWORD = "connection.password";
    public static final String VALIDATE = "validate.connection";
    private static final String GROUP = "Connection";

    public static void define(ConfigDef def) {
        def.define(
                URL,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                new ConfigDef.NonEmptyString(),
                ConfigDef.Importance.HIGH,
                "JDBC URL of the database, jdbc:postgresql://host:port/database. Options of the driver go after a question mark, such"
                        + " as sslmode, sslrootcert, sslcert, sslkey, currentSchema, and several hosts with targetServerType=primary.",
                GROUP,
                1,
                ConfigDef.Width.LONG,
                "URL");
        defineCredentials(def);
        def.define(
                VALIDATE,
                ConfigDef.Type.BOOLEAN,
                false,
                ConfigDef.Importance.LOW,
                "Whether validating the configuration also connects. If not, a wrong address or password shows when a task"
                        + " starts.",
                GROUP,
                5,
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
                "The same as " + USER + ", as Debezium calls it.",
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

    public static ConnectionSettings from(AbstractConfig config) {
        String user = config.getString(USER) == null ? config.getString(USERNAME) : config.getString(USER);
        return new ConnectionSettings(
                config.getString(URL),
                Optional.ofNullable(user),
                Optional.ofNullable(config.getPassword(PASSWORD)),
                config.getBoolean(VALIDATE));
    }
}
