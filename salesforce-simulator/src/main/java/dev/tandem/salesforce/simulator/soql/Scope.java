/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.ChildRelationship;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The meaning of the names in a query. */
final class Scope {
    private final Catalog catalog;
    private final RecordStore store;
    private final SObject object;
    private final String alias;

    Scope(Catalog catalog, RecordStore store, SObject object, String alias) {
        this.catalog = catalog;
        this.store = store;
        this.object = object;
        this.alias = alias;
    }

    SObject object() {
        return object;
    }

    FieldPath path(Tokens.Token token, Tokens tokens) {
        List<String> names = new ArrayList<>(Arrays.asList(token.text().split("\\.", -1)));
        String first = names.get(0);
        boolean ownName = first.equalsIgnoreCase(object.name()) && !isRelationship(first);
        if (names.size() > 1 && (ownName || first.equalsIgnoreCase(alias))) {
            names.remove(0);
        }
        List<FieldPath.Step> steps = new ArrayList<>();
        SObject at = object;
        for (String relationship : names.subList(0, names.size() - 1)) {
            FieldPath.Step step = step(at, relationship, token, tokens);
            steps.add(step);
            at = step.target();
        }
        String name = names.get(names.size() - 1);
        Field field = at.field(name);
        if (field == null) {
            throw tokens.error(
                    "INVALID_FIELD",
                    token,
                    "No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
                            .formatted(name, at.name()));
        }
        return new FieldPath(List.copyOf(steps), at, field, store);
    }

    /** Returns the children that a relationship of the object names. */
    ChildRelationship child(Tokens.Token name, Tokens tokens) {
        return catalog.children(object, name.text())
                .orElseThrow(() -> tokens.error(
                        "INVALID_TYPE",
                        name,
                        "Didn't understand relationship '%s' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
                                .formatted(name.text())));
    }

    private boolean isRelationship(String name) {
        return object.fields().stream().anyMatch(field -> name.equalsIgnoreCase(field.relationshipName()));
    }

    private FieldPath.Step step(SObject from, String relationship, Tokens.Token token, Tokens tokens) {
        for (Field field : from.fields()) {
            if (relationship.equalsIgnoreCase(field.relationshipName())) {
                for (String target : field.referenceTo()) {
                    if (catalog.object(target) != null) {
                        return new FieldPath.Step(field, catalog.object(target));
                    }
                }
            }
        }
        throw tokens.error(
                "INVALID_FIELD",
                token,
                "Didn't understand relationship '%s' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
                        .formatted(relationship));
    }
}
