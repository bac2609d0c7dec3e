/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteCollection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The calls that carry writes. Salesforce may put off one write of a call, or a whole collection, and carry out the others. So a call
 * has one write of each record, none that refers to another one by an external id, and no deletes next to other writes, which may have
 * moved children away from the deleted records. Pure.
 */
final class ObjectCalls {
    private ObjectCalls() {}

    /** Returns the collections of the first call, with the first of the writes, in their order. */
    static List<List<ObjectWrite>> firstCall(List<ObjectWrite> writes) {
        List<List<ObjectWrite>> collections = new ArrayList<>();
        Set<String> records = new HashSet<>();
        Set<String> keys = new HashSet<>();
        Set<String> parentKeys = parentKeys(writes);
        for (ObjectWrite write : writes) {
            List<ObjectWrite> last = collections.isEmpty() ? List.of() : collections.get(collections.size() - 1);
            boolean opens = last.size() == WriteCollection.MAX_WRITES || !isAlike(last, write);
            boolean isFull = opens && collections.size() == WriteApi.MAX_COLLECTIONS;
            boolean isFollowUp = write.identity().filter(records::contains).isPresent()
                    || write.references().stream().anyMatch(keys::contains);
            if (write.needsId() || isFull || isFollowUp || (opens && isMixed(last, write))) {
                break;
            }
            if (opens) {
                last = new ArrayList<>();
                collections.add(last);
            }
            last.add(write);
            write.identity().ifPresent(records::add);
            parentKeys.forEach(field -> write.key(field).ifPresent(keys::add));
        }
        return collections;
    }

    /** Returns the names of the fields by which the writes refer to their parents. */
    private static Set<String> parentKeys(List<ObjectWrite> writes) {
        Set<String> names = new HashSet<>();
        writes.forEach(write -> names.addAll(write.parentKeys()));
        return names;
    }

    private static boolean isMixed(List<ObjectWrite> collection, ObjectWrite write) {
        return !collection.isEmpty()
                && (collection.get(0).operation() == ObjectOperation.DELETE)
                        != (write.operation() == ObjectOperation.DELETE);
    }

    private static boolean isAlike(List<ObjectWrite> collection, ObjectWrite write) {
        return !collection.isEmpty()
                && collection.get(0).object().equals(write.object())
                && collection.get(0).operation() == write.operation();
    }
}
