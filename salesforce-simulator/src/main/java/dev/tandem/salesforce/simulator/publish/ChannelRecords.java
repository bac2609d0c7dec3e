/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.publish;

import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The channels of one kind, which are the records of an object, so clients create them as they create any record.
 *
 * @param object the name of the object
 */
record ChannelRecords(Catalog catalog, RecordStore store, String object) {
    /** Returns the records that are not deleted. */
    Stream<Row> live() {
        SObject type = type();
        return store.rows(type).stream().filter(row -> store.isLive(type, text(row, "Id")));
    }

    String text(Row row, String field) {
        return (String) value(row, field);
    }

    boolean isTrue(Row row, String field) {
        return Boolean.TRUE.equals(value(row, field));
    }

    private Object value(Row row, String field) {
        return row.value(type().systemField(field));
    }

    private SObject type() {
        return catalog.object(object);
    }

    /** Returns the beginning of an event's mark in JSON, up to its replay id. */
    static String mark(Instant created) {
        return "\"event\":{\"createdDate\":\"" + PlatformEvents.MILLIS.format(created) + "\",\"replayId\":";
    }
}
