/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.publish;

import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.records.Commit;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The org's channels that are not of change events. */
public final class Publishing implements Consumer<Commit> {
    private final Catalog catalog;
    private final PlatformEvents platformEvents;
    private final PushTopics pushTopics;
    private final StreamingChannels streamingChannels;

    public Publishing(Catalog catalog, RecordStore store, EventLog log, Clock clock, RandomGenerator random) {
        this.catalog = catalog;
        this.platformEvents = new PlatformEvents(log, clock, random);
        this.pushTopics = new PushTopics(catalog, store, log, clock);
        this.streamingChannels = new StreamingChannels(catalog, store, log, clock);
    }

    public PlatformEvents platformEvents() {
        return platformEvents;
    }

    public StreamingChannels streamingChannels() {
        return streamingChannels;
    }

    /** Returns whether there is such a channel, such as {@code /event/Low_Ink__e}; names are case-sensitive. */
    public boolean exists(String channel) {
        String name = channel.substring(channel.indexOf('/', 1) + 1);
        if (channel.startsWith("/event/")) {
            SObject event = catalog.object(name);
            return event != null && event.isPlatformEvent() && event.name().equals(name);
        }
        return channel.startsWith("/topic/") ? pushTopics.isActive(name) : streamingChannels.exists(channel);
    }

    @Override
    public void accept(Commit commit) {
        pushTopics.accept(commit);
    }
}
