/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.write.WriteCollection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The collections that carry writes, in their order. Pure. */
final class ObjectCalls {
    private ObjectCalls() {}

    /** Splits writes wherever object or operation changes, a record comes again, or a collection is full. */
    static List<List<ObjectWrite>> collections(List<ObjectWrite> writes) {
        List<List<ObjectWrite>> collections = new ArrayList<>();
        List<ObjectWrite> collection = new ArrayList<>();
        Set<String> identities = new HashSet<>();
        for (ObjectWrite write : writes) {
            String identity = write.identity();
            boolean fits = collection.size() < WriteCollection.MAX_WRITES
                    && isAlike(collection, write.object(), write.operation())
                    && (identity.isEmpty() || !identities.contains(identity));
            if (!fits) {
                collections.add(collection);
                collection = new ArrayList<>();
                identities.clear();
            }
            collection.add(write);
            identities.add(identity);
        }
        if (!collection.isEmpty()) {
            collections.add(collection);
        }
        return collections;
    }

    private static boolean isAlike(List<ObjectWrite> collection, SObjectName object, ObjectOperation operation) {
        return collection.isEmpty()
                || (collection.get(0).object().equals(object)
                        && collection.get(0).operation() == operation);
    }
}
