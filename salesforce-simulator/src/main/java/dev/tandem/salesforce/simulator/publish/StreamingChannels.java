/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.publish;

import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.util.Optional;

/** Channels of generic streaming: records of the object {@code StreamingChannel}, to which clients push texts. */
public final class StreamingChannels {
    public static final String OBJECT = "StreamingChannel";

    private final Catalog catalog;
    private final RecordStore store;
    private final EventLog log;
    private final Clock clock;

    public StreamingChannels(Catalog catalog, RecordStore store, EventLog log, Clock clock) {
        this.catalog = catalog;
        this.store = store;
        this.log = log;
        this.clock = clock;
    }

    /** Returns whether there is a channel of that name, such as {@code /u/Alerts}. */
    public boolean exists(String name) {
        SObject object = catalog.object(OBJECT);
        return store.rows(object).stream()
                .filter(row -> store.isLive(object, (String) row.value(object.systemField("Id"))))
                .anyMatch(row -> name.equals(row.value(object.systemField("Name"))));
    }

    /** Returns the name of the channel with that id. */
    public Optional<String> name(String id) {
        SObject object = catalog.object(OBJECT);
        Row row = store.isLive(object, id) ? store.row(object, id) : null;
        return Optional.ofNullable(row).map(found -> (String) found.value(object.systemField("Name")));
    }

    /** Publishes a text. */
    public void push(String channel, String payload) {
        String data = "{\"payload\":" + Json.MAPPER.getNodeFactory().textNode(payload)
                + ",\"event\":{\"createdDate\":\"" + PlatformEvents.MILLIS.format(clock.instant()) + "\",\"replayId\":";
        log.append(channel, null, replayId -> data + replayId + "}}");
    }
}
