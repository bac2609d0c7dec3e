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
import org.apache.kafka.common.config.types.Password;
import org.postgresql.PGProperty;

/** The settings of a connection's encryption and certificates, with libpq's names and meanings. */
public record TlsSettings(
        Optional<String> mode,
        Optional<String> rootCertificate,
        Optional<String> certificate,
        Optional<String> key,
        Optional<Password> keyPassword) {
    public static final String MODE = ConnectionSettings.PREFIX + "sslmode";
    public static final String ROOT_CERTIFICATE = ConnectionSettings.PREFIX + "sslrootcert";
    public static final String CERTIFICATE = ConnectionSettings.PREFIX + "sslcert";
    public static final String KEY = ConnectionSettings.PREFIX + "sslkey";
    public static final String KEY_PASSWORD = ConnectionSettings.PREFIX + "sslpassword";
    private static final String GROUP = "Connection";
    private static final ConfigDef.Validator MODES =
            ConfigDef.ValidString.in("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final ConfigDef.Validator VALID_MODE = ConfigDef.LambdaValidator.with(
            (name, value) -> {
                if (value != null && !value.toString().isBlank()) {
                    MODES.ensureValid(name, value);
                }
            },
            MODES::toString);

    static void define(ConfigDef def) {
        define(
                def,
                MODE,
                ConfigDef.Type.STRING,
                "disable, allow, prefer, require, verify-ca or verify-full, as in libpq. Only verify-full verifies that it is the right"
                        + " server. Empty: the URL's value, else prefer.",
                6);
        define(
                def,
                ROOT_CERTIFICATE,
                ConfigDef.Type.STRING,
                "File with the certificates (PEM) of the authorities that may sign the server's. Empty: ~/.postgresql/root.crt.",
                7);
        define(
                def,
                CERTIFICATE,
                ConfigDef.Type.STRING,
                "File with the client's certificate (PEM). Not needed when " + KEY + " is a PKCS #12 file.",
                8);
        define(
                def,
                KEY,
                ConfigDef.Type.STRING,
                "File with the client's private key: PKCS #8 in DER (.pk8) or, for RSA, PEM (.key, .pem), or PKCS #12 with the certificate"
                        + " (.p12, .pfx; alias user).",
                9);
        define(def, KEY_PASSWORD, ConfigDef.Type.PASSWORD, "The password of " + KEY + ", if it has one.", 10);
    }

    private static void define(ConfigDef def, String name, ConfigDef.Type type, String documentation, int order) {
        def.define(
                name,
                type,
                null,
                name.equals(MODE) ? VALID_MODE : null,
                ConfigDef.Importance.MEDIUM,
                documentation,
                GROUP,
                order,
                ConfigDef.Width.MEDIUM,
                name.substring(ConnectionSettings.PREFIX.length()));
    }

    static TlsSettings from(AbstractConfig config) {
        return new TlsSettings(
                ConnectionSettings.text(config, MODE),
                ConnectionSettings.text(config, ROOT_CERTIFICATE),
                ConnectionSettings.text(config, CERTIFICATE),
                ConnectionSettings.text(config, KEY),
                Optional.ofNullable(config.getPassword(KEY_PASSWORD)));
    }

    void addTo(Properties properties) {
        mode.ifPresent(value -> PGProperty.SSL_MODE.set(properties, value));
        rootCertificate.ifPresent(file -> PGProperty.SSL_ROOT_CERT.set(properties, file));
        certificate.ifPresent(file -> PGProperty.SSL_CERT.set(properties, file));
        key.ifPresent(file -> PGProperty.SSL_KEY.set(properties, file));
        keyPassword.ifPresent(password -> PGProperty.SSL_PASSWORD.set(properties, password.value()));
    }
}
