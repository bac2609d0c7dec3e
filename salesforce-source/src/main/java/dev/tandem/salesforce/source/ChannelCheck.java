/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.Rejection;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import dev.tandem.salesforce.client.stream.StreamSettings;
import dev.tandem.salesforce.source.settings.CaptureSettings.CaptureMode;
import dev.tandem.salesforce.source.settings.ChannelSettings;
import dev.tandem.salesforce.source.settings.CustomChannels;
import dev.tandem.salesforce.source.settings.EventChannel;
import dev.tandem.salesforce.source.settings.ObjectSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** A dry run that follows the change events of objects, and other channels. It gives up soon. */
final class ChannelCheck {
    private static final Duration SUBSCRIBE_TIME = Duration.ofSeconds(10);
    private static final Duration POLL_TIME = Duration.ofMillis(200);

    private final SalesforceApi api;
    private final CaptureMode mode;
    private final CustomChannels customChannels;
    private final BiConsumer<String, String> errors;
    private final Map<String, Subject> unanswered = new LinkedHashMap<>();

    /**
     * The events of a channel.
     *
     * @param key the option that asks for them
     * @param mayBePolled whether the object can be copied without them
     */
    private record Subject(String key, String events, String remedy, boolean mayBePolled) {}

    /** @param errors takes a key and what is wrong with it */
    ChannelCheck(
            SalesforceApi api, CaptureMode mode, CustomChannels customChannels, BiConsumer<String, String> errors) {
        this.api = api;
        this.mode = mode;
        this.customChannels = customChannels;
        this.errors = errors;
    }

    /** Adds an error for every object or channel that cannot be copied. */
    void run(Collection<SObjectDescription> objects, Collection<EventChannel> channels) {
        objects.forEach(this::add);
        for (EventChannel channel : channels) {
            unanswered.put(
                    channel.address(),
                    new Subject(
                            ChannelSettings.key(channel.kind()),
                            channel.address(),
                            "Create it in Salesforce, and give the user access to it.",
                            false));
        }
        if (!unanswered.isEmpty()) {
            subscribe();
        }
    }

    private void add(SObjectDescription object) {
        if (!object.queryable()) {
            errors.accept(
                    ObjectSettings.NAMES,
                    "Object " + object.name() + " cannot be copied: Salesforce does not allow queries of it.");
        } else if (mode != CaptureMode.POLLING) {
            unanswered.put(
                    customChannels.of(object.name()),
                    new Subject(
                            ObjectSettings.NAMES,
                            "the change events of " + object.name(),
                            "Select it in Setup, Change Data Capture, and let the user view all of its records.",
                            mode == CaptureMode.AUTO));
        }
    }

    private void subscribe() {
        String anyKey = unanswered.values().iterator().next().key();
        try (ChangeEventStream stream = ChangeEventStream.open(api, StreamSettings.defaults())) {
            unanswered.keySet().forEach(channel -> stream.subscribe(channel, ReplayFrom.latest()));
            long deadline = System.nanoTime() + SUBSCRIBE_TIME.toNanos();
            while (!unanswered.isEmpty() && System.nanoTime() < deadline) {
                for (StreamItem item : stream.poll(unanswered.size(), POLL_TIME)) {
                    take(item);
                }
            }
            unanswered
                    .values()
                    .forEach(subject -> errors.accept(
                            subject.key(),
                            "Failed to follow " + subject.events() + ": Salesforce did not answer in time."));
        } catch (SalesforceException failure) {
            errors.accept(anyKey, "Failed to follow events: " + failure.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(StreamItem item) {
        if (item instanceof Subscribed) {
            unanswered.remove(item.channel());
        } else if (item instanceof SubscriptionRejected rejected) {
            Subject subject = unanswered.remove(item.channel());
            if (subject.mayBePolled() && rejected.rejection() == Rejection.NO_SUCH_CHANNEL) {
                return;
            }
            errors.accept(
                    subject.key(),
                    "Failed to follow " + subject.events() + ": " + rejected.message() + ". " + subject.remedy());
        }
    }
}
