/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import java.util.List;

/** A record that cannot be saved, with the code and the text that Salesforce gives. */
public final class SaveFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient List<String> fields;

    public SaveFailure(String code, String message, String... fields) {
        super(message, null, false, false);
        this.code = code;
        this.fields = List.of(fields);
    }

    public String code() {
        return code;
    }

    /** The fields that the failure is about. */
    public List<String> fields() {
        return fields;
    }

    static SaveFailure noSuchColumn(String field, String object) {
        return new SaveFailure("INVALID_FIELD", "No such column '%s' on sobject of type %s".formatted(field, object));
    }

    static SaveFailure locked(String id) {
        return new SaveFailure(
                "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: " + id);
    }

    static SaveFailure deleted() {
        return new SaveFailure("ENTITY_IS_DELETED", "entity is deleted");
    }
}
