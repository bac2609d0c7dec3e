/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import java.util.HashMap;
import java.util.Map;

/** The remembered rows of one object, and its policies. */
public final class RowMemory {
    final Map<Object, RowWriters> rows = new HashMap<>();
    final ObjectPolicies policies;

    RowMemory(ObjectPolicies policies) {
        this.policies = policies;
    }
}
