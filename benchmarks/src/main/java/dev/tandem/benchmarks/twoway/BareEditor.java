/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.CompositeWrite;
import dev.tandem.salesforce.client.write.RecordWrite;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteCollection;
import dev.tandem.salesforce.client.write.WriteOptions;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** The least that any client must do: read what it is about to change, and write it. Keeps no state, and confirms nothing. */
record BareEditor(SalesforceApi api, WriteApi writes, Guard guard) implements Editor {
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static final String CLIENT = "benchmark";

    /** A choice between guarded writes, 25 a call, and unguarded ones, 1,000 a call. */
    enum Guard {
        GUARDED,
        UNGUARDED
    }

    BareEditor(SalesforceApi api, Guard guard) {
        this(api, new WriteApi(api, WriteOptions.defaults()), guard);
    }

    private static RecordWrite.Update update(String id, String value) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode().put(TwoWayBenchmark.FIELD, value);
        return new RecordWrite.Update(ACCOUNT, new RecordId(id), fields);
    }

    private void look(List<String> ids) {
        new RecordLookup(api)
                .retrieve(ACCOUNT, ids.stream().map(RecordId::new).toList(), List.of(TwoWayBenchmark.FIELD));
    }

    @Override
    public void edit(String id, String value) {
        look(List.of(id));
        writes.writeRows(List.of(CompositeWrite.unguarded(update(id, value), CLIENT)));
    }

    @Override
    public void editAll(List<String> ids, String value) {
        look(ids);
        int size = guard == Guard.GUARDED ? WriteApi.MAX_ROWS : WriteApi.MAX_COLLECTIONS * WriteCollection.MAX_WRITES;
        parts(ids, size).parallelStream().forEach(part -> write(part, value));
    }

    private void write(List<String> ids, String value) {
        if (guard == Guard.GUARDED) {
            Instant now = Instant.now();
            writes.writeRows(ids.stream()
                    .map(id -> CompositeWrite.guarded(update(id, value), CLIENT, now))
                    .toList());
        } else {
            writes.writeCollections(
                    parts(ids, WriteCollection.MAX_WRITES).stream()
                            .map(part -> new WriteCollection(part.stream()
                                    .<RecordWrite>map(id -> update(id, value))
                                    .toList()))
                            .toList(),
                    CLIENT);
        }
    }

    private static List<List<String>> parts(List<String> ids, int size) {
        return IntStream.iterate(0, from -> from < ids.size(), from -> from + size)
                .mapToObj(from -> ids.subList(from, Math.min(from + size, ids.size())))
                .toList();
    }
}
