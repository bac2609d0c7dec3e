/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The rules that an administrator has given an object: automation runs first, then validation, then duplicate rules. */
public record SaveRules(List<Automation> automations, List<Validation> validations, List<Duplicates> duplicates) {
    public static final SaveRules NONE = new SaveRules(List.of(), List.of(), List.of());

    /** A validation rule: a record for which {@code broken} holds is rejected; {@code field} may be empty. */
    public record Validation(Predicate<Row> broken, String message, String field) {}

    /**
     * A duplicate rule: a record that equals another in all these fields is rejected, unless the rule only alerts and the
     * caller allows the save.
     */
    public record Duplicates(String name, List<String> fields, Action action) {
        /** The action of a duplicate rule. */
        public enum Action {
            BLOCK,
            ALERT
        }
    }

    /**
     * A trigger or flow that changes fields of the record in the transaction that saves it.
     *
     * @param kinds the changes on which it runs
     * @param when the records for which it runs
     * @param set values by field
     * @param copy source fields by target field
     * @param append text by field, added at the end of what is there on every run
     */
    public record Automation(
            Set<ChangeKind> kinds,
            Predicate<Row> when,
            Map<String, JsonNode> set,
            Map<String, String> copy,
            Map<String, String> append) {}
}
