/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.FieldType;
import dev.tandem.salesforce.client.write.RecordWrite;
import dev.tandem.salesforce.client.write.RowWrite;
import dev.tandem.salesforce.sink.table.FieldJson;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Taken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The writes that requests become. Pure. */
final class Writes {
    private Writes() {}

    /**
     * A request that is to be sent.
     *
     * @param row the row with the request as it was noted
     * @param unmodifiedSince the guard; empty for writes that have none
     */
    record Ready(Taken taken, TwoWayRow row, Optional<Instant> unmodifiedSince) {
        String key() {
            return row.key();
        }

        Request request() {
            return row.request();
        }
    }

    /** Puts children of one parent next to each other: a child's save locks its parent, so calls at the same time would wait for it. */
    static List<Ready> inLockOrder(MappedTable table, List<Ready> requests) {
        List<String> references = table.fields().entrySet().stream()
                .filter(entry -> entry.getValue().type() == FieldType.REFERENCE)
                .map(Map.Entry::getKey)
                .toList();
        if (references.isEmpty()) {
            return requests;
        }
        List<Ready> ordered = new ArrayList<>(requests);
        ordered.sort(Comparator.comparing(ready -> references.stream()
                .map(column -> String.valueOf(ready.row().value(column).text()))
                .collect(Collectors.joining(" "))));
        return ordered;
    }

    static RowWrite of(MappedTable table, Ready ready) {
        RecordWrite write = record(table, ready);
        String client = client(ready.request().id());
        return write instanceof RecordWrite.Update update
                        && ready.unmodifiedSince().isPresent()
                ? RowWrite.guarded(update, client, ready.unmodifiedSince().get())
                : RowWrite.unguarded(write, client);
    }

    static RecordWrite record(MappedTable table, Ready ready) {
        TwoWayRow row = ready.row();
        ObjectNode fields = FieldJson.write(table, ready.request().sent());
        return switch (ready.request().kind()) {
            case CREATE -> new RecordWrite.Create(table.object(), withKey(table, row, fields));
            case UPDATE -> new RecordWrite.Update(table.object(), new RecordId(row.salesforceId()), fields);
            case DELETE -> new RecordWrite.Delete(table.object(), new RecordId(row.salesforceId()));
        };
    }

    /** Adds the row's key, which Salesforce keeps unique: so a repeated create is rejected as long as its record exists. */
    private static ObjectNode withKey(MappedTable table, TwoWayRow row, ObjectNode fields) {
        return fields.put(table.externalId().name(), row.key());
    }

    /** Returns the name by which change events refer to a request. */
    static String client(long requestId) {
        return "tandem-" + requestId;
    }
}
