/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.FieldSet;
import dev.tandem.conflict.field.FieldSlots;
import dev.tandem.conflict.order.FieldPolicy.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The policies of one object's fields, as sets of slots. A field has the first policy whose pattern matches it. */
final class ObjectPolicies {
    private final List<FieldPolicy> policies;
    private final FieldSlots slots;
    /** The fields that an origin always wins, keyed by origin. */
    private final Map<String, FieldSet> owned = new HashMap<>();
    /** The fields that an origin may not write, keyed by origin. */
    private final Map<String, FieldSet> readOnly = new HashMap<>();

    private FieldSet greatest = FieldSet.NONE;
    private FieldSet extremes = FieldSet.NONE;
    private int sorted;

    ObjectPolicies(List<FieldPolicy> policies, String topic, FieldSlots slots) {
        this.policies = policies.stream()
                .filter(policy -> policy.fields().matchesObject(topic))
                .collect(Collectors.toList());
        this.slots = slots;
    }

    /** Returns whether the last writer wins every field. */
    boolean latestOnly() {
        return policies.isEmpty();
    }

    FieldSet readOnlyFrom(String origin) {
        sortNewFields();
        return readOnly.getOrDefault(origin, FieldSet.NONE);
    }

    Map<String, FieldSet> owned() {
        sortNewFields();
        return owned;
    }

    /** Returns the fields with the policy {@code max} or {@code min}. */
    FieldSet extremes() {
        sortNewFields();
        return extremes;
    }

    boolean isGreatest(int slot) {
        return greatest.contains(slot);
    }

    int fields() {
        return slots.size();
    }

    String name(int slot) {
        return slots.name(slot);
    }

    private void sortNewFields() {
        while (sorted < slots.size()) {
            FieldSet field = FieldSet.of(sorted);
            String name = slots.name(sorted++);
            policies.stream()
                    .filter(policy -> policy.fields().matchesField(name))
                    .findFirst()
                    .ifPresent(policy -> sort(policy, field));
        }
    }

    private void sort(FieldPolicy policy, FieldSet field) {
        switch (policy.kind()) {
            case WINS:
                owned.merge(policy.origin(), field, FieldSet::or);
                break;
            case READ_ONLY:
                readOnly.merge(policy.origin(), field, FieldSet::or);
                break;
            case MAX:
            case MIN:
                extremes = extremes.or(field);
                greatest = policy.kind() == Kind.MAX ? greatest.or(field) : greatest;
                break;
            case LATEST:
                break;
        }
    }
}
