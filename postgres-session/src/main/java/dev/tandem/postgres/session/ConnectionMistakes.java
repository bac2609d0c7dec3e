/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A check of the connection's options against each other, without connecting. It never quotes the URL, which may hold a secret. */
public final class ConnectionMistakes {
    private static final Pattern URL_OPTION = Pattern.compile("[?&;](\\w+)=([^&]*)");
    private static final List<String> SECRETS = List.of(ConnectionSettings.PASSWORD, TlsSettings.KEY_PASSWORD);
    private static final List<String> FILES =
            List.of(TlsSettings.ROOT_CERTIFICATE, TlsSettings.CERTIFICATE, TlsSettings.KEY);
    private static final String FORM = "Use jdbc:postgresql://host:port/database.";

    private final Map<String, String> properties;
    private final BiConsumer<String, String> errors;

    private ConnectionMistakes(Map<String, String> properties, BiConsumer<String, String> errors) {
        this.properties = properties;
        this.errors = errors;
    }

    /**
     * Reports every mistake.
     *
     * @param properties of the connector, as the user wrote them
     * @param errors takes the key that has to change, and a sentence about it
     */
    public static void report(Map<String, String> properties, BiConsumer<String, String> errors) {
        new ConnectionMistakes(properties, errors).report();
    }

    private void report() {
        option(ConnectionSettings.URL).ifPresent(this::checkUrl);
        checkUser();
        checkCertificates();
    }

    /** Returns the value of an option; empty if it is absent or blank. */
    private Optional<String> option(String key) {
        return Optional.ofNullable(properties.get(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private void checkUrl(String url) {
        if (ConnectionSettings.holdsUser(url)) {
            error(
                    ConnectionSettings.URL,
                    "has a user or password before the host, which shows in logs. Set " + ConnectionSettings.USER
                            + " and " + ConnectionSettings.PASSWORD + " instead.");
        } else if (ConnectionSettings.isSimple(url)) {
            error(ConnectionSettings.URL, ConnectionSettings.SIMPLE_MODE);
        } else if (!new Driver().acceptsURL(url)) {
            error(ConnectionSettings.URL, "is not a PostgreSQL JDBC URL. " + FORM);
        }
        Matcher option = URL_OPTION.matcher(url);
        while (option.find()) {
            checkUrlOption(option.group(1), option.group(2));
        }
    }

    private void checkUrlOption(String name, String inUrl) {
        String key = ConnectionSettings.PREFIX + name;
        // The driver ignores other spellings, but logs show the secret all the same.
        Optional<String> secret = SECRETS.stream().filter(key::equalsIgnoreCase).findFirst();
        if (secret.isPresent()) {
            error(
                    ConnectionSettings.URL,
                    "holds a secret, which shows in logs and to all who may read the configuration. Set " + secret.get()
                            + " instead.");
        } else if (PGProperty.forName(name) == null) {
            nameInOtherCase(name)
                    .ifPresent(known -> error(
                            ConnectionSettings.URL,
                            "has the option " + name + ", which the driver ignores. Write it as " + known + "."));
        } else if (option(key).filter(given -> !given.equals(inUrl)).isPresent()) {
            error(key, "differs from what " + ConnectionSettings.URL + " says. Set only one of them.");
        }
    }

    private static Optional<String> nameInOtherCase(String name) {
        return Stream.of(PGProperty.values())
                .map(PGProperty::getName)
                .filter(name::equalsIgnoreCase)
                .findFirst();
    }

    private void checkUser() {
        Optional<String> user = option(ConnectionSettings.USER);
        Optional<String> alias = option(ConnectionSettings.USERNAME);
        if (user.isPresent() && alias.isPresent() && !user.equals(alias)) {
            error(ConnectionSettings.USERNAME, "differs from " + ConnectionSettings.USER + ". Set only one of them.");
        }
    }

    private void checkCertificates() {
        for (String needsKey : List.of(TlsSettings.CERTIFICATE, TlsSettings.KEY_PASSWORD)) {
            if (option(needsKey).isPresent() && option(TlsSettings.KEY).isEmpty()) {
                error(TlsSettings.KEY, "is missing. " + needsKey + " needs it.");
            }
        }
        for (String file : FILES) {
            option(file)
                    .filter(path -> !isReadable(path))
                    .ifPresent(path -> error(
                            file,
                            "names a file that the worker cannot read. Correct the path, or let the worker read it."));
        }
    }

    private static boolean isReadable(String path) {
        try {
            return Files.isReadable(Path.of(path)) && Files.isRegularFile(Path.of(path));
        } catch (InvalidPathException malformed) {
            return false;
        }
    }

    private void error(String key, String rest) {
        errors.accept(key, key + " " + rest);
    }
}
