/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.schema.Field;
import java.util.List;
import java.util.Locale;

/** A record that cannot be saved, with the code and the text that Salesforce gives. */
public final class SaveFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String WRONG_TYPE = "INVALID_TYPE_ON_FIELD_IN_RECORD";

    private final String code;
    private final transient List<String> fields;
    private final transient ObjectNode details;

    public SaveFailure(String code, String message, String... fields) {
        this(code, message, JsonNodeFactory.instance.objectNode(), fields);
    }

    private SaveFailure(String code, String message, ObjectNode details, String... fields) {
        super(message, null, false, false);
        this.code = code;
        this.fields = List.of(fields);
        this.details = details;
    }

    /** Returns the members that the body of a single record's error has besides the usual ones. */
    public ObjectNode details() {
        return details;
    }

    /** Returns the failure of a value that its field cannot hold. */
    static SaveFailure wrongType(Field field, String value) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        return new SaveFailure(
                WRONG_TYPE,
                "%s: value not of required type: %s".formatted(field.label(), value),
                details.put("type", field.type().wireName()).put("value", value),
                field.name());
    }

    /** Returns whether a value had the wrong type, which JSON APIs find before they look at the record. */
    public boolean isWrongType() {
        return code.equals(WRONG_TYPE);
    }

    /** Returns the failure of a record that equals another by a duplicate rule. */
    static SaveFailure duplicate(String rule, String object, String otherId) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        ObjectNode result =
                details.putObject("duplicateResult").put("allowSave", true).put("duplicateRule", rule);
        ObjectNode match = result.putArray("matchResults")
                .addObject()
                .put("matchEngine", "ExactMatchEngine")
                .put("rule", rule);
        ObjectNode record = match.putArray("matchRecords")
                .addObject()
                .put("matchConfidence", 100.0)
                .putObject("record");
        record.putObject("attributes").put("type", object);
        record.put("Id", otherId);
        return new SaveFailure("DUPLICATES_DETECTED", "Use one of these records?", details);
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

    /** Returns the failure of the delete of a record that its children keep. The text is that of production logs. */
    static SaveFailure restrictedDelete(String name, String children, List<String> names) {
        return new SaveFailure(
                "DELETE_FAILED",
                "Your attempt to delete %s could not be completed because it is associated with the following %s.: %s\n"
                        .formatted(name, children.toLowerCase(Locale.ROOT), String.join(", ", names)));
    }

    static SaveFailure deleted() {
        return new SaveFailure("ENTITY_IS_DELETED", "entity is deleted");
    }
}
