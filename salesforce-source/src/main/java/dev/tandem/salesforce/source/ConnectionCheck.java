/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import dev.tandem.salesforce.client.stream.StreamSettings;
import dev.tandem.salesforce.source.settings.ConnectionSettings;
import dev.tandem.salesforce.source.settings.ObjectSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Tries what a task will do: log in, find the objects, listen to their channels. Gives up soon. */
final class ConnectionCheck {
    private static final Duration RETRY_TIME = Duration.ofSeconds(3);
    private static final Duration SUBSCRIBE_TIME = Duration.ofSeconds(10);

    private final SalesforceApi api;
    private final List<String> objects;

    private ConnectionCheck(SalesforceApi api, List<String> objects) {
        this.api = api;
        this.objects = objects;
    }

    static ConnectionCheck of(SalesforceSourceConfig config) {
        SalesforceApi api = SalesforceApi.of(
                config.connection().org(RETRY_TIME), config.login().credentials());
        return new ConnectionCheck(api, config.objects().names());
    }

    /** @param errors takes a key and what is wrong with it */
    void run(BiConsumer<String, String> errors) {
        try {
            api.token();
        } catch (SalesforceException failure) {
            errors.accept(ConnectionSettings.INSTANCE, "Cannot log in: " + failure.getMessage());
            return;
        }
        List<SObjectName> found = describe(errors);
        if (!found.isEmpty()) {
            subscribe(found, errors);
        }
    }

    private List<SObjectName> describe(BiConsumer<String, String> errors) {
        List<SObjectName> found = new ArrayList<>();
        for (String object : objects) {
            try {
                SObjectDescription description = api.describe(new SObjectName(object));
                if (!description.name().value().equals(object)) {
                    errors.accept(ObjectSettings.NAMES, object + " is spelled " + description.name() + ".");
                } else if (!description.queryable()) {
                    errors.accept(ObjectSettings.NAMES, object + " cannot be queried, so not be copied.");
                } else {
                    found.add(description.name());
                }
            } catch (SalesforceException failure) {
                errors.accept(ObjectSettings.NAMES, object + " cannot be described: " + failure.getMessage());
            }
        }
        return found;
    }

    private void subscribe(List<SObjectName> found, BiConsumer<String, String> errors) {
        Map<String, SObjectName> unanswered = new LinkedHashMap<>();
        try (ChangeEventStream stream = ChangeEventStream.open(api, StreamSettings.defaults())) {
            for (SObjectName object : found) {
                unanswered.put(object.changeEventChannel(), object);
                stream.subscribe(object.changeEventChannel(), ReplayFrom.latest());
            }
            long deadline = System.nanoTime() + SUBSCRIBE_TIME.toNanos();
            while (!unanswered.isEmpty() && System.nanoTime() < deadline) {
                for (StreamItem item : stream.poll(found.size(), Duration.ofMillis(200))) {
                    if (item instanceof Subscribed) {
                        unanswered.remove(item.channel());
                    } else if (item instanceof SubscriptionRejected refused) {
                        SObjectName object = unanswered.remove(item.channel());
                        errors.accept(
                                ObjectSettings.NAMES,
                                "The change events of " + object + " cannot be followed: " + refused.message()
                                        + ". Is it selected in Setup, Change Data Capture, and may the user view all"
                                        + " of its records?");
                    }
                }
            }
            unanswered
                    .values()
                    .forEach(object -> errors.accept(
                            ObjectSettings.NAMES,
                            "Salesforce did not answer in time to a subscription to " + object + "."));
        } catch (SalesforceException failure) {
            errors.accept(ObjectSettings.NAMES, "Change events cannot be followed: " + failure.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
