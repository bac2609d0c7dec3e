/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

import dev.tandem.salesforce.simulator.records.Wire;

/**
 * The differences between the change events of one org and those of another.
 *
 * @param wire how values are spelled
 * @param changedFields whether headers list the changed fields
 * @param formulas whether events carry formula fields
 * @param unchanged the treatment of updates that change nothing
 * @param cascades whether records that are deleted with their master have events
 */
public record EventStyle(Wire wire, boolean changedFields, boolean formulas, Unchanged unchanged, boolean cascades) {
    public static final EventStyle USUAL = new EventStyle(Wire.EVENT, true, true, Unchanged.BARE, true);

    /** The event of an update that changes nothing: one with LastModifiedDate alone, or none. */
    public enum Unchanged {
        BARE,
        SILENT
    }
}
