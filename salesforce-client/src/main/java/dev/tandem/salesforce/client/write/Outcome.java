/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import dev.tandem.salesforce.client.RecordId;
import java.util.List;

/** The outcome of a write for one record. */
public sealed interface Outcome
        permits Outcome.Written,
                Outcome.Overtaken,
                Outcome.Gone,
                Outcome.Rejected,
                Outcome.Busy,
                Outcome.Lost,
                RejectedTogether {

    /**
     * The write was carried out. A deletion counts too.
     *
     * @param created whether the record is new
     */
    record Written(RecordId id, boolean created) implements Outcome {}

    /** Someone modified the record after the guard's instant (412), and nothing was done. */
    record Overtaken() implements Outcome {}

    /** The record does not exist, is deleted, or is not visible to this user. Nothing was done. */
    record Gone(String code, String message) implements Outcome {
        /** Returns whether the record is certainly deleted. Any other code may also mean that this user may not see it. */
        public boolean isDeleted() {
            return code.equals("ENTITY_IS_DELETED");
        }
    }

    /**
     * Salesforce rejected the write, and will reject it again until the record, the org or the user's permissions change.
     *
     * @param code Salesforce's status code, such as {@code FIELD_CUSTOM_VALIDATION_EXCEPTION}
     * @param fields names of the fields that Salesforce blames; may be empty
     */
    record Rejected(String code, String message, List<String> fields) implements Outcome {}

    /** Nothing was done because of a lock, a limit or a fault of the server. The same write may succeed later. */
    record Busy(String code, String message) implements Outcome {}

    /** The answer was lost. The write may have been carried out, or may still be: look before repeating it. */
    record Lost(String message) implements Outcome {}
}
