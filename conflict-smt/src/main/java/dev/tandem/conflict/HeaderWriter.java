/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.order.Verdict.Reason;
import dev.tandem.conflict.shape.Change;
import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Operation;
import dev.tandem.plugin.option.Choice;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** The writer of the headers that describe a change ({@link ChangeHeaders}). */
final class HeaderWriter {
    /** String: the reason why the change must not be applied, in lower case. */
    static final String DROPPED = "tandem.dropped";

    /** Array of string: the fields of the change that must not be applied. */
    static final String DROPPED_FIELDS = "tandem.dropped.fields";

    private static final int MAX_ORIGINS = 1_000;

    private static final Schema NAMES =
            SchemaBuilder.array(Schema.STRING_SCHEMA).build();
    private static final Header READ = new ChangeHeader(ChangeHeaders.READ, Schema.BOOLEAN_SCHEMA, true);
    private static final Header NOT_READ = new ChangeHeader(ChangeHeaders.READ, Schema.BOOLEAN_SCHEMA, false);
    private static final List<String> OURS = List.of(
            ChangeHeaders.OP,
            ChangeHeaders.ORIGIN,
            ChangeHeaders.VERSION,
            ChangeHeaders.COMMIT_TS,
            ChangeHeaders.CHANGED,
            ChangeHeaders.READ,
            ChangeHeaders.ECHO);

    private final Map<Operation, Header> operations = new EnumMap<>(Operation.class);
    private final Map<String, Header> origins = new HashMap<>();

    HeaderWriter() {
        for (Operation operation : Operation.values()) {
            operations.put(operation, new ChangeHeader(ChangeHeaders.OP, Schema.STRING_SCHEMA, operation.code()));
        }
    }

    /** Returns whether an earlier transform has already marked the record as failed or dropped. */
    static boolean isSettled(Headers headers) {
        return !headers.isEmpty()
                && (headers.lastWithName(ChangeHeaders.ERROR) != null || headers.lastWithName(DROPPED) != null);
    }

    /**
     * Returns the record's headers and those of the change, which replace any from an earlier transform.
     *
     * @param changed the fields that the change carries; null for the whole row
     */
    Headers write(Headers original, Change change, List<String> changed) {
        Headers headers = new ConnectHeaders(original);
        if (!headers.isEmpty()) {
            OURS.forEach(headers::remove);
        }
        headers.add(operations.get(change.operation()));
        if (origins.size() == MAX_ORIGINS) {
            origins.clear();
        }
        headers.add(origins.computeIfAbsent(change.origin(), HeaderWriter::origin));
        if (change.versioned()) {
            headers.add(new ChangeHeader(ChangeHeaders.VERSION, Schema.INT64_SCHEMA, change.version()));
        }
        headers.add(new ChangeHeader(ChangeHeaders.COMMIT_TS, Schema.INT64_SCHEMA, change.commitTs()));
        headers.add(change.read() ? READ : NOT_READ);
        if (changed != null) {
            headers.add(new ChangeHeader(ChangeHeaders.CHANGED, NAMES, changed));
        }
        if (change.echo() != null) {
            headers.add(new ChangeHeader(ChangeHeaders.ECHO, Schema.STRING_SCHEMA, change.echo()));
        }
        return headers;
    }

    static void markDropped(Headers headers, Reason reason) {
        headers.add(new ChangeHeader(DROPPED, Schema.STRING_SCHEMA, Choice.text(reason)));
    }

    static void markDroppedFields(Headers headers, List<String> fields) {
        headers.add(new ChangeHeader(DROPPED_FIELDS, NAMES, fields));
    }

    static void markError(Headers headers, String text) {
        headers.add(new ChangeHeader(ChangeHeaders.ERROR, Schema.STRING_SCHEMA, text));
    }

    private static Header origin(String origin) {
        return new ChangeHeader(ChangeHeaders.ORIGIN, Schema.STRING_SCHEMA, origin);
    }
}
