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
import dev.tandem.salesforce.client.stream.StreamItem.Rejection;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import dev.tandem.salesforce.client.stream.StreamSettings;
import dev.tandem.salesforce.source.settings.CaptureSettings.CaptureMode;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tries to follow the change events of objects. Gives up soon. */
final class ChannelCheck {
    private static final Duration SUBSCRIBE_TIME = Duration.ofSeconds(10);
    private static final Duration POLL_TIME = Duration.ofMillis(200);

    private final SalesforceApi api;
    private final CaptureMode mode;
    private final Consumer<String> errors;

    ChannelCheck(SalesforceApi api, CaptureMode mode, Consumer<String> errors) {
        this.mode = mode;
        this.api = api;
        this.errors = errors;
    }

    /** Adds an error for every object that cannot be copied. */
    void run(Collection<SObjectDescription> objects) {
        Map<String, SObjectName> unanswered = new LinkedHashMap<>();
        for (SObjectDescription object : objects) {
            if (object.queryable()) {
                unanswered.put(object.name().changeEventChannel(), object.name());
            } else {
                errors.accept(
                        "Object " + object.name() + " cannot be copied: Salesforce does not allow queries of it.");
            }
        }
        if (!unanswered.isEmpty() && mode != CaptureMode.POLLING) {
            subscribe(unanswered);
        }
    }

    private void subscribe(Map<String, SObjectName> unanswered) {
        try (ChangeEventStream stream = ChangeEventStream.open(api, StreamSettings.defaults())) {
            unanswered.keySet().forEach(channel -> stream.subscribe(channel, ReplayFrom.latest()));
            long deadline = System.nanoTime() + SUBSCRIBE_TIME.toNanos();
            while (!unanswered.isEmpty() && System.nanoTime() < deadline) {
                for (StreamItem item : stream.poll(unanswered.size(), POLL_TIME)) {
                    take(item, unanswered);
                }
            }
            unanswered
                    .values()
                    .forEach(object -> errors.accept("Failed to follow the change events of " + object
                            + ": Salesforce did not answer in time."));
        } catch (SalesforceException failure) {
            errors.accept("Failed to follow change events: " + failure.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(StreamItem item, Map<String, SObjectName> unanswered) {
        if (item instanceof Subscribed) {
            unanswered.remove(item.channel());
        } else if (item instanceof SubscriptionRejected rejected) {
            SObjectName object = unanswered.remove(item.channel());
            if (mode == CaptureMode.AUTO && rejected.rejection() == Rejection.NO_SUCH_CHANNEL) {
                return;
            }
            errors.accept("Failed to follow the change events of " + object + ": " + rejected.message()
                    + ". Select it in Setup, Change Data Capture, and let the user view all of its records.");
        }
    }
}
