/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.salesforce.client.stream.StreamItem.PublishedEvent;
import dev.tandem.salesforce.source.mapping.RecordFactory.Place;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import dev.tandem.salesforce.source.settings.RecordSettings.SourceHeaders;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A factory of Connect's records for the rows of one channel that is not of change events.
 *
 * <p>Each record has a version as a header, which rises in the order of the channel. An event that is emitted again after a
 * restart has its former version. So a sink that compares versions does not replace a row by an older one.
 */
public final class ChannelRecords {
    private final Map<String, String> partition;
    private final ObjectTopic topic;
    private final SourceHeaders headers;

    /** @param partition the channel's source partition */
    public ChannelRecords(Map<String, String> partition, ObjectTopic topic, SourceHeaders headers) {
        this.partition = partition;
        this.topic = topic;
        this.headers = headers;
    }

    /** Returns the record of an event. */
    public SourceRecord event(ChannelLayout layout, PublishedEvent event, Place place) {
        var row = layout.row(event);
        SourceRecord record = new SourceRecord(
                partition,
                place.offset(),
                topic.topic(),
                null,
                layout.keySchema(),
                layout.key(event),
                row.schema(),
                row);
        record.headers().add(ChangeHeaders.VERSION, place.version(), Schema.INT64_SCHEMA);
        if (headers == SourceHeaders.ALL) {
            record.headers().add(RecordFactory.HEADER_PREFIX + "channel", event.channel(), Schema.STRING_SCHEMA);
            record.headers()
                    .add(
                            RecordFactory.HEADER_PREFIX + "replay_id",
                            event.replayId().value(),
                            Schema.STRING_SCHEMA);
        }
        return record;
    }

    /** Returns a record that only carries an offset, in a topic of its own. */
    public SourceRecord position(Place place) {
        return new SourceRecord(
                partition, place.offset(), RecordFactory.POSITION_TOPIC + topic.prefix(), null, null, null, null, null);
    }
}
