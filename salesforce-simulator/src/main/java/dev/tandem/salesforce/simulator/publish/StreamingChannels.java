/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.publish;

import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.schema.Catalog;
import java.time.Clock;
import java.util.Optional;

/** The channels of generic streaming, to which clients push texts. */
public final class StreamingChannels {
    public static final String OBJECT = "StreamingChannel";

    private final ChannelRecords channels;
    private final EventLog log;
    private final Clock clock;

    public StreamingChannels(Catalog catalog, RecordStore store, EventLog log, Clock clock) {
        this.channels = new ChannelRecords(catalog, store, OBJECT);
        this.log = log;
        this.clock = clock;
    }

    /** Returns whether there is a channel of that name, such as {@code /u/Alerts}. */
    public boolean exists(String name) {
        return channels.live().anyMatch(channel -> name.equals(channels.text(channel, "Name")));
    }

    /** Returns the name of the channel with that id. */
    public Optional<String> name(String id) {
        return channels.live()
                .filter(channel -> id.equals(channels.text(channel, "Id")))
                .findFirst()
                .map(channel -> channels.text(channel, "Name"));
    }

    /** Publishes a text. */
    public void push(String channel, String payload) {
        String data = "{\"payload\":" + Json.MAPPER.getNodeFactory().textNode(payload) + ","
                + ChannelRecords.mark(clock.instant());
        log.append(channel, null, replayId -> data + replayId + "}}");
    }
}
