/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.source.settings.ConnectionSettings;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.GrantType;
import dev.tandem.salesforce.source.settings.LoginSettings;
import dev.tandem.salesforce.source.settings.ObjectSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

/**
 * Finds what is wrong across options, once each option for itself is right, and says it on the keys concerned, all at once.
 * Never quotes a secret.
 */
final class SalesforceSourceValidation {
    /** Options of this connector begin with this; anything else may be Connect's, a converter's or a transform's. */
    private static final String OWN_PREFIX = "salesforce.";

    private static final Pattern FIELD_PATTERN = Pattern.compile("[\\w*]+\\.[\\w*]+");
    /** Hosts that are no org's own, where client credentials are refused. */
    private static final Set<String> LOGIN_HOSTS = Set.of("login.salesforce.com", "test.salesforce.com");

    private final Map<String, ConfigValue> values;
    private final Map<String, String> properties;

    private SalesforceSourceValidation(Map<String, ConfigValue> values, Map<String, String> properties) {
        this.values = values;
        this.properties = properties;
    }

    /** Adds what is wrong to what {@code ConfigDef} has found. */
    static Config complete(Config parsed, Map<String, String> properties) {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        parsed.configValues().forEach(value -> values.put(value.name(), value));
        SalesforceSourceValidation validation = new SalesforceSourceValidation(values, properties);
        validation.findUnknownOptions();
        validation.findMissingCredentials();
        validation.checkInstance();
        validation.checkKeystore();
        validation.checkObjects();
        validation.checkFieldPatterns();
        if (validation.isFlawless()
                && Boolean.TRUE.equals(values.get(ConnectionSettings.VALIDATE).value())) {
            ConnectionCheck.of(new SalesforceSourceConfig(properties)).run(validation::error);
        }
        return new Config(List.copyOf(values.values()));
    }

    private void findUnknownOptions() {
        for (String key : properties.keySet()) {
            if (key.startsWith(OWN_PREFIX) && !values.containsKey(key)) {
                ConfigValue unknown = new ConfigValue(key);
                unknown.addErrorMessage("There is no option " + key + "; see the configuration reference.");
                values.put(key, unknown);
            }
        }
    }

    private void findMissingCredentials() {
        GrantType grantType = grantType();
        if (grantType == null) {
            return;
        }
        for (String key : LoginSettings.needed(grantType)) {
            if (isBlank(value(key)) && !hasError(key)) {
                error(key, "The grant type " + grantType + " needs " + key + ".");
            }
        }
    }

    /** Null when the option itself is wrong. */
    private GrantType grantType() {
        return hasError(LoginSettings.GRANT_TYPE) || value(LoginSettings.GRANT_TYPE) == null
                ? null
                : GrantType.valueOf(value(LoginSettings.GRANT_TYPE).toString().toUpperCase(Locale.ROOT));
    }

    private void checkInstance() {
        if (grantType() == GrantType.CLIENT_CREDENTIALS && !hasError(ConnectionSettings.INSTANCE)) {
            String host = java.net
                    .URI
                    .create(value(ConnectionSettings.INSTANCE).toString())
                    .getHost();
            if (LOGIN_HOSTS.contains(host)) {
                error(
                        ConnectionSettings.INSTANCE,
                        "CLIENT_CREDENTIALS logs in at the org's own My Domain URL (Setup, My Domain), not at " + host
                                + ".");
            }
        }
    }

    private void checkKeystore() {
        String key = LoginSettings.JWT_KEYSTORE_PATH;
        if (grantType() != GrantType.JWT_BEARER || isBlank(value(key)) || hasError(key)) {
            return;
        }
        Path keystore = Path.of(value(key).toString());
        if (!Files.isReadable(keystore)) {
            error(key, "The worker cannot read the file " + keystore + ".");
            return;
        }
        if (!(value(LoginSettings.JWT_KEYSTORE_PASSWORD) instanceof Password password)) {
            return;
        }
        try {
            KeyStore store =
                    KeyStore.getInstance(keystore.toFile(), password.value().toCharArray());
            if (Collections.list(store.aliases()).stream().noneMatch(alias -> hasPrivateKey(store, alias))) {
                error(key, "The keystore " + keystore + " has no private key.");
            }
        } catch (IOException | GeneralSecurityException unreadable) {
            error(
                    key,
                    "The keystore " + keystore + " cannot be opened with " + LoginSettings.JWT_KEYSTORE_PASSWORD
                            + "; it must be PKCS12 or JKS, and the password the keystore's.");
        }
    }

    private static boolean hasPrivateKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException notLoaded) {
            throw new IllegalStateException("a keystore that was loaded", notLoaded);
        }
    }

    private void checkObjects() {
        String key = ObjectSettings.NAMES;
        if (hasError(key)) {
            return;
        }
        List<String> names = list(key);
        Object alias = value(ObjectSettings.NAME_ALIAS);
        if (names.isEmpty() && isBlank(alias)) {
            error(key, "Name at least one object, as Account,Contact.");
        } else if (!names.isEmpty() && !isBlank(alias)) {
            error(ObjectSettings.NAME_ALIAS, "Give the objects either here or in " + key + ", not in both.");
        } else if (names.isEmpty()) {
            checkName(ObjectSettings.NAME_ALIAS, alias.toString());
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            checkName(key, name);
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                error(key, name + " is named twice.");
            }
        }
    }

    private void checkName(String key, String name) {
        try {
            SObjectName checked = new SObjectName(name);
            if (checked.value().endsWith("ChangeEvent")) {
                error(key, "Name the object, not its change event " + name + ".");
            }
        } catch (IllegalArgumentException noName) {
            error(key, noName.getMessage());
        }
    }

    private void checkFieldPatterns() {
        for (String key : List.of(FieldSettings.INCLUDE, FieldSettings.EXCLUDE)) {
            for (String pattern : list(key)) {
                if (!FIELD_PATTERN.matcher(pattern.trim()).matches()) {
                    error(key, "'" + pattern + "' is not of the form Object.Field, as Account.Phone or *.PhotoUrl.");
                }
            }
        }
    }

    private boolean isFlawless() {
        return values.values().stream().allMatch(value -> value.errorMessages().isEmpty());
    }

    private Object value(String key) {
        return values.get(key).value();
    }

    private List<String> list(String key) {
        return value(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private boolean hasError(String key) {
        return !values.get(key).errorMessages().isEmpty();
    }

    private void error(String key, String message) {
        values.get(key).addErrorMessage(message);
    }

    private static boolean isBlank(Object value) {
        String text = value instanceof Password password ? password.value() : (String) value;
        return text == null || text.isBlank();
    }
}
