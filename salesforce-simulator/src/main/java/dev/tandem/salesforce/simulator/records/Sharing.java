/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.function.Predicate;

/** The records that the user of the API may see: all of an object, or only those that it owns. */
public final class Sharing {
    private static final String OWNER = "OwnerId";

    private final String userId;
    private final Predicate<String> viewAll;

    /** @param viewAll tests whether the user has View All on the object with this name */
    public Sharing(String userId, Predicate<String> viewAll) {
        this.userId = userId;
        this.viewAll = viewAll;
    }

    /** Returns whether the user may see all records of an object. */
    public boolean showsAll(SObject object) {
        return viewAll.test(object.name());
    }

    /** Returns a test of whether the user may see a record of an object. */
    public Predicate<Row> of(SObject object) {
        Field owner = object.field(OWNER);
        return owner == null || showsAll(object) ? any -> true : row -> userId.equals(row.value(owner));
    }
}
