/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.records.ChangeKind;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.SaveRules;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import dev.tandem.salesforce.simulator.soql.Query;
import dev.tandem.salesforce.simulator.soql.SoqlError;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** {@code /simulator/objects/{Name}/rules}: reads rules whose conditions are those of SOQL's WHERE. */
final class RulesControl {
    private final Catalog catalog;
    private final RecordStore store;
    private final Clock clock;

    RulesControl(Catalog catalog, RecordStore store, Clock clock) {
        this.catalog = catalog;
        this.store = store;
        this.clock = clock;
    }

    SaveRules rules(SObject object, ObjectNode given) {
        return new SaveRules(
                each(given.path("automation"), rule -> automation(object, rule)),
                each(
                        given.path("validation"),
                        rule -> new SaveRules.Validation(
                                condition(object, rule.path("when").asText("")),
                                rule.path("message").asText("Rejected by a validation rule"),
                                rule.path("field").asText(""))),
                each(
                        given.path("duplicates"),
                        rule -> new SaveRules.Duplicates(
                                rule.path("name").asText("Duplicate_Rule"),
                                each(rule.path("fields"), JsonNode::asText),
                                rule.path("alert").asBoolean()
                                        ? SaveRules.Duplicates.Action.ALERT
                                        : SaveRules.Duplicates.Action.BLOCK)));
    }

    private SaveRules.Automation automation(SObject object, JsonNode rule) {
        List<ChangeKind> kinds =
                each(rule.path("on"), kind -> ChangeKind.valueOf(kind.asText().toUpperCase(Locale.ROOT)));
        Set<ChangeKind> runsOn =
                kinds.isEmpty() ? EnumSet.of(ChangeKind.CREATE, ChangeKind.UPDATE) : EnumSet.copyOf(kinds);
        return new SaveRules.Automation(
                runsOn,
                condition(object, rule.path("when").asText("")),
                entries(rule.path("set"), value -> value),
                entries(rule.path("copy"), JsonNode::asText),
                entries(rule.path("append"), JsonNode::asText));
    }

    private Predicate<Row> condition(SObject object, String where) {
        if (where.isBlank()) {
            return row -> true;
        }
        try {
            return Query.parse("SELECT Id FROM " + object.name() + " WHERE " + where, catalog, store, clock)::matches;
        } catch (SoqlError e) {
            throw new ApiFailure(400, e.code(), e.getMessage());
        }
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> read) {
        List<T> list = new ArrayList<>();
        array.forEach(element -> list.add(read.apply(element)));
        return List.copyOf(list);
    }

    private static <T> Map<String, T> entries(JsonNode object, Function<JsonNode, T> read) {
        Map<String, T> entries = new LinkedHashMap<>();
        StreamSupport.stream(object.properties().spliterator(), false)
                .forEach(entry -> entries.put(entry.getKey(), read.apply(entry.getValue())));
        return entries;
    }
}
