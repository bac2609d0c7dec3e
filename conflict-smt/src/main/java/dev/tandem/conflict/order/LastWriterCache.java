/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import java.util.HashMap;
import java.util.Map;

/** The remembered rows of one topic, and the policies of its fields. */
public final class LastWriterCache {
    final Map<Object, RowLastWriters> rows = new HashMap<>();
    final ObjectPolicies policies;

    LastWriterCache(ObjectPolicies policies) {
        this.policies = policies;
    }
}
