/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/** A dry run of what a task will do first: log in, and describe the objects. It gives up soon. */
public final class ConnectionCheck {
    private static final Duration RETRY_TIME = Duration.ofSeconds(3);

    private final SalesforceApi api;
    private final BiConsumer<String, String> errors;

    private ConnectionCheck(SalesforceApi api, BiConsumer<String, String> errors) {
        this.api = api;
        this.errors = errors;
    }

    /** @param errors takes a key and what is wrong with it */
    public static ConnectionCheck of(
            OrgConnectionSettings connection, LoginSettings login, BiConsumer<String, String> errors) {
        return new ConnectionCheck(SalesforceApi.of(connection.org(RETRY_TIME), login.credentials()), errors);
    }

    /** Returns the API that the check has used, for further checks. */
    public SalesforceApi api() {
        return api;
    }

    /** Logs in, and returns whether that and the API version worked. */
    public boolean logIn() {
        try {
            api.token();
        } catch (SalesforceException failure) {
            errors.accept(FailureAdvice.ofLogin(failure).key(), "Failed to log in: " + FailureAdvice.describe(failure));
            return false;
        }
        try {
            List<String> offered = api.versions();
            if (!offered.contains(api.version())) {
                errors.accept(
                        OrgConnectionSettings.VERSION,
                        "The org does not have API version " + api.version() + ". Use latest, or one of " + offered
                                + ".");
                return false;
            }
            return true;
        } catch (SalesforceException failure) {
            errors.accept(
                    OrgConnectionSettings.VERSION,
                    "Failed to list the API versions: " + FailureAdvice.describe(failure));
            return false;
        }
    }

    /**
     * Describes objects, and returns those that exist under exactly this name.
     *
     * @param key the option that names the objects
     */
    public List<SObjectDescription> describe(String key, Collection<SObjectName> objects) {
        List<SObjectDescription> found = new ArrayList<>();
        for (SObjectName object : objects) {
            try {
                SObjectDescription description = api.describe(object);
                if (description.name().equals(object)) {
                    found.add(description);
                } else {
                    errors.accept(key, "Object " + object + " is spelled " + description.name() + " in this org.");
                }
            } catch (SalesforceException failure) {
                errors.accept(key, "Failed to describe " + object + ": " + FailureAdvice.describe(failure));
            }
        }
        return found;
    }
}
